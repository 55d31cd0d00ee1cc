"""What an inbox holds."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BigIntegerField

from rokhas.accounts.models import Person
from rokhas.kernel.actor import Actor
from rokhas.kernel.fixed import Fixed
from rokhas.notices.models import Notice, NoticeQuerySet, Preference
from rokhas.notices.schema import NoticeKind, Wording, kind_of, kinds, worded

# The name under which a page counts what waits in the inbox.
BELL = "notices"

_PREFERENCE = Fixed(lambda person: Preference.objects.filter(person=person), person=BigIntegerField())


def inbox(person: Person | int) -> NoticeQuerySet:
    """The notices of a person, newest first. One query."""
    return Notice.objects.filter(person_id=_number(person)).order_by("-created_at", "-pk")


def unread_by(actor: Actor) -> NoticeQuerySet:
    """The notices that the reader of a page has not opened, on a partial index."""
    return Notice.objects.filter(person_id=actor.person_pk).unread()


@dataclass(frozen=True)
class Shown:
    """A notice as its reader sees it, worded in the language of the page."""

    notice: Notice
    kind: NoticeKind
    words: Wording


def shown(notice: Notice) -> Shown:
    kind = kind_of(notice.kind)
    return Shown(notice, kind, worded(kind, notice.facts))


def chosen_among(*, officer: bool) -> list[NoticeKind]:
    """The kinds that a person may stop: none that the law requires, and those of offices for their people alone."""
    return [kind for kind in kinds() if not kind.legal and (officer or not kind.office)]


def preference_of(person: Person | int) -> Preference:
    """How a person wishes to be told; everything when they never said. Not saved."""
    number = _number(person)
    return _PREFERENCE.first(person=number) or Preference(person_id=number)


def _number(person: Person | int) -> int:
    return person if isinstance(person, int) else person.pk
