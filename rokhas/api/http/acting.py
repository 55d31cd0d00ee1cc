"""The one shape of an act: find the row in sight, hold it as it was read, call the act, say what came of it.

act = Acts(router, Holds(Scope.WORK_WRITE))
act("POST", "/work/{pk}/dispatch", desk.dispatch, on=step(Kind.DISPATCH), hold=reading_task, gives=TaskDone, says=done,
    summary=gettext_noop("Send the dossier to the members"))
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Header, Router
from ninja.responses import Status

from rokhas.api.http.guard import Anybody, Asking, Holds
from rokhas.api.http.replay import once
from rokhas.api.schema.common import Asked, Code, Key, Number, Row, Tag
from rokhas.kernel.actor import Actor

IfMatch = Annotated[Tag | None, Header(alias="If-Match")]
IdempotencyKey = Annotated[Key | None, Header(alias="Idempotency-Key")]
# What an address may name, and what fits it.
NAMES = {"number": Number, "reference": Number, "body": Code, "code": Code}
NAMED = re.compile(r"{(\w+)}")


@dataclass
class Call:
    """One request for an act: `given` is what was sent, `subject` the row it is about, `done` what the act returned."""

    request: Asking
    response: HttpResponse
    given: Any = None
    subject: Any = None
    done: Any = None

    @property
    def actor(self) -> Actor:
        return self.request.actor

    @property
    def sent(self) -> dict[str, Any]:
        """What was sent, by the names of its schema."""
        return dict(self.given.model_dump()) if self.given is not None else {}


@dataclass(frozen=True)
class Acts:
    """Where acts are declared, and the right they ask of a token."""

    router: Router
    right: Holds | Anybody

    def __call__(
        self,
        method: str,
        path: str,
        does: Callable[..., Any],
        *,
        summary: str,
        on: Callable[..., Any] | None = None,
        asked: type[Asked] | None = None,
        reads: Callable[[Call], dict[str, Any]] | None = None,
        hold: Callable[[Any, str | None], AbstractContextManager[Any]] | None = None,
        key: Literal["", "taken", "needed"] = "",
        whole: bool = True,
        gives: Any = None,
        says: Callable[[Call], Any] | None = None,
        status: int = 200,
    ) -> None:
        """Declare one act.

        `on(request, **names of the address)` finds its row or raises `Http404`. The act is `does(row, by=…, **arguments)`; there
        is no row when there is no `on`; the arguments are what was sent, as its schema names it, or what `reads` makes of it.
        `hold` asks `If-Match`. `key` takes an Idempotency-Key or needs one; its answer is kept in the transaction of the act,
        unless not `whole`. `says` makes the answer, of the schema `gives`; without it there is none (204).
        """

        def work(call: Call, if_match: str | None) -> Any:
            room = hold(call.subject, if_match) if hold else nullcontext(call.subject)
            with room as call.subject:
                arguments = reads(call) if reads else call.sent
                about = (call.subject,) if on else ()
                call.done = does(*about, by=call.actor, **arguments)
            return says(call) if says else None

        def answered(request: Asking, response: HttpResponse, **given: Any) -> object:
            if_match, sent_key = given.pop("if_match", None), given.pop("key", None)
            call = Call(request, response, given.pop("asked", None))
            call.subject = on(request, **given) if on else None
            if key:
                return once(
                    request,
                    response,
                    sent_key,
                    lambda: work(call, if_match),
                    status=status,
                    whole=whole,
                    required=key == "needed",
                )
            return Status(status if says else 204, work(call, if_match))

        answered.__name__ = answered.__qualname__ = does.__name__.lstrip("_")
        declared = inspect.currentframe()  # `stack()` would read the source of every caller
        assert declared is not None
        assert declared.f_back is not None
        answered.__module__ = declared.f_back.f_globals["__name__"]
        answered.__doc__ = ""
        answered.__signature__ = _signature(path, asked, tagged=hold is not None, keyed=bool(key))  # type: ignore[attr-defined]
        answered.does = does  # type: ignore[attr-defined]
        self.router.api_operation(
            [method],
            path,
            auth=self.right,
            response={status: gives} if says else {204: None},
            summary=summary,
        )(answered)


def _signature(path: str, asked: type[Asked] | None, *, tagged: bool, keyed: bool) -> inspect.Signature:
    """What the library reads the request by."""
    taken: list[tuple[str, Any, Any]] = [
        ("request", Asking, inspect.Parameter.empty),
        ("response", HttpResponse, inspect.Parameter.empty),
        *((name, NAMES.get(name, Row), inspect.Parameter.empty) for name in NAMED.findall(path)),
    ]
    if asked is not None:
        taken.append(("asked", asked, inspect.Parameter.empty))
    if tagged:
        taken.append(("if_match", IfMatch, None))
    if keyed:
        taken.append(("key", IdempotencyKey, None))
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Signature(
        [inspect.Parameter(name, kind, annotation=type_, default=default) for name, type_, default in taken]
    )
