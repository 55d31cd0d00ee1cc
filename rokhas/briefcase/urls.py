from django.urls import path

from rokhas.briefcase import views

app_name = "briefcase"
urlpatterns = [
    path("my-documents/", views.mine, name="mine"),
    path("my-documents/data/", views.data, name="data"),
    path("my-documents/data/removal", views.data_removal, name="data_removal"),
    path("my-documents/<int:pk>/", views.expiry, name="expiry"),
    path("my-documents/<int:pk>/removal", views.removal, name="removal"),
    path("my-documents/<int:pk>/file/<path:name>", views.file, name="file"),
    path("my-documents/<int:pk>/use/<int:draft>/", views.use, name="use"),
    path("my-documents/pieces/<int:draft>/<int:piece>", views.keep_piece, name="keep_piece"),
    path("my-documents/answers/<int:draft>", views.keep_answers, name="keep_answers"),
    path("my-documents/filling/<int:draft>", views.filling, name="filling"),
]
