"""The edge of every page: who asks, what a view declares about access, what every template knows, and errors that help."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed, Refused

P = ParamSpec("P")
View = Callable[Concatenate["Request", P], HttpResponseBase]
DjangoView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

ANONYMOUS = Actor(None)
SIGNED_IN, PUBLIC = "signed_in", "public"

WORDS_WORTH_KEEPING = 3

# Each language is named in itself, whatever the language of the page.
LANGUAGE_NAMES = {"ar": "العربية", "fr": "Français", "zgh": "ⵜⴰⵎⴰⵣⵉⵖⵜ", "en": "English"}


class Request(HttpRequest):
    """A request as our views receive it: the middleware of accounts has said who is asking."""

    actor: Actor


def signed_in(view: View[P]) -> DjangoView[P]:
    """Only a person who has signed in sees this page; anyone else is sent to sign in and comes back.

    The redirection comes before the view looks anything up, so that it says nothing of what exists. The page is not kept by the
    browser, unless the view says otherwise: the back button shows it as it is now, and nothing once its reader has signed out.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if actor_of(request).person_id is None:
            return _to_sign_in(request)
        response = _answer(view, request, *args, **kwargs)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    guarded.access = SIGNED_IN  # type: ignore[attr-defined]
    return guarded


def public(view: View[P]) -> DjangoView[P]:
    """Anyone may see this page, and that was decided on purpose."""

    @functools.wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return _answer(view, request, *args, **kwargs)

    opened.access = PUBLIC  # type: ignore[attr-defined]
    return opened


def hx(request: HttpRequest) -> bool:
    """Whether htmx asks for a fragment (not for a whole page, as it does for boosted links and history)."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Request-Type") != "full"
        and "HX-Boosted" not in headers
        and "HX-History-Restore-Request" not in headers
    )


def actor_of(request: HttpRequest) -> Actor:
    """The actor of the request, nobody when the middleware has not run (an error page, a malformed request)."""
    return cast(Actor, getattr(request, "actor", ANONYMOUS))


def page(request: HttpRequest) -> dict[str, Any]:
    """What every template knows (context processor).

    `actor`, `demonstration` (bool: the data is fictitious), `languages` (code, own name, address that keeps the page, current),
    `sign_in_url` ("" for a person already signed in).
    """
    here, actor = quote(_here(request)), actor_of(request)
    return {
        "actor": actor,
        "demonstration": settings.ROKHAS_MODE in {"demo", "test"},
        "languages": [
            {
                "code": code,
                "name": LANGUAGE_NAMES[code],
                "url": f"{_address('ui:language', code)}?next={here}",
                "current": code == get_language(),
            }
            for code, _ in settings.LANGUAGES
        ],
        "sign_in_url": "" if actor.person_id else f"{settings.LOGIN_URL}?next={here}",
    }


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page of a rate limit (429); allauth uses the same template."""
    return render(request, "429.html", status=429)


def refused(request: HttpRequest, why: Refused) -> HttpResponse:
    """The page of a broken rule that the view did not say itself: its sentence, what was written, the way back."""
    if type(why) is NotAllowed:
        response = forbidden(request)
    else:
        context = {"refused": why, "back": _here(request), "written": _written(request)}
        response = render(request, "refused.html", context, status=why.status)
    add_never_cache_headers(response)
    return response


def confirmation(request: Request, *, title: str, text: str, button: str, back: str) -> HttpResponse | None:
    """What is asked before what cannot be undone: a page whose form sends the same request again, without any script. None when
    it was answered."""
    if request.POST.get("confirmed") == "1":
        return None
    words = {"title": title, "text": text, "button": button, "back": back}
    return render(request, "ui/confirmation.html", words)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke: no database, no context processor, nothing that could break again."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere (settings.CSRF_FAILURE_VIEW)."""
    get_token(request)
    return render(request, "403_csrf.html", status=403)


def _answer(view: View[P], request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
    if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        raise BadRequest("No name of anything holds a null character, and no database reads one.")
    response = view(cast(Request, request), *args, **kwargs)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _written(request: HttpRequest) -> list[str]:
    """The sentences of a form, so that they can be copied; what is shorter is soon chosen again. Never a pass phrase."""
    if request.method != "POST":
        return []
    lists = [texts for name, texts in request.POST.lists() if "password" not in name]
    typed = (text.strip() for texts in lists for text in map(str, texts))
    return [text for text in typed if len(text.split()) >= WORDS_WORTH_KEEPING]


def _here(request: HttpRequest) -> str:
    """The page to come back to: a form's own address may answer no plain link, so it is the page the form was on.

    The address that a browser tells is followed only on this site, and only to its path (`ui.views.language` checks it too).
    """
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    told = urlsplit(request.headers.get("Referer", ""))
    try:
        ours = told.netloc == request.get_host()
    except DisallowedHost:  # the page that refuses that name is drawn here too: it must not be refused again
        ours = False
    if not ours or not told.path:
        return request.get_full_path()
    path = escape_leading_slashes(told.path)
    return f"{path}?{told.query}" if told.query else path


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    # A form sent after the session ended cannot be replayed by a redirection: come back to its page.
    after = request.get_full_path()
    if hx(request):
        after = request.headers.get("HX-Current-URL", after)
        target = redirect_to_login(after).url
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    # A script that saves as one types keeps its answers on the page, and says so there.
    if request.method == "POST" and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        messages.warning(
            request,
            _(
                "Your session has ended. What you had not saved was not kept: sign in again to come back to your page."
            ),
            fail_silently=True,
        )
    return redirect_to_login(after)


def _address(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
