from django.urls import URLPattern, path

from rokhas.api import views
from rokhas.api.api import reference
from rokhas.api.api.assembly import interface
from rokhas.api.http.guard import door

app_name = "api"

V1 = "api/v1/"


def _ours(pattern: URLPattern) -> URLPattern:
    """An address of the interface behind its door, whatever the library made of it."""
    return path(f"{V1}{pattern.pattern}", door(pattern.callback), name=pattern.name)


urlpatterns = [
    path("api/", reference.reference, name="reference"),
    path(f"{V1}openapi.json", reference.description, name="openapi"),
    path(V1, door(reference.root), name="root"),
    *(
        _ours(pattern)
        for pattern in interface.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ),
    path(f"{V1}<path:rest>", door(reference.nowhere), name="nowhere"),
    # The page of the account
    path("account/applications/", views.applications, name="applications"),
    path("account/applications/tokens/<int:pk>/revocation", views.revocation, name="revocation"),
    path("account/applications/webhooks/<int:pk>/closing", views.closing, name="closing"),
]
