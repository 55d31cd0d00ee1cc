from django.urls import path

from rokhas.privacy import views

app_name = "privacy"

urlpatterns = [
    path("my-data/", views.mine, name="mine"),
    path("my-data/copy", views.copy, name="copy"),
    path("data-requests/", views.requests, name="requests"),
    path("data-requests/<int:pk>/", views.answer, name="answer"),
]
