"""Who a person is today."""

from __future__ import annotations

from datetime import datetime

from rokhas.accounts.models import Mandate, Person
from rokhas.kernel.actor import Actor, Held


def actor_of(person: Person | int, at: datetime | None = None) -> Actor:
    """The person as an actor, with the mandates in force at `at` (now by default). One query."""
    number = person if isinstance(person, int) else person.pk
    today = Actor(number, at=at).today()
    held = Mandate.objects.filter(person_id=number, person__is_active=True).in_force(today)
    return Actor(number, frozenset(Held(role, office) for role, office in held.values_list("role", "office_id")), at)


def as_of_now(actor: Actor) -> Actor:
    """The same actor with mandates read again: one may have ended since the page was opened."""
    return actor if actor.person_id is None else actor_of(actor.person_id, actor.at)
