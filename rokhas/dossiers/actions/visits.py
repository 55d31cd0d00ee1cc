"""The acts of a visit: fix its day, say what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from rokhas.dossiers import policy
from rokhas.dossiers.actions.turn import close, hold_open_task, turn
from rokhas.dossiers.errors import PointsNotSeen, VisitNotFixed, VisitToCome
from rokhas.dossiers.models import Outcome, Seen, Task, Visit
from rokhas.dossiers.workflow.clocks import calendar_around, place_of
from rokhas.journal.events import act, record
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import Wording
from rokhas.territory.errors import DayNotOffered

FARTHEST = timedelta(days=60)
CONFORM, LACKING, NOT_CONCERNED = "conform", "lacking", "not_concerned"


def schedule_visit(task: Task, *, by: Actor, on: date) -> Visit:
    """Fix the day of a visit, a working day of the office; another day may replace it until it is reported. The parties and the
    offices called are told. Raises `DayNotOffered`, `TaskAlreadyClosed`."""
    with act():
        held = hold_open_task(task.pk, by, policy.may_visit)
        calendar = calendar_around(on, place_of(held.dossier, held.office))
        if not by.today() < on <= by.today() + FARTHEST or not calendar.is_working(on):
            raise DayNotOffered
        visit, _fresh = Visit.objects.update_or_create(task=held, defaults={"on": on, "fixed_at": by.now()})
        record("visit.scheduled", held.dossier, by, task=held.pk, step=held.step_code, day=on.isoformat())
    return visit


def report_visit(task: Task, *, by: Actor, seen: Sequence[Seen], remarks: str = "") -> Task:
    """Say what was seen, point by point; the members then give their observations. Raises `VisitNotFixed`, `VisitToCome`,
    `PointsNotSeen`."""
    with turn(task, by, policy.may_visit) as held:
        visit = Visit.objects.filter(task=held).first()
        if visit is None:
            raise VisitNotFixed
        if by.today() < visit.on:
            raise VisitToCome(day=f"{visit.on:%d/%m/%Y}")
        _require_whole(held, seen)
        visit.seen, visit.remarks, visit.reported_at = list(seen), remarks, by.now()
        visit.save(update_fields=["seen", "remarks", "reported_at"])
        close(held, Outcome.VISITED, by)
        lacking = sum(each["state"] == LACKING for each in seen)
        record(
            "visit.reported",
            held.dossier,
            by,
            task=held.pk,
            step=held.step_code,
            points=len(seen),
            lacking=lacking,
        )
    return held


def first_day(task: Task, today: date) -> date:
    """The first day on which the visit may take place: the next working day of the office."""
    start = today + timedelta(days=1)
    return calendar_around(start, place_of(task.dossier, task.office)).next_working_day(start)


def _require_whole(task: Task, seen: Sequence[Seen]) -> None:
    told = {each["point"]: each for each in seen}
    missing: list[Wording] = [
        point.names
        for point in task.step.checklist
        if point.code not in told
        or (told[point.code]["state"] == LACKING and not told[point.code]["note"].strip())
    ]
    if missing or len(told) != len(task.step.checklist):
        raise PointsNotSeen(points=", ".join(names.fr for names in missing))
