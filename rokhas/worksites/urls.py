from django.urls import path

from rokhas.worksites import views

app_name = "worksites"
urlpatterns = [
    path("buildings/<slug:number>/", views.building, name="building"),
    path("dossiers/<slug:number>/works/", views.worksite, name="worksite"),
    path("dossiers/<slug:number>/works/completion/", views.completion, name="completion"),
    path("dossiers/<slug:number>/works/photos/<int:pk>/removal/", views.photo_removal, name="photo-removal"),
    path("dossiers/<slug:number>/works/photos/<int:pk>/<str:name>", views.photo, name="photo"),
    path("dossiers/<slug:number>/works/panel.pdf", views.panel, name="panel"),
]
