from django.urls import path

from rokhas.ui import views

app_name = "ui"
urlpatterns = [
    path("language/<slug:code>", views.language, name="language"),
    path("styleguide", views.styleguide, name="styleguide"),
]
