from django.urls import path

from rokhas.geoportal import views

app_name = "geoportal"
urlpatterns = [path("permits/", views.permits, name="permits")]
