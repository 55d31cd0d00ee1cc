from django.urls import path

from rokhas.web.views import activities, home, operations, pages, procedures, tracking, verification, zoning

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("procedures/", procedures.catalogue, name="procedures"),
    path("procedures/<slug:code>/", procedures.sheet, name="procedure"),
    path("activities/", activities.activities, name="activities"),
    path("activities/<slug:code>/", activities.activity, name="activity"),
    path("track/", tracking.track, name="track"),
    path("track/<str:number>", tracking.track, name="tracked"),
    path("verify/", verification.verify, name="verify"),
    path("verify/<str:code>", verification.paper, name="paper"),
    path("zoning/", zoning.zoning, name="zoning"),
    path("zoning/note.pdf", zoning.note, name="zoning-note"),
    path("help/", pages.help_page, name="help"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("personal-data/", pages.privacy, name="privacy"),
    path("legal-notice/", pages.legal, name="legal"),
    path("service-state/", pages.service, name="service"),
    path("health/", operations.health, name="health"),
    path("robots.txt", operations.robots, name="robots"),
    path(".well-known/security.txt", operations.security, name="security"),
]
