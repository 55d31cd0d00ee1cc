"""Every public address, app by app."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

APPS = [
    "web",
    "api",
    "accounts",
    "territory",
    "ui",
    "journal",
    "documents",
    "notices",
    "signing",
    "payments",
    "dossiers",
    "privacy",
]

urlpatterns: list[URLPattern | URLResolver] = [path("sign-in/", include("allauth.account.urls"))]
urlpatterns += [
    path("", include(f"rokhas.{app}.urls"))
    for app in APPS
    if f"rokhas.{app}" in settings.INSTALLED_APPS and find_spec(f"rokhas.{app}.urls")
]

handler400 = "rokhas.ui.http.bad_request"
handler403 = "rokhas.ui.http.forbidden"
handler404 = "rokhas.ui.http.not_found"
handler500 = "rokhas.ui.http.server_error"
