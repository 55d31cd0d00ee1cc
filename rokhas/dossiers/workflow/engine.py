"""Moves a dossier along its procedure: opens what is ready, supersedes what is redone. It never decides who may act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from rokhas.accounts.models import Office
from rokhas.accounts.queries import offices_for
from rokhas.dossiers.models import Dossier, Task
from rokhas.dossiers.workflow import facts, places, reminders
from rokhas.dossiers.workflow.clocks import closures_around, place_of, reach
from rokhas.journal.events import record
from rokhas.kernel.actor import MOROCCO, Actor, system
from rokhas.kernel.rows import write_together
from rokhas.procedures.schema import Kind, Step, reminders_of
from rokhas.territory.queries import Closures

Opening = Callable[[Task, facts.Case, Actor], None]
_openings: dict[Kind, list[Opening]] = {}


def on_opening(kind: Kind) -> Callable[[Opening], Opening]:
    """Register what a kind of step needs the moment its task opens (a paper drafted, an order placed)."""

    def register(opening: Opening) -> Opening:
        _openings.setdefault(kind, []).append(opening)
        return opening

    return register


def advance(dossier: Dossier, by: Actor) -> None:
    """Open every step that is ready, until none is. The dossier is locked by the act that calls this."""
    while True:
        case = facts.read(dossier)
        pending = {task.step_code for task in case.tasks if task.is_open}
        done = {task.step_code for task in case.tasks} - pending
        steps = dossier.procedure.ready(pending, done, case.holding)
        if not steps or dossier.is_ended:
            return
        ready = [places.lived(step, dossier) for step in steps]
        opened = [task for step in ready for task in _open(step, offices_of(step, case), case, by)]
        if all(task.is_open for task in opened):
            return  # no fee is due: what follows opens in the same act


def supersede(dossier: Dossier, from_step: str | None, by: Actor) -> None:
    """What was answered from this step on (everything, when none is named) belongs to the past: the offices are asked again."""
    current = dossier.tasks.current()
    if from_step:
        current = current.filter(step_code__in=[step.code for step in dossier.procedure.from_(from_step)])
    current.update(superseded_at=by.now())


def offices_of(step: Step, case: facts.Case) -> list[Office | None]:
    """The offices a step asks in this dossier; `None` stands for the applicant. Raises `OfficeMissing`."""
    if not step.by:
        return [None]
    found = places.asked(step, case.dossier.where)
    if step.among == "reserving":
        asked = case.offices_to_confirm
        return [office for office in found if office.pk in asked]
    return list(found)


def desk_of(dossier: Dossier) -> Office | None:
    """The office that receives the deposit: the first of those that the procedure names, None when none is open."""
    kinds = dossier.procedure.desk
    found = offices_for(kinds, dossier.where)
    return next((found[kind] for kind in kinds if kind in found), None)


def start_of(step: Step, dossier: Dossier, today: date) -> date:
    """The day of the fact that starts the step's delay."""
    return facts.starting_day(step.within.starts if step.within else "opened", dossier, today)


def waits_for_its_fact(task: Task) -> bool:
    """Whether the fact that starts its delay comes after its step has opened, and has not come: nothing runs yet. The public
    enquiry of a step ends later than the day on which the step opened."""
    delay = task.step.within
    late = delay is not None and delay.starts == "enquiry_closed"
    return late and task.starts_on <= task.opened_at.astimezone(MOROCCO).date()


def start_delay(task: Task, starts_on: date, known: Closures | None = None) -> None:
    """The delay of a task runs from a day: its limit, and the first of its reminders. What is `known` of closed days around that
    day is read unless it is at hand; none runs while a stay of decision does, nor once another authority decides instead: no text
    sets one to it. The task is not saved."""
    task.starts_on = starts_on
    delay = task.step.within
    if delay is None or task.dossier.stayed_on or task.is_substituted or waits_for_its_fact(task):
        task.due_on = task.remind_on = None
        return
    calendar = (known or closures_around(starts_on, ahead=reach(delay))).at(
        place_of(task.dossier, task.office)
    )
    task.due_on = calendar.add(starts_on, delay.quantity, delay.unit)
    first = reminders.begin(reminders_of(task.step.silence), starts_on, task.due_on, calendar)
    task.reminded, task.remind_on = first.reached, first.next_on


def _open(step: Step, offices: Sequence[Office | None], case: facts.Case, by: Actor) -> list[Task]:
    dossier = case.dossier
    starts_on = start_of(step, dossier, by.today())
    platform = system(by.at)
    made = [
        Task(
            dossier=dossier,
            version=dossier.version,
            step_code=step.code,
            kind=step.kind,
            office=office,
            roles=f" {' '.join(step.roles)} ",
            opened_at=by.now(),
        )
        for office in offices
    ]
    known = closures_around(starts_on, ahead=reach(step.within)) if step.within else None
    for task in made:
        start_delay(task, starts_on, known)
    write_together(made)
    for task in made:
        record("task.opened", dossier, platform, task=task.pk, step=step.code, office=task.office_id)
    for task in made:
        for opening in _openings.get(step.kind, []):
            opening(task, case, platform)
    return made
