"""The thread of messages of a dossier as one reader sees it, and the threads that wait for someone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from rokhas.accounts.models import Office
from rokhas.dossiers import policy
from rokhas.dossiers.models import Attachment, Dossier, Message, Reading
from rokhas.kernel.actor import Actor

LATEST = 200  # messages looked at for the list of threads


@dataclass(frozen=True)
class Line:
    """A message: `author` is the office for the parties, and the person too for officers; `opened_at` when the other side first
    opened it."""

    message: Message
    text: str
    author: str
    person: str
    addressee: str
    mine: bool
    attachments: list[Attachment]
    opened_at: datetime | None
    unread: bool


@dataclass(frozen=True)
class Thread:
    """The last message of a dossier, in the list of threads."""

    dossier: Dossier
    last: Message
    unread: int


def concerned_offices(dossier: Dossier) -> list[Office]:
    """The desk, then the offices that have or had a task in the dossier. One query."""
    served = Q(tasks__dossier=dossier) | Q(pk=dossier.desk_id)
    found = Office.objects.filter(served).distinct().order_by("pk")
    return sorted(found, key=lambda office: office.pk != dossier.desk_id)


def writes_as(dossier: Dossier, actor: Actor) -> list[Office]:
    """For a party, the offices that may be asked; for an officer, those in whose name they may answer."""
    offices = concerned_offices(dossier)
    if policy.may_write_to_office(actor, dossier):
        return offices
    return [
        office
        for office in offices
        if policy.may_write_to_parties(actor, Message(dossier=dossier, office=office, from_office=True))
    ]


def thread(dossier: Dossier, actor: Actor) -> list[Line]:
    """The messages of a dossier, oldest first. Three queries."""
    party = policy.prepares(actor, dossier)
    return [line(message, actor, party=party) for message in as_read(dossier.messages.all(), actor)]


def as_read(messages: QuerySet[Message], actor: Actor) -> QuerySet[Message]:
    """The messages with what `line` says of them to the reader, at the same cost whatever their number."""
    return messages.select_related("author", "office").prefetch_related(
        Prefetch("attachments", Attachment.objects.select_related("document")),
        Prefetch("readings", Reading.objects.filter(person=actor.person_pk), to_attr="own_readings"),
    )


def line(message: Message, actor: Actor, *, party: bool) -> Line:
    """A message read through `as_read`, as the reader sees it. No query."""
    outward = message.from_office
    addressed = outward == party
    opened = bool(message.own_readings) if party else message.first_read_at is not None  # type: ignore[attr-defined]
    return Line(
        message=message,
        text=message.text,
        author=message.office.name if outward else message.author.name,
        person=message.author.name if outward and not party else "",
        addressee="" if outward else message.office.name,
        mine=message.author_id == actor.person_id,
        attachments=list(message.attachments.all()),
        opened_at=message.first_read_at if not addressed else None,
        unread=addressed and not opened,
    )


def waiting_attachments(dossier: Dossier, actor: Actor) -> list[Attachment]:
    """The files that will leave with the reader's next message."""
    waiting = Attachment.objects.filter(dossier=dossier, message=None, added_by=actor.person_pk)
    return list(waiting.select_related("document"))


def attachment_in_sight(dossier: Dossier, pk: int, actor: Actor) -> Attachment | None:
    """A file that was sent; one that waits is its sender's alone."""
    sent = Q(message__isnull=False) | Q(added_by=actor.person_pk)
    return Attachment.objects.filter(sent, dossier=dossier, pk=pk).select_related("document").first()


def unread_by(actor: Actor) -> QuerySet[Message]:
    return Message.objects.unread_by(actor)


def unread_in(actor: Actor, dossier: int) -> QuerySet[Message]:
    return Message.objects.filter(dossier=dossier).unread_by(actor)


def threads(actor: Actor) -> list[Thread]:
    """The threads that concern the reader: those with something unread first, then the latest. Two queries."""
    rows = Message.objects.concerning(actor).select_related(
        "dossier__unit", "dossier__procedure_version", "office"
    )
    fresh = Message.objects.unread_by(actor).select_related(
        "dossier__unit", "dossier__procedure_version", "office"
    )
    unread: dict[int, int] = defaultdict(int)
    last: dict[int, Message] = {}
    for message in fresh.order_by("-pk")[:LATEST]:
        unread[message.dossier_id] += 1
        last.setdefault(message.dossier_id, message)
    for message in rows.order_by("-pk")[:LATEST]:
        last.setdefault(message.dossier_id, message)
    found = [Thread(message.dossier, message, unread[message.dossier_id]) for message in last.values()]
    return sorted(found, key=lambda each: (not each.unread, -each.last.pk))


def has_threads(actor: Actor) -> bool:
    """Whether the page of threads is offered: to whoever has signed in."""
    return actor.person_id is not None
