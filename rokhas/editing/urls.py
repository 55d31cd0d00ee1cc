from django.urls import path

from rokhas.editing.views import catalogue, drafts, publication

app_name = "editing"

urlpatterns = [
    path("editing/", catalogue.procedures, name="list"),
    # The next version of a procedure, while it is written
    path("editing/drafts/<int:pk>/", drafts.draft, name="draft"),
    path("editing/drafts/<int:pk>/part/", drafts.part, name="whole"),
    path("editing/drafts/<int:pk>/part/<path:address>/", drafts.part, name="part"),
    path("editing/drafts/<int:pk>/removal/<path:address>/", drafts.removal, name="removal"),
    path("editing/drafts/<int:pk>/rise/<path:address>/", drafts.rise, name="rise"),
    path("editing/drafts/<int:pk>/addition/<path:address>/", drafts.addition, name="addition"),
    path("editing/drafts/<int:pk>/terms/", drafts.terms, name="terms"),
    path("editing/drafts/<int:pk>/preview/", drafts.preview, name="preview"),
    path("editing/drafts/<int:pk>/submission/", drafts.submission, name="submission"),
    path("editing/drafts/<int:pk>/abandonment/", drafts.abandonment, name="abandonment"),
    path("editing/drafts/<int:pk>/publication/", publication.publication, name="publication"),
    path("editing/drafts/<int:pk>/return/", publication.sending_back, name="return"),
    # What is published
    path("editing/<slug:code>/", catalogue.procedure, name="procedure"),
    path("editing/<slug:code>/next/", catalogue.beginning, name="begin"),
    path("editing/<slug:code>/comparison/", catalogue.comparison, name="comparison"),
    path("editing/<slug:code>/<int:version>/withdrawal/", publication.withdrawal, name="withdrawal"),
]
