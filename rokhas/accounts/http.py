"""Who is behind a request."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from rokhas.accounts.models import PUBLIC_ROLES
from rokhas.accounts.queries import actor_of
from rokhas.kernel.actor import STRANGER, Actor

IDLE_SECONDS = 30 * 60
TOUCH_SECONDS = 60
# The parameter of an address that a page asks by itself: nobody is at the keyboard for it.
POLL = "poll"
LOOKS = 20  # then a page that waits stops asking, and says so

OFFICE, PUBLIC = "ui/office.html", "ui/public.html"


def actor_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give every request its actor and its language; an official who was idle for thirty minutes signs in again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = _actor(request)  # type: ignore[attr-defined]
        _speak(request)
        return get_response(request)

    return middleware


def next_look(request: HttpRequest) -> int | None:
    """What `?poll=` of a page that waits says next: its looks, this one included; None when it has looked enough."""
    looked = request.GET.get(POLL, "")
    turn = min(int(looked), LOOKS) if looked.isdecimal() and len(looked) < 4 else 0
    return turn + 1 if turn < LOOKS else None


def frame(actor: Actor) -> str:
    """The base template of a page of both worlds: the officers' bar for those who serve in an office, else the public one."""
    official = any(held.role not in PUBLIC_ROLES for held in actor.mandates)
    return OFFICE if official else PUBLIC


def _speak(request: HttpRequest) -> None:
    """The language of a person who is signed in: the one chosen on this browser, else the one they prefer."""
    if request.user.is_authenticated and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated or request.user.pk is None:
        return STRANGER
    actor = actor_of(request.user.pk)
    if any(held.role not in PUBLIC_ROLES for held in actor.mandates):
        now = int(datetime.now(UTC).timestamp())
        seen = request.session.get("seen", now)
        if now - seen > IDLE_SECONDS:
            logout(request)
            return STRANGER
        if "seen" not in request.session or (now - seen > TOUCH_SECONDS and POLL not in request.GET):
            request.session["seen"] = now
    return actor
