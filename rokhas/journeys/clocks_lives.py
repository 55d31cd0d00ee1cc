"""How a dossier of the simulation lives, one act at a time, whatever the steps of its procedure: somebody answers one day, or
nobody ever does; it may have to be completed or changed, and its clock then starts again from zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from rokhas.dossiers.actions import points, visits
from rokhas.dossiers.models import Conclusion, Seen, Task, Verdict, Visit
from rokhas.dossiers.workflow.clocks import calendar_around, place_of
from rokhas.enquiries.actions import opening
from rokhas.enquiries.models import Enquiry
from rokhas.journeys import enquiry
from rokhas.journeys.story import Story
from rokhas.procedures.queries import reasons_for
from rokhas.procedures.schema import GRANTING, Kind, Procedure

ONE = timedelta(days=1)
# How many days after the last act the next one comes; None: it never does.
GAPS = (1, 1, 2, 4, 7, 12, 20, 35, None)
INCOMPLETE, CHANGED = 0.15, 0.25

Tell = Callable[[Callable[[], datetime | None], str, str], Story]
"""A story of a procedure and one of its classes, whose moments are those it is given."""


@dataclass(frozen=True)
class Plan:
    """A dossier to deposit: of which procedure and class, and the chance that decides of its life."""

    procedure: str
    class_code: str
    random: Random


def plan(procedure: Procedure, random: Random) -> Plan:
    classes = [each.code for each in procedure.classes] or [""]
    return Plan(procedure.code, random.choice(classes), Random(random.random()))  # noqa: S311


def gap(random: Random) -> int | None:
    return random.choice(GAPS)


def go_on(story: Story, random: Random, today: date) -> date | None:
    """One act of one of those who are awaited. A day when it is too early for that: the first on which it can be done."""
    task = random.choice(list(story.dossier.tasks.open().select_related("office").order_by("pk")))
    task.dossier = story.dossier
    first = story.dossier.version == 1
    match task.is_kind:
        case Kind.CHECK if first and random.random() < INCOMPLETE and _letter(story, "inadmissibility"):
            story.find_inadmissible(story.asked_main()[-1].code)
        case Kind.CHECK:
            story.admit()
        case Kind.DECLARATION:
            story.lodge_again()
        case Kind.OPINION:
            assert task.office is not None
            story.opinion(task.office.kind)
        case Kind.CONCLUSION:
            _conclude(story, task, changed=first and random.random() < CHANGED)
        case Kind.SIGNATURE if task.step.paper not in GRANTING:
            story.sign_letter()
        case Kind.VISIT:
            return _visit(story, task, today)
        case Kind.ENQUIRY:
            return _enquiry(story, task, today)
        case _:
            story.goes_on()
    story.dossier.refresh_from_db()
    return None


def _conclude(story: Story, task: Task, *, changed: bool) -> None:
    """Changes are asked, where the procedure has reasons for that; else whatever was asked before is there."""
    if changed and _may_change(task):
        assert task.office is not None
        reasons = story.some_reasons(task.office.kind, Verdict.TO_MODIFY)
        story.conclude(Conclusion.Sense.CHANGES_ASKED, reasons=reasons)
        return
    by = story.actor(story.holder(task))
    for point in points.standing_points(task):
        points.lift_point(point, by=by)
    story.conclude()


def _letter(story: Story, paper: str) -> bool:
    return any(step.paper == paper for step in story.dossier.procedure.steps)


def _may_change(task: Task) -> bool:
    assert task.office is not None
    offered = reasons_for(task.dossier.procedure, task.office.kind, {"modification"})
    return "changes_asked" in task.step.senses and bool(offered)


def _visit(story: Story, task: Task, today: date) -> date | None:
    """Its day is fixed; from that day on, what was seen is said."""
    by = story.actor(story.holder(task))
    fixed = Visit.objects.filter(task=task).first()
    if fixed is None:
        on = visits.first_day(task, by.today())
        visits.schedule_visit(task, by=by, on=on)
        return on
    if today < fixed.on:
        return fixed.on
    seen: list[Seen] = [{"point": each.code, "state": "conform", "note": ""} for each in task.step.checklist]
    visits.report_visit(task, by=by, seen=seen, present=[office.kind for office in visits.called(task)])
    return None


def _enquiry(story: Story, task: Task, today: date) -> date | None:
    """Announced; once a worker has found its last day behind, reported."""
    found = Enquiry.objects.filter(task=task).first()
    by = story.actor(story.holder(task))
    if found is None:
        first = calendar_around(today, place_of(task.dossier, task.office)).next_working_day(today)
        found = opening.open_enquiry(task, by=by, opens_on=first)
        return found.closes_on + ONE
    if found.closed_at is None:
        return max(found.closes_on, today) + ONE
    enquiry.conclude(story)
    return None
