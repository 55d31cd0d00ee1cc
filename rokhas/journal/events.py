"""Facts: declared once, written inside an act, heard after it.

`fact` declares a kind, `record` writes one, `on` subscribes to it. A subscriber may start an act of its own app; it never decides
whether the first was allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.functional import Promise

from rokhas.journal.chain import GENESIS, digest_of
from rokhas.journal.models import Delivery, Event, Head
from rokhas.kernel.actor import Actor

Handler = Callable[[Event], None]


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


_facts: dict[str, Fact] = {}
_handlers: dict[str, list[Handler]] = {}


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


def on(*kinds: str) -> Callable[[Handler], Handler]:
    """Subscribe a handler, which must be idempotent: it is called again when its worker died."""

    def subscribe(handler: Handler) -> Handler:
        for kind in kinds:
            _handlers.setdefault(kind, []).append(handler)
        return handler

    return subscribe


def address(handler: Handler) -> str:
    return f"{handler.__module__}.{handler.__qualname__}"


def handlers() -> dict[str, Handler]:
    return {address(handler): handler for listed in _handlers.values() for handler in listed}


def reference(subject: models.Model) -> str:
    """How events name a row: `dossiers.dossier:42`."""
    return f"{subject._meta.label_lower}:{subject.pk}"


def record(
    kind: str, about: models.Model, by: Actor, *, stream: models.Model | None = None, **data: object
) -> Event:
    """Write a fact in the current transaction and leave a copy for each subscriber.

    `stream` is the aggregate the act has locked, `about` itself by default. Raises ValueError when the data are not those
    declared.
    """
    (event,) = record_each(kind, about, by, [data], stream=stream)
    return event


def record_each(
    kind: str,
    about: models.Model,
    by: Actor,
    listed: Sequence[Mapping[str, object]],
    *,
    stream: models.Model | None = None,
) -> list[Event]:
    """Write a fact for each of the data listed, in order, at the cost of one: two questions and one row to change."""
    declared = _facts[kind]
    for data in listed:
        if declared.fields != data.keys():
            raise ValueError(f"{kind} carries {sorted(declared.fields)}, not {sorted(data)}")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{kind} must be recorded inside the transaction of its act")
    if not listed:
        return []
    name = reference(stream or about)
    head = Head.objects.select_for_update().filter(pk=name).first()
    seq, previous = (head.seq, head.hash) if head else (0, GENESIS)
    written = []
    for number, data in enumerate(listed, seq + 1):
        event = Event(
            stream=name,
            seq=number,
            kind=kind,
            about=reference(about),
            by_id=by.person_id,
            at=by.now(),
            data=dict(data),
            previous_hash=previous,
        )
        event.hash = previous = digest_of(event, previous)
        written.append(event)
    written = Event.objects.bulk_create(written)
    last = written[-1]
    moved = {"seq": last.seq, "hash": last.hash, "event_id": last.pk}
    if head:
        Head.objects.filter(pk=name).update(**moved)
    else:
        Head.objects.create(stream=name, **moved)
    if subscribers := _handlers.get(kind, []):
        Delivery.objects.bulk_create(
            Delivery(event=event, handler=address(handler), available_at=event.at)
            for event in written
            for handler in subscribers
        )
    return written
