"""What an inbox holds."""

from __future__ import annotations

from rokhas.accounts.models import Person
from rokhas.notices.models import Notice, NoticeQuerySet, Preference


def inbox(person: Person | int) -> NoticeQuerySet:
    """The notices of a person, newest first. One query."""
    return Notice.objects.filter(person_id=_number(person)).order_by("-created_at", "-pk")


def unread_count(person: Person | int) -> int:
    """How many notices were not opened. One query, on a partial index."""
    return Notice.objects.filter(person_id=_number(person)).unread().count()


def preference_of(person: Person | int) -> Preference:
    """How a person wishes to be told; everything when they never said. Not saved."""
    number = _number(person)
    return Preference.objects.filter(person_id=number).first() or Preference(person_id=number)


def _number(person: Person | int) -> int:
    return person if isinstance(person, int) else person.pk
