from django.urls import include, path

urlpatterns = [path("", include("rokhas.ui.urls"))]
