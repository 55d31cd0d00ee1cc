"""What waits in a role of an office when the person who holds it changes, or when nobody does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count, Q

from rokhas.accounts.models import PUBLIC_ROLES, Mandate, Person, Role
from rokhas.dossiers.models import Task
from rokhas.dossiers.models.tasks import TaskQuerySet
from rokhas.kernel.actor import MOROCCO
from rokhas.procedures.schema import Kind

# A worker that was dead for days catches up.
LOOKED_BACK = timedelta(days=3)


@dataclass(frozen=True)
class Waiting:
    """Steps that wait: how many, how many of them late, how many to sign."""

    total: int
    late: int
    to_sign: int


def taken(today: date) -> list[Mandate]:
    """The mandates of officers in force whose first day has just come. One query."""
    begun = Mandate.objects.in_force(today).filter(starts_on__gt=today - LOOKED_BACK, person__is_active=True)
    return list(begun.exclude(role__in=PUBLIC_ROLES).select_related("office", "person").order_by("pk"))


def left(today: date, now: datetime) -> list[Mandate]:
    """The mandates of officers that have just ended, or were just suspended, whether or not somebody follows. One query."""
    ended = Q(ends_on__lt=today, ends_on__gte=today - LOOKED_BACK, cancelled_at=None)
    suspended = Q(suspended_at__gt=now - LOOKED_BACK, starts_on__lte=today)
    gone = Mandate.objects.filter(ended | suspended).exclude(role__in=PUBLIC_ROLES)
    return list(gone.select_related("office").order_by("pk"))


def inherited(mandate: Mandate, today: date) -> Waiting:
    """What waited already on the day the mandate began. One query."""
    begins = datetime.combine(mandate.starts_on + timedelta(days=1), time(), MOROCCO).astimezone(UTC)
    return _counted(_open(mandate).filter(opened_at__lt=begins), today)


def without_anyone(mandate: Mandate, today: date) -> Waiting:
    """What waits where the mandate was held and that nobody may answer any more. Three queries at most."""
    roles = _open(mandate).order_by().values_list("roles", flat=True).distinct()
    serving = set(
        Mandate.objects.in_force(today)
        .filter(office=mandate.office_id, person__is_active=True)
        .values_list("role", flat=True)
    )
    nobody = [asked for asked in roles if serving.isdisjoint(asked.split())]
    return _counted(_open(mandate).filter(roles__in=nobody), today) if nobody else Waiting(0, 0, 0)


def keepers(mandate: Mandate, today: date) -> Iterable[Person]:
    """Who can name somebody: the managers of the office, and those of the platform, who install its head. One query."""
    named = Q(role=Role.OFFICE_MANAGER, office=mandate.office_id) | Q(role=Role.PLATFORM_ADMINISTRATOR)
    serving = Mandate.objects.in_force(today).filter(named)
    return Person.objects.filter(mandates__in=serving, is_active=True).distinct().order_by("pk")


def _open(mandate: Mandate) -> TaskQuerySet:
    return Task.objects.open().filter(office=mandate.office_id, roles__contains=f" {mandate.role} ")


def _counted(tasks: TaskQuerySet, today: date) -> Waiting:
    counted = tasks.aggregate(
        total=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=today)),
        to_sign=Count("pk", filter=Q(kind=Kind.SIGNATURE)),
    )
    return Waiting(**counted)
