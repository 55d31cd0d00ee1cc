from django.urls import path

from rokhas.signing import views

app_name = "signing"
urlpatterns = [
    path("sign/prepare", views.prepare, name="prepare"),
    path("sign/finish", views.finish, name="finish"),
]
