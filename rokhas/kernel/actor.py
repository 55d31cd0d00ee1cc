"""Who acts, and when.

An act never reads the clock or the session: it asks its actor. The demonstration and the simulations play the past through the
same acts by giving `at`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

MOROCCO = ZoneInfo("Africa/Casablanca")


@dataclass(frozen=True, slots=True)
class Held:
    """A role held in an office, in force at the actor's moment; `delegated` when it is held in the name of somebody else.

    A delegation gives the same rights: it changes only the quality in which its holder signs.
    """

    role: str
    office_id: int
    delegated: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a stranger, or the platform itself (`is_system`), at a moment.

    `practices` are the offices of professionals whose staff the person is: they prepare there, without any mandate.
    """

    person_id: int | None
    mandates: frozenset[Held] = frozenset()
    at: datetime | None = None
    is_system: bool = False
    practices: frozenset[int] = frozenset()

    @property
    def person_pk(self) -> int:
        """The person's number, where an act has already made sure that it is somebody's."""
        assert self.person_id is not None, "nobody acts here"
        return self.person_id

    def holds(self, role: str, office_id: int | None) -> bool:
        return office_id is not None and Held(role, office_id) in self.mandates

    def holds_any(self, roles: frozenset[str] | set[str], office_id: int | None) -> bool:
        return any(self.holds(role, office_id) for role in roles)

    def by_delegation(self, role: str, office_id: int | None) -> bool:
        """Whether the role is held there in the name of whoever delegated it, and in no other way."""
        return any(
            held.delegated for held in self.mandates if (held.role, held.office_id) == (role, office_id)
        )

    def has_role(self, *roles: str) -> bool:
        return any(held.role in roles for held in self.mandates)

    def offices(self, *roles: str, but: Collection[str] = ()) -> frozenset[int]:
        """The offices where one of these roles is held, or any role `but` those; every office when no role is named."""
        return frozenset(
            held.office_id
            for held in self.mandates
            if held.role not in but and (not roles or held.role in roles)
        )

    def now(self) -> datetime:
        """An aware instant in UTC."""
        return (self.at or datetime.now(UTC)).astimezone(UTC)

    def today(self) -> date:
        """The civil day in Morocco."""
        return self.now().astimezone(MOROCCO).date()


SYSTEM = Actor(None, is_system=True)
STRANGER = Actor(None)


def system(at: datetime | None = None) -> Actor:
    """The platform acting by itself, at a given moment when the past is played."""
    return Actor(None, at=at, is_system=True)
