from django.urls import path

from rokhas.occupations.views import case, office

app_name = "occupations"
urlpatterns = [
    path("dossiers/<slug:number>/occupation/", case.occupation, name="occupation"),
    path("dossiers/<slug:number>/occupation/renewal/", case.renewal, name="renewal"),
    path("dossiers/<slug:number>/occupation/end/", case.end, name="end"),
    path("dossiers/<slug:number>/occupation/year-<int:rank>.pdf", case.receipt, name="receipt"),
    path("work/occupations/", office.fees, name="fees"),
    path("work/occupations.csv", office.export, name="export"),
]
