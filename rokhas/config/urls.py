"""Every public address, app by app."""

from importlib.util import find_spec

from allauth.account import views as library
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from rokhas.accounts.views import identity

APPS = [
    "web",
    "api",
    "accounts",
    "territory",
    "zoning",
    "ui",
    "journal",
    "documents",
    "notices",
    "signing",
    "payments",
    "work",
    "briefcase",
    "enquiries",
    "worksites",
    "occupations",
    "geoportal",
    "dossiers",
    "privacy",
    "editing",
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", include("allauth.account.urls")),
    # The library has these two only where a number is asked at the opening of an account; ours is optional, and comes later.
    path("sign-in/phone/change/", library.change_phone, name="account_change_phone"),
    path("sign-in/phone/verify/", library.verify_phone, name="account_verify_phone"),
    path("sign-in/second-factor/", include("allauth.mfa.urls")),
    path("sign-in/sessions/", include("allauth.usersessions.urls")),
    path("sign-in/identity/", include("allauth.socialaccount.urls")),
    # The library's own way back from the provider does not verify who signed the assertion; ours does, and asks for it once.
    path("sign-in/oidc/<str:provider_id>/login/", identity.goes_there, name="openid_connect_login"),
    path(
        "sign-in/oidc/<str:provider_id>/login/callback/", identity.comes_back, name="openid_connect_callback"
    ),
]
urlpatterns += [
    path("", include(f"rokhas.{app}.urls"))
    for app in APPS
    if f"rokhas.{app}" in settings.INSTALLED_APPS and find_spec(f"rokhas.{app}.urls")
]

handler400 = "rokhas.ui.http.bad_request"
handler403 = "rokhas.ui.http.forbidden"
handler404 = "rokhas.ui.http.not_found"
handler500 = "rokhas.ui.http.server_error"
