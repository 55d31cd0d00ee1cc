"""How the legal clock of a dossier ran, in words, and who looked at the dossier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from rokhas.accounts.models import Mandate
from rokhas.dossiers.models import Consultation, Dossier, PaperKind
from rokhas.dossiers.queries.case import clock
from rokhas.dossiers.queries.timeline import law_of
from rokhas.dossiers.workflow.clocks import Clock, due
from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.calendar import Due
from rokhas.procedures.schema import Delay
from rokhas.territory.queries import names_of_holidays
from rokhas.ui.clock import DAYS, WORKING_DAYS, Explained

LATEST = 200


def legal_clock(dossier: Dossier, today: date, explanation_url: str) -> Explained | None:
    """The legal limit of a dossier, ready to be drawn; None where no text gives one."""
    found = clock(dossier, today)
    if found is None:
        return None
    return Explained(
        total=found.total,
        used=found.used,
        left=-(found.today - found.due.on).days if found.is_late else found.left,
        start=found.start,
        due=None if found.stopped_on else found.due.on,
        unit=WORKING_DAYS if found.delay.unit == "working_days" else DAYS,
        stopped=found.stopped_on is not None or dossier.is_ended,
        law=law_of(found.delay, dossier),
        explanation_url=explanation_url,
    )


@dataclass(frozen=True)
class Segment:
    """The clock from one deposit that starts it to its end: `stopped_on` the notification or `ended_on` the decision."""

    version: int
    start: date
    due: Due
    stopped_on: date | None
    ended_on: date | None


def segments(dossier: Dossier, delay: Delay) -> list[Segment]:
    """Each time the clock started, oldest first (RGC art. 37). Two queries, and the holidays of each delay."""
    letters = dossier.papers.filter(
        kind__in=[PaperKind.CHANGES, PaperKind.INADMISSIBILITY], superseded_at=None
    )
    stops: dict[int, datetime] = {}
    for paper in letters.prefetch_related("notifications").order_by("pk"):
        for told in paper.notifications.all():
            stops[paper.version] = min(told.available_at, stops.get(paper.version, told.available_at))
    found: list[Segment] = []
    for version in dossier.versions.filter(restarts_clock=True).order_by("number"):
        start = version.lodged_at.astimezone(MOROCCO).date()
        stopped = stops.get(version.number)
        found.append(
            Segment(
                version=version.number,
                start=start,
                due=due(delay, start),
                stopped_on=stopped.astimezone(MOROCCO).date() if stopped else None,
                ended_on=None,
            )
        )
    if found and dossier.ended_at and found[-1].stopped_on is None:
        last = found[-1]
        found[-1] = Segment(
            last.version, last.start, last.due, None, dossier.ended_at.astimezone(MOROCCO).date()
        )
    return found


@dataclass(frozen=True)
class ClosedDay:
    """A day that does not count, and its name when it is a holiday."""

    day: date
    name: str


def skipped_days(counted: Clock) -> list[ClosedDay]:
    """The days that moved or lengthened the delay, holidays by their names."""
    if not counted.due.skipped:
        return []
    names = names_of_holidays(counted.start, counted.due.on)
    return [ClosedDay(each.day, names.get(each.day, "")) for each in counted.due.skipped]


@dataclass(frozen=True)
class Seen:
    """Someone of the administration opened the dossier: from which office, in which role, when."""

    at: datetime
    what: str
    role: str
    office: str


def consultations(dossier: Dossier) -> list[Seen]:
    """Who consulted it, besides its parties, latest first: offices and roles, never names (law 09-08). Two queries."""
    seen = list(
        Consultation.objects.filter(dossier=dossier)
        .exclude(Q(person_id=dossier.filer_id) | Q(person_id=dossier.designer_id or 0))
        .order_by("-at", "-pk")[:LATEST]
    )
    held: dict[int, list[Mandate]] = {}
    seers = Mandate.objects.filter(person_id__in={each.person_id for each in seen}, cancelled_at=None)
    for mandate in seers.select_related("office"):
        held.setdefault(mandate.person_id, []).append(mandate)
    found = []
    for each in seen:
        day = each.at.astimezone(MOROCCO).date()
        mandates = [
            mandate
            for mandate in held.get(each.person_id, [])
            if mandate.starts_on <= day and (mandate.ends_on is None or mandate.ends_on >= day)
        ]
        found.append(
            Seen(
                at=each.at,
                what=each.what,
                role=", ".join(dict.fromkeys(mandate.get_role_display() for mandate in mandates)),
                office=", ".join(dict.fromkeys(mandate.office.name for mandate in mandates)),
            )
        )
    return found
