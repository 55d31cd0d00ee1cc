from django.urls import path

from rokhas.documents import views

app_name = "documents"
urlpatterns = [
    path("uploads/", views.uploads, name="uploads"),
    path("uploads/<uuid:pk>", views.upload, name="upload"),
]
