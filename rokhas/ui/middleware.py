"""What every answer owes the browser and the visitor, whichever page made it, or failed to."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from rokhas.kernel.errors import Refused
from rokhas.ui.http import refused

SAME_FOR_ALL = "same_for_all"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def careful_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse the methods that no page has (TRACE, CONNECT…); at sign-out, have the browser drop what it kept of the site.

    A rule that is broken where no page says it itself is told in its own words, whatever the view: never a failure.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, Refused) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def same_for_all(response: HttpResponse) -> HttpResponse:
    """Mark an answer that is the same whoever asks, in whatever language: any cache may keep one for all."""
    setattr(response, SAME_FOR_ALL, True)
    return response


def same_for_all_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Of an answer marked so, take what the sessions and the languages of other pages have added to `Vary`: a cache would keep
    one for each cookie, and a browser none from one page to the next. One that sets a cookie is kept by nobody."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(response, SAME_FOR_ALL, False):
            for name in ("Vary", "Content-Language"):
                response.headers.pop(name, None)
            if response.cookies:
                response.headers["Cache-Control"] = "private, no-store"
        return response

    return middleware
