"""Who is behind a request."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation

from rokhas.accounts.models import PUBLIC_ROLES
from rokhas.accounts.providers import doors
from rokhas.accounts.queries import actor_of
from rokhas.kernel.actor import STRANGER, Actor
from rokhas.ui.http import P, Request, View

IDLE_SECONDS = 30 * 60
TOUCH_SECONDS = 60
# The parameter of an address that a page asks by itself: nobody is at the keyboard for it.
POLL = "poll"
LOOKS = 20  # then a page that waits stops asking, and says so

# Where an official may still go to show what is missing; no mandate is in force there until then.
OPEN_PATHS = ("/sign-in/", "/account/proof/", "/language/", settings.STATIC_URL)
FIRST_FACTORS = frozenset({"password", "socialaccount"})

# Where an invitation waits, in the session of whoever opened its link before signing in.
AFTER_SIGN_IN = "after_sign_in"

OFFICE, PUBLIC = "ui/office.html", "ui/public.html"


def actor_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give every request its actor and its language; an official who was idle for thirty minutes signs in again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = _actor(request)  # type: ignore[attr-defined]
        _speak(request)
        if _is_official(request.actor) and missing_proof(request):  # type: ignore[attr-defined]
            if not request.path.startswith(OPEN_PATHS):
                return redirect("accounts:proof")
            request.actor = Actor(request.actor.person_id)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def next_look(request: HttpRequest) -> int | None:
    """What `?poll=` of a page that waits says next: its looks, this one included; None when it has looked enough."""
    looked = request.GET.get(POLL, "")
    turn = min(int(looked), LOOKS) if looked.isdecimal() and len(looked) < 4 else 0
    return turn + 1 if turn < LOOKS else None


def frame(actor: Actor) -> str:
    """The base template of a page of both worlds: the officers' bar for those who serve in an office, else the public one."""
    return OFFICE if _is_official(actor) else PUBLIC


def fresh(view: View[P]) -> View[P]:
    """Before rights and keys are touched, the person has proved who they are within ten minutes, or proves it again."""

    @functools.wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if settings.ROKHAS_SECOND_FACTOR == "required" and not doors.is_fresh(request):
            return redirect(doors.way_to_prove(request))
        return view(request, *args, **kwargs)

    return guarded


def missing_proof(request: HttpRequest) -> str:
    """What an official has not shown in this session: `password`, `second_factor`, or nothing.

    A passkey that asks for a finger or a PIN is both at once; the national identity stands for the password. A code received by
    mail or SMS, enough for the public, is neither.
    """
    if settings.ROKHAS_SECOND_FACTOR == "waived":
        return ""
    shown = doors.methods(request)
    if any(each.get("passwordless") for each in shown):
        return ""
    if not any(each["method"] in FIRST_FACTORS for each in shown):
        return "password"
    return "" if any(each["method"] == "mfa" for each in shown) else "second_factor"


def _is_official(actor: Actor) -> bool:
    """Holder of a mandate with powers over the requests of others."""
    return any(held.role not in PUBLIC_ROLES for held in actor.mandates)


def _speak(request: HttpRequest) -> None:
    """The language of a person who is signed in: the one chosen on this browser, else the one they prefer."""
    if request.user.is_authenticated and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated or request.user.pk is None:
        return STRANGER
    actor = actor_of(request.user.pk)
    if _is_official(actor):
        now = int(datetime.now(UTC).timestamp())
        seen = request.session.get("seen", now)
        if now - seen > IDLE_SECONDS:
            logout(request)
            return STRANGER
        if "seen" not in request.session or (now - seen > TOUCH_SECONDS and POLL not in request.GET):
            request.session["seen"] = now
    return actor
