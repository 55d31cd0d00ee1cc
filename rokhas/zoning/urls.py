from django.urls import path

from rokhas.zoning import views

app_name = "zoning"
urlpatterns = [path("zoning/drawing.json", views.drawing, name="drawing")]
