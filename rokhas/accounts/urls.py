from django.urls import path

from rokhas.accounts import views

app_name = "accounts"

urlpatterns = [
    path("account/", views.profile, name="profile"),
    path("sign-in/demo/", views.demonstration, name="demonstration"),
]
