"""Facts: declared once, written inside an act, heard after it.

`fact` declares a kind, `act` is the transaction in which `record` says one, `on` and `on_several` subscribe to it. A subscriber
may start an act of its own app; it never decides whether the first was allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.functional import Promise

from rokhas.journal.models import Delivery, Event
from rokhas.journal.writing import write
from rokhas.kernel.actor import Actor

Handler = Callable[[Event], None]
HandlerOfSeveral = Callable[[Sequence[Event]], None]
Hears = Callable[[Event], bool]


@dataclass(frozen=True)
class Fact:
    """What is known of a kind of event.

    `fields` are the names its data carries, exactly; `sentence` is what a timeline says, with `%(field)s` of resolved values;
    `personal` says which personal data the data could lead to, and how.
    """

    kind: str
    fields: frozenset[str]
    sentence: str | Promise
    personal: str


@dataclass(frozen=True)
class Subscriber:
    """A handler, the facts it `hears` (all, unless something says which), and whether it is told several `together`."""

    handler: Callable[..., None]
    hears: Hears | None = None
    together: bool = False

    @property
    def address(self) -> str:
        return f"{self.handler.__module__}.{self.handler.__qualname__}"

    def tell(self, said: Sequence[Event]) -> None:
        """Tell facts: one, unless they are told together."""
        if self.together:
            self.handler(said)
        else:
            (event,) = said
            self.handler(event)


_facts: dict[str, Fact] = {}
_subscribers: dict[str, list[Subscriber]] = {}
# The facts of the act that is under way here.
_waiting: ContextVar[list[Event] | None] = ContextVar("facts of the act", default=None)


def fact(
    kind: str, *fields: str, sentence: str | Promise, personal: str = "none: references and codes only"
) -> Fact:
    """Declare a kind of event, in the `events` module of the app that records it."""
    if kind in _facts:
        raise ValueError(f"{kind} is declared twice")
    _facts[kind] = Fact(kind, frozenset(fields), sentence, personal)
    return _facts[kind]


def facts() -> Iterable[Fact]:
    return _facts.values()


def fact_of(kind: str) -> Fact:
    return _facts[kind]


def on(*kinds: str, hears: Hears | None = None) -> Callable[[Handler], Handler]:
    """Subscribe a handler, which must be idempotent: it is called again when its worker died.

    `hears` says of a fact, by its data alone, whether it concerns the handler: another leaves it no copy to be told.
    """

    def subscribe(handler: Handler) -> Handler:
        _subscribe(Subscriber(handler, hears), kinds)
        return handler

    return subscribe


def on_several(*kinds: str) -> Callable[[HandlerOfSeveral], HandlerOfSeveral]:
    """Subscribe a handler that takes together, in their order, the facts that wait for it when the first of them is told.

    When it fails, each of them comes back alone: what one cannot bear keeps nothing from the others. It is as quick for fifty
    (`outbox.BATCH`) as another for one: they are held for one lease.
    """

    def subscribe(handler: HandlerOfSeveral) -> HandlerOfSeveral:
        _subscribe(Subscriber(handler, together=True), kinds)
        return handler

    return subscribe


def subscribers() -> dict[str, Subscriber]:
    """Each subscriber by its address, as the outbox names it."""
    return {each.address: each for listed in _subscribers.values() for each in listed}


def reference(subject: models.Model) -> str:
    """How events name a row: `dossiers.dossier:42`."""
    return f"{subject._meta.label_lower}:{subject.pk}"


@contextmanager
def act(*, savepoint: bool = True) -> Iterator[None]:
    """The transaction of an act: the facts recorded in it wait for its end and are then written together, in the order in which
    they were said, at the cost of one.

    An act inside another hands its facts to the outer one; when it fails, they are forgotten with its changes. Without a
    `savepoint`, which costs two statements, its failure is that of the outer one, which nobody can go on with.
    """
    waiting = _waiting.get()
    if waiting is None:
        waiting = []
        token = _waiting.set(waiting)
        try:
            with transaction.atomic():
                yield
                _write(waiting)
        finally:
            _waiting.reset(token)
        return
    before = len(waiting)
    try:
        with transaction.atomic(savepoint=savepoint):
            yield
    except BaseException:
        del waiting[before:]
        raise


def record(
    kind: str, about: models.Model, by: Actor, *, stream: models.Model | None = None, **data: object
) -> Event:
    """Say a fact: it is written, with a copy for each subscriber, at the end of the `act` around it; in a plain transaction, at
    once.

    `stream` is the aggregate the act has locked, `about` itself by default. The event has its place and its hash once it is
    written. Raises ValueError when the data are not those declared.
    """
    declared = _facts[kind]
    if declared.fields != data.keys():
        raise ValueError(f"{kind} carries {sorted(declared.fields)}, not {sorted(data)}")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{kind} must be recorded inside the transaction of its act")
    event = Event(
        stream=reference(stream or about),
        kind=kind,
        about=reference(about),
        by_id=by.person_id,
        at=by.now(),
        data=data,
    )
    waiting = _waiting.get()
    if waiting is None:
        _write([event])
    else:
        waiting.append(event)
    return event


def _subscribe(subscriber: Subscriber, kinds: Sequence[str]) -> None:
    for kind in kinds:
        _subscribers.setdefault(kind, []).append(subscriber)


def _write(said: Sequence[Event]) -> None:
    """Write the facts with a copy for each subscriber that hears them."""
    if said:
        write(said, [copy for event in said for copy in _copies(event)])


def _copies(event: Event) -> Iterator[Delivery]:
    for each in _subscribers.get(event.kind, []):
        if each.hears is None or each.hears(event):
            yield Delivery(event=event, handler=each.address, available_at=event.at)
