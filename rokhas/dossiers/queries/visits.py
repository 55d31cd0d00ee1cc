"""What the visits of a dossier found, for whoever reads its file: who came, each point, the photographs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Office
from rokhas.dossiers.models import Dossier, Visit, VisitPhoto
from rokhas.dossiers.queries.drafts import words
from rokhas.procedures.schema import Wording

STATES = {
    "conform": _("Conforms"),
    "lacking": _("Does not conform"),
    "not_concerned": _("Not concerned"),
}
LOOKS = {"conform": "favourable", "lacking": "unfavourable", "not_concerned": "skipped"}


@dataclass(frozen=True)
class Finding:
    """A point of the list: what was seen, what lacks, and its photographs. `state` is empty before the report."""

    code: str
    names: Wording
    state: str = ""
    note: str = ""
    photos: tuple[VisitPhoto, ...] = ()

    @property
    def name(self) -> str:
        return words(self.names)

    @property
    def said(self) -> str:
        """What was seen, in words."""
        return str(STATES[self.state]) if self.state else ""

    @property
    def look(self) -> str:
        """The key of the table of states under which a page shows it."""
        return LOOKS.get(self.state, "todo")


@dataclass(frozen=True)
class Found:
    """A visit as its readers see it. `present` and `absent` are the offices that were called; `photos` those of no point."""

    visit: Visit
    names: Wording
    points: tuple[Finding, ...]
    present: tuple[Office, ...] = ()
    absent: tuple[Office, ...] = ()
    photos: tuple[VisitPhoto, ...] = ()

    @property
    def name(self) -> str:
        return words(self.names)

    @property
    def is_reported(self) -> bool:
        return self.visit.reported_at is not None

    @property
    def lacking(self) -> int:
        return sum(point.state == "lacking" for point in self.points)


def findings(dossier: Dossier) -> list[Found]:
    """Every visit of a dossier, the last first. Three queries, whatever their number."""
    rows = Visit.objects.filter(task__dossier=dossier).select_related("task__office").order_by("-pk")
    visits = list(rows)
    photos = VisitPhoto.objects.filter(visit__in=visits).select_related("document", "office", "added_by")
    of_visit: dict[int, list[VisitPhoto]] = {}
    for photo in photos if visits else ():
        of_visit.setdefault(photo.visit_id, []).append(photo)
    keys = {each["office"] for visit in visits for each in visit.attendance}
    offices = Office.objects.in_bulk(keys) if keys else {}
    for visit in visits:
        visit.task.dossier = dossier
    return [_found(visit, of_visit.get(visit.pk, []), offices) for visit in visits]


def finding_of(visit: Visit) -> Found:
    """One visit, with its photographs. Two queries."""
    photos = list(visit.photos.select_related("document", "office"))
    return _found(visit, photos, Office.objects.in_bulk([each["office"] for each in visit.attendance]))


def _found(visit: Visit, photos: Iterable[VisitPhoto], offices: dict[int, Office]) -> Found:
    said = {each["point"]: each for each in visit.seen}
    by_point: dict[str, list[VisitPhoto]] = {}
    for photo in photos:
        by_point.setdefault(photo.point, []).append(photo)
    step = visit.task.step
    return Found(
        visit=visit,
        names=step.names,
        points=tuple(
            Finding(
                code=point.code,
                names=point.names,
                state=said[point.code]["state"] if point.code in said else "",
                note=said[point.code]["note"] if point.code in said else "",
                photos=tuple(by_point.get(point.code, ())),
            )
            for point in step.checklist
        ),
        present=tuple(offices[each["office"]] for each in visit.attendance if each["came"]),
        absent=tuple(offices[each["office"]] for each in visit.attendance if not each["came"]),
        photos=tuple(by_point.get("", ())),
    )
