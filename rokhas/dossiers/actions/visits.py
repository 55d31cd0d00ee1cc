"""The acts of a visit: fix its day, put it off, say who came and what was seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.utils.translation import get_language, gettext

from rokhas.accounts.models import Office
from rokhas.accounts.queries import offices_for
from rokhas.dossiers import policy
from rokhas.dossiers.actions.turn import close, hold_open_task, turn
from rokhas.dossiers.errors import (
    NobodyCame,
    NoticeTooShort,
    OfficeNotCalled,
    PointsNotSeen,
    PostponementUnexplained,
    TaskAlreadyClosed,
    VisitNotFixed,
    VisitToCome,
)
from rokhas.dossiers.models import Attendance, Outcome, Seen, Task, Visit
from rokhas.dossiers.queries.wording import cited
from rokhas.dossiers.workflow.clocks import calendar_around, due_of, place_of
from rokhas.journal.duties import every
from rokhas.journal.events import act, record
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.text import without_controls
from rokhas.procedures.schema import Kind, Wording
from rokhas.territory.errors import DayNotOffered
from rokhas.ui import formats

FARTHEST = timedelta(days=60)
LACKING = "lacking"
LONGEST_WHY = 400  # characters


def schedule_visit(task: Task, *, by: Actor, on: date, why: str = "") -> Visit:
    """Fix the day of a visit, a working day of the office, as long ahead as the file says. The parties and the offices called are
    told.

    Until it is reported another day may replace it, for a reason that they read: it is put off, whether its day has passed or
    not. The same day again changes nothing. Raises `NotAllowed`, `TaskAlreadyClosed`, `DayNotOffered`, `NoticeTooShort`,
    `PostponementUnexplained`.
    """
    why = without_controls(why).strip()[:LONGEST_WHY]
    with act():
        held = hold_open_task(task.pk, by, policy.may_visit)
        visit = Visit.objects.filter(task=held).first()
        if visit and visit.on == on:
            return visit
        _require_offered(held, by, on)
        if visit is None:
            visit = Visit.objects.create(task=held, on=on, fixed_at=by.now())
            record("visit.scheduled", held.dossier, by, task=held.pk, step=held.step_code, day=on.isoformat())
            return visit
        if not why:
            raise PostponementUnexplained(day=formats.day(visit.on))
        visit.former_on, visit.on, visit.why, visit.fixed_at = visit.on, on, why, by.now()
        visit.save(update_fields=["former_on", "on", "why", "fixed_at"])
        record(
            "visit.postponed",
            held.dossier,
            by,
            task=held.pk,
            step=held.step_code,
            former=visit.former_on.isoformat(),
            day=on.isoformat(),
        )
    return visit


@every(timedelta(hours=6))
def attend_unfixed_visits(by: Actor) -> int:
    """Visits whose day was to be told by a day that is behind, and is not fixed: said once, to those who fix it. Returns how many
    were said."""
    waiting = Task.objects.open().filter(kind=Kind.VISIT, visit=None, starts_on__lt=by.today())
    done = 0
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        try:
            done += attend_unfixed_visit(pk, by=by)
        except TaskAlreadyClosed:
            continue  # reported, or taken up again, at the last moment
    return done


def attend_unfixed_visit(pk: int, *, by: Actor) -> bool:
    """One of them; twice is once. Nothing else follows: the limit of the step has its own effect. Raises `TaskAlreadyClosed`."""
    with act():
        task = hold_open_task(pk, system(by.at), None)
        until = told_by(task)
        if until is None or by.today() <= until or Visit.objects.filter(task=task).exists():
            return False
        said = Event.objects.filter(stream=f"dossiers.dossier:{task.dossier_id}", kind="visit.unannounced")
        if said.filter(data__task=task.pk).exists():
            return False
        record(
            "visit.unannounced",
            task.dossier,
            system(by.at),
            task=task.pk,
            step=task.step_code,
            until=until.isoformat(),
        )
    return True


def report_visit(
    task: Task, *, by: Actor, seen: Sequence[Seen], present: Collection[str], remarks: str = ""
) -> Task:
    """Say which of the offices called came, by their kinds, and what was seen, point by point; the members then give their
    observations. Raises `NotAllowed`, `TaskAlreadyClosed`, `VisitNotFixed`, `VisitToCome`, `OfficeNotCalled`, `NobodyCame`,
    `PointsNotSeen`."""
    with turn(task, by, policy.may_visit) as held:
        visit = Visit.objects.filter(task=held).first()
        if visit is None:
            raise VisitNotFixed
        if by.today() < visit.on:
            raise VisitToCome(day=formats.day(visit.on))
        visit.attendance = _attendance(held, present)
        _require_whole(held, seen)
        visit.seen, visit.remarks, visit.reported_at = list(seen), remarks, by.now()
        visit.save(update_fields=["attendance", "seen", "remarks", "reported_at"])
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
            absent=sum(not each["came"] for each in visit.attendance),
        )
    return held


def called(task: Task) -> list[Office]:
    """The offices that are called to a visit: those of the file that are open where the dossier lies. Two queries at most."""
    found = offices_for(task.step.convokes, task.dossier.where)
    return [found[kind] for kind in task.step.convokes if kind in found]


def told_by(task: Task) -> date | None:
    """The last day on which the day of the visit is to be told, as the file counts it from the opening of the step; None where it
    says of none."""
    return due_of(task.step.announced, task.starts_on, place_of(task.dossier, task.office))


def first_day(task: Task, today: date) -> date:
    """The first day on which the visit may take place: a working day of the office, after the notice that the file gives (the day
    on which it is told is not counted, the last one is)."""
    start = _earliest(task, today) or today + timedelta(days=1)
    return calendar_around(start, place_of(task.dossier, task.office)).next_working_day(start)


def _earliest(task: Task, today: date) -> date | None:
    return due_of(task.step.notice, today, place_of(task.dossier, task.office))


def _require_offered(task: Task, by: Actor, on: date) -> None:
    calendar = calendar_around(on, place_of(task.dossier, task.office))
    if not by.today() < on <= by.today() + FARTHEST or not calendar.is_working(on):
        raise DayNotOffered
    notice, earliest = task.step.notice, _earliest(task, by.today())
    if notice and earliest and on < earliest:
        raise NoticeTooShort(day=formats.day(earliest), law=cited(task.dossier.procedure, notice.law))


def _attendance(task: Task, present: Collection[str]) -> list[Attendance]:
    offices = called(task)
    unknown = set(present) - {office.kind for office in offices}
    if unknown:
        raise OfficeNotCalled(office=", ".join(sorted(unknown)))
    if offices and not present:
        raise NobodyCame
    return [{"office": office.pk, "came": office.kind in present} for office in offices]


def _require_whole(task: Task, seen: Sequence[Seen]) -> None:
    told = {each["point"]: each for each in seen}
    missing: list[Wording] = [
        point.names
        for point in task.step.checklist
        if point.code not in told
        or (told[point.code]["state"] == LACKING and not told[point.code]["note"].strip())
    ]
    if missing or len(told) != len(task.step.checklist):
        raise PointsNotSeen(points=gettext(", ").join(names.in_(get_language() or "fr") for names in missing))
