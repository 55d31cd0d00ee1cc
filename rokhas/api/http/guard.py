"""The door of every address: whose token, how often, and answers that are always problems when they refuse."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponseBase, UnreadablePostError
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from ninja.security import HttpBearer

from rokhas.accounts.queries import actor_of
from rokhas.api.actions.tokens import note_use, recognise
from rokhas.api.errors import (
    BodyTooLarge,
    BodyUnreadable,
    Broken,
    InClear,
    MethodUnknown,
    NotFound,
    ScopeMissing,
    TokenMissing,
    TooManyRequests,
)
from rokhas.api.http.problems import problem
from rokhas.api.models import Meter, Scope, Token
from rokhas.kernel.actor import STRANGER
from rokhas.kernel.errors import NotAllowed, Refused
from rokhas.kernel.logs import security
from rokhas.ui.http import Request
from rokhas.ui.visitors import visitor

log = logging.getLogger(__name__)

TOKEN = "token"  # noqa: S105 - how a view says who may call it, beside `signed_in` and `public`
MINUTE = 60
SPEAKING = ["Accept-Language", "Authorization"]


class Asking(Request):
    """A request of the interface: `token` is None for a stranger. Cookies say nothing here."""

    token: Token | None


class Holds(HttpBearer):
    """The right that a token must have been given; the rights of its person are asked by the acts themselves."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Token:
        token: Token | None = getattr(request, "token", None)
        if token is None:
            raise TokenMissing
        if self.scope not in token.scopes:
            raise ScopeMissing(scope=self.scope.value)
        return token

    def authenticate(self, request: HttpRequest, token: str) -> NoReturn:
        raise AssertionError("the token was read at the door")


class Anybody(HttpBearer):
    """Any token, whatever its rights."""

    def __call__(self, request: HttpRequest) -> Token:
        token: Token | None = getattr(request, "token", None)
        if token is None:
            raise TokenMissing
        return token

    def authenticate(self, request: HttpRequest, token: str) -> NoReturn:
        raise AssertionError("the token was read at the door")


def door(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Say who asks, count, call; whatever comes out that is not an answer becomes a problem."""

    @functools.wraps(view)
    def answered(request: Asking, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
                raise NotFound
            if settings.SECURE and not request.is_secure():
                raise InClear
            _identify(request)
            _count(request)
            answer = view(request, *args, **kwargs)
            if answer.status_code == MethodUnknown.status:
                answer = problem(MethodUnknown(), headers={"Allow": answer.get("Allow", "")})
        except Exception as error:  # noqa: BLE001 - nothing but a problem leaves
            answer = refusal(error)
        if not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "private, no-store"
        patch_vary_headers(answer, SPEAKING)
        return answer

    answered.csrf_exempt = True  # type: ignore[attr-defined]
    answered.access = TOKEN  # type: ignore[attr-defined]
    return answered


def refusal(error: Exception) -> HttpResponseBase:
    """The problem that an exception is."""
    match error:
        case Refused():
            if error.status in {401, 403, 429}:
                security.warning("interface: %s", error.code)
            seconds = error.params.get("seconds") if isinstance(error, TooManyRequests) else None
            return problem(error, headers={"Retry-After": str(seconds)} if seconds else None)
        case Http404():
            return problem(NotFound())
        case PermissionDenied():
            return problem(NotAllowed())
        case RequestDataTooBig():
            return problem(BodyTooLarge())
        case UnreadablePostError() | SuspiciousOperation():
            return problem(BodyUnreadable())
    log.error("The interface broke.", exc_info=error)
    return problem(Broken())


def _identify(request: Asking) -> None:
    """Who asks: the person of the token, with the mandates of this moment; nobody without one."""
    request.token, request.actor = None, STRANGER
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given.strip():
        return
    try:
        token = recognise(given.strip(), STRANGER.now())
    except Refused:
        _count(request)  # guesses are counted against the visitor
        raise
    person = token.application.person
    request.token, request.actor = token, actor_of(person.pk)
    note_use(token, request.actor.now())
    if "Accept-Language" not in request.headers:
        translation.activate(person.language)


def _count(request: Asking) -> None:
    """One request more for the token, or for the address of a stranger. Raises `TooManyRequests`."""
    now = time.time()
    if request.token is not None:
        name, allowed = f"token:{request.token.pk}", settings.API_REQUESTS_PER_MINUTE
    else:
        digest = salted_hmac("rokhas.api.meter", visitor(request), algorithm="sha256").hexdigest()
        name, allowed = f"visitor:{digest}", settings.API_REQUESTS_PER_MINUTE_STRANGER
    if Meter.objects.count_one(name[:80], int(now) // MINUTE) > allowed:
        raise TooManyRequests(seconds=MINUTE - int(now) % MINUTE)
