from django.urls import path

from rokhas.editing.views import catalogue, drafts, history, publication, registers

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
    # The lists that procedures share
    path("editing/documents/", registers.documents, name="documents"),
    path("editing/lists/<slug:name>/", registers.register, name="register"),
    path("editing/lists/<slug:name>/<str:code>/", registers.entry, name="entry"),
    path("editing/lists/<slug:name>/<str:code>/next/", registers.beginning, name="entry-begin"),
    path("editing/lists/<slug:name>/<str:code>/history/", history.entry, name="entry-history"),
    path("editing/entries/<int:pk>/", registers.draft, name="entry-draft"),
    path("editing/entries/<int:pk>/terms/", registers.terms, name="entry-terms"),
    path("editing/entries/<int:pk>/submission/", registers.submission, name="entry-submission"),
    path("editing/entries/<int:pk>/abandonment/", registers.abandonment, name="entry-abandonment"),
    path("editing/entries/<int:pk>/publication/", registers.publication, name="entry-publication"),
    path("editing/entries/<int:pk>/return/", registers.sending_back, name="entry-return"),
    path("editing/entries/<int:pk>/withdrawal/", registers.withdrawal, name="entry-withdrawal"),
    # What became of the law
    path("law/", history.changelog, name="changelog"),
    path("editing/<slug:code>/history/", history.procedure, name="history"),
    # What is published
    path("editing/<slug:code>/", catalogue.procedure, name="procedure"),
    path("editing/<slug:code>/next/", catalogue.beginning, name="begin"),
    path("editing/<slug:code>/comparison/", catalogue.comparison, name="comparison"),
    path("editing/<slug:code>/<int:version>/withdrawal/", publication.withdrawal, name="withdrawal"),
]
