"""The platform publishes what was granted, and what was cancelled since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Max

from rokhas.dossiers.models import Dossier, Ending, PaperKind
from rokhas.dossiers.queries.land import land_of
from rokhas.geoportal.models import PublishedPermit
from rokhas.geoportal.schema import rounded
from rokhas.journal.duties import every
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import procedure_of

_BATCH = 500
# What ended in a transaction that was long to commit is seen all the same.
_OVERLAP = timedelta(hours=1)


@every(timedelta(minutes=10))
def publish_granted(by: Actor) -> int:
    """Tell of the permits delivered or cancelled since the last time, some hundreds at once. Twice changes nothing."""
    told = PublishedPermit.objects.aggregate(last=Max("seen_at"))["last"]
    found = _ended(told - _OVERLAP if told else None)
    for dossier in found:
        _publish(dossier)
    return len(found)


def rebuild() -> int:
    """Tell of every permit anew, from its dossier: after the grid or what is published has changed."""
    PublishedPermit.objects.all().delete()
    done = 0
    while found := _ended(None):
        for dossier in found:
            _publish(dossier)
        done += len(found)
    return done


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


def _publish(dossier: Dossier) -> None:
    assert dossier.ended_at is not None
    assert dossier.number is not None
    assert dossier.unit_id is not None
    ended_on = dossier.ended_at.astimezone(MOROCCO).date()
    permit = dossier.papers.filter(kind=PaperKind.PERMIT).exclude(issued_at=None).order_by("pk").last()
    granted = permit.issued_at if permit and permit.issued_at else dossier.ended_at
    point = _point(dossier)
    PublishedPermit.objects.update_or_create(
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


def _point(dossier: Dossier) -> tuple[int, int] | None:
    """Where the land is, rounded: the point that was given, else that of its title."""
    field = next((each for each in dossier.procedure.fields if each.type == "parcel"), None)
    given = dossier.answers.get(field.code) if field else None
    if given:
        return rounded(float(given["lon"]), float(given["lat"]))
    land = land_of(dossier)
    return rounded(land.place.lon, land.place.lat) if land and land.place else None
