from django.urls import path

from rokhas.territory import views

app_name = "territory"
urlpatterns = [
    path("territory/search", views.search, name="search"),
    path("territory/at", views.at, name="at"),
    path("territory/parcels", views.parcels, name="parcels"),
    path("territory/boundaries/<str:code>.json", views.boundaries, name="boundaries"),
]
