from django.urls import path

from rokhas.notices import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.inbox, name="inbox"),
    path("notices/preferences/", views.preferences, name="preferences"),
    path("notices/<int:pk>/open", views.open_one, name="open"),
    path("notices/read", views.read_all, name="read_all"),
]
