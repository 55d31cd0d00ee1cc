"""The platform publishes what was granted, and what was cancelled since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Q

from rokhas.dossiers.models import Dossier, Ending, PaperKind
from rokhas.dossiers.queries.land import land_of
from rokhas.geoportal.models import PermitSquare, PermitTotal, PublishedPermit
from rokhas.geoportal.schema import rounded
from rokhas.journal.duties import every
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import procedure_of

_BATCH = 500
# What ended in a transaction that was long to commit is seen all the same.
_OVERLAP = timedelta(hours=1)
_COUNTS = {"count": Count("pk"), "cancelled": Count("pk", filter=Q(cancelled_on__isnull=False))}


@every(timedelta(minutes=10))
def publish_granted(by: Actor) -> int:
    """Tell of the permits delivered or cancelled since the last time, some hundreds at once. Twice changes nothing."""
    told = PublishedPermit.objects.aggregate(last=Max("seen_at"))["last"]
    found = _ended(told - _OVERLAP if told else None)
    for dossier in found:
        publish(dossier)
    for unit in {dossier.unit_id for dossier in found}:
        PermitTotal.objects.update_or_create(
            unit_id=unit, defaults={"count": PublishedPermit.objects.filter(unit=unit).count()}
        )
    return len(found)


def publish(dossier: Dossier) -> None:
    """Tell of one that was delivered or cancelled, and count its square anew. Twice changes nothing."""
    with transaction.atomic():
        former = PublishedPermit.objects.filter(dossier=dossier).first()
        for square in {_square(each) for each in (former, _publish(dossier)) if each}:
            _count(*square)


def rebuild() -> int:
    """Tell of every permit anew, from its dossier: after the grid or what is published has changed."""
    PublishedPermit.objects.all().delete()
    done = 0
    while found := _ended(None):
        for dossier in found:
            _publish(dossier)
        done += len(found)
    recount()
    return done


def recount() -> None:
    """Count every square and every commune anew, from what is published."""
    rows = PublishedPermit.objects.order_by()
    squares = rows.exclude(lon=None).values("unit_id", "procedure", "lon", "lat").annotate(**_COUNTS)
    totals = rows.values("unit_id").annotate(count=Count("pk"))
    with transaction.atomic():
        PermitSquare.objects.all().delete()
        PermitTotal.objects.all().delete()
        PermitSquare.objects.bulk_create([PermitSquare(**each) for each in squares], batch_size=_BATCH)
        PermitTotal.objects.bulk_create([PermitTotal(**each) for each in totals], batch_size=_BATCH)


def _square(permit: PublishedPermit) -> tuple[str, str, int | None, int | None]:
    return permit.unit_id, permit.procedure, permit.lon, permit.lat


def _count(unit: str, procedure: str, lon: int | None, lat: int | None) -> None:
    """Count one square anew; what has no place is in none."""
    if lon is None or lat is None:
        return
    place: dict[str, Any] = {"unit_id": unit, "procedure": procedure, "lon": lon, "lat": lat}
    counted = PublishedPermit.objects.filter(**place).aggregate(**_COUNTS)
    if counted["count"]:
        PermitSquare.objects.update_or_create(**place, defaults=counted)
    else:
        PermitSquare.objects.filter(**place).delete()


def _ended(since: datetime | None) -> list[Dossier]:
    ended = Dossier.objects.filter(
        ending__in=(Ending.DELIVERED, Ending.CANCELLED), procedure_version__in=_published_versions()
    ).exclude(published__seen_at=F("ended_at"))
    if since:
        ended = ended.filter(ended_at__gte=since)
    return list(ended.order_by("ended_at", "pk")[:_BATCH])


def _published_versions() -> list[str]:
    """The versions of the procedures whose permits are public on the map, as their files say."""
    keys: Iterable[str] = ProcedureVersion.objects.values_list("pk", flat=True)
    return [key for key in keys if procedure_of(key).is_mapped]


def _publish(dossier: Dossier) -> PublishedPermit:
    assert dossier.ended_at is not None
    assert dossier.number is not None
    assert dossier.unit_id is not None
    ended_on = dossier.ended_at.astimezone(MOROCCO).date()
    permit = dossier.papers.filter(kind=PaperKind.PERMIT).exclude(issued_at=None).order_by("pk").last()
    granted = permit.issued_at if permit and permit.issued_at else dossier.ended_at
    point = _point(dossier)
    permit_row, _made = PublishedPermit.objects.update_or_create(
        dossier=dossier,
        defaults={
            "number": dossier.number,
            "unit_id": dossier.unit_id,
            "procedure": dossier.procedure.code,
            "granted_on": granted.astimezone(MOROCCO).date(),
            "cancelled_on": ended_on if dossier.ending == Ending.CANCELLED else None,
            "lon": point[0] if point else None,
            "lat": point[1] if point else None,
            "seen_at": dossier.ended_at,
        },
    )
    return permit_row


def _point(dossier: Dossier) -> tuple[int, int] | None:
    """Where the land is, rounded: the point that was given, else that of its title."""
    field = next((each for each in dossier.procedure.fields if each.type == "parcel"), None)
    given = dossier.answers.get(field.code) if field else None
    if given:
        return rounded(float(given["lon"]), float(given["lat"]))
    land = land_of(dossier)
    return rounded(land.place.lon, land.place.lat) if land and land.place else None
