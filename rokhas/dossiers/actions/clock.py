"""What the clock does by itself: a limit that passes, the reminders around it, what the calendar moves."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

from rokhas.accounts.models import Office
from rokhas.accounts.queries import offices_for
from rokhas.dossiers.actions.opinions import let_pass
from rokhas.dossiers.actions.turn import HeldTask, hold_open_task
from rokhas.dossiers.errors import TaskAlreadyClosed
from rokhas.dossiers.models import Task
from rokhas.dossiers.queries.deadlines import is_said
from rokhas.dossiers.workflow import reminders
from rokhas.dossiers.workflow.clocks import calendar_of, place_of
from rokhas.journal.duties import every
from rokhas.journal.events import act, record
from rokhas.kernel.actor import Actor, system
from rokhas.procedures.schema import Kind, reminders_of
from rokhas.territory.models import Holiday
from rokhas.territory.queries import concerns, last_decision_of

log = logging.getLogger(__name__)

BATCH = 500


@every(timedelta(minutes=10))
def attend_deadlines(by: Actor) -> int:
    """A passed deadline does once what the procedure file says: escalation, an opinion out of time, the decision of another
    authority; and who must be told of a limit, before, on and after it, is told once. Returns how many limits passed.

    The favourable opinion of an office whose own opinion is indispensable is never presumed: its silence only escalates.
    """
    late = Task.objects.overdue(by.today()).filter(escalated_at=None).select_related("dossier", "office")
    done = 0
    for task in late.order_by("due_on", "pk")[:BATCH]:
        try:
            done += attend(task, by=by)
        except TaskAlreadyClosed:
            continue  # somebody answered at the last moment
        except Exception:  # whatever is wrong with one dossier must not hide the deadlines of the others
            log.exception("the deadline of task %s could not be attended to", task.pk)
    for pk in (
        Task.objects.to_remind(by.today()).order_by("remind_on", "pk").values_list("pk", flat=True)[:BATCH]
    ):
        try:
            remind(pk, by=by)
        except TaskAlreadyClosed:
            continue
        except Exception:
            log.exception("the reminder of task %s could not be told", pk)
    return done


def attend(task: Task, *, by: Actor) -> bool:
    """A limit has passed: whether it still has, once counted again by the calendar known now, and its effect was produced."""
    with act():
        held = hold_open_task(task.pk, system(by.at), None)
        _recount(held, by, None)
        if held.due_on is None or held.due_on >= by.today():
            return False
        if may_pass(held):
            let_pass(held, by=by)
        elif other := _other_authority(held):
            _substitute(held, other, by)
        else:
            escalate(held, by=by)
    return True


def may_pass(task: Task) -> bool:
    """Whether the file lets this office's silence stand for an opinion out of time."""
    step = task.step
    tacit = step.silence is not None and step.silence.effect == "tacit_opinion"
    return (
        tacit
        and step.kind is Kind.OPINION
        and task.office is not None
        and task.office.kind not in step.conforming
    )


def _other_authority(task: Task) -> Office | None:
    """The office that the file lets decide instead of a late one; None where it names none, or where none is open."""
    silence = task.step.silence
    if silence is None or silence.effect != "substitution" or silence.by is None:
        return None
    return offices_for([silence.by], task.dossier.where).get(silence.by)


def _substitute(task: HeldTask, office: Office, by: Actor) -> None:
    """The step waits for another authority from now on, without a limit: no text read sets one to it. Whoever was late may no
    longer sign. Once: there is no limit left to pass."""
    silence, due_on = task.step.silence, task.due_on
    assert silence is not None
    assert due_on is not None
    task.office, task.roles, task.due_on, task.remind_on = office, f" {' '.join(silence.roles)} ", None, None
    task.save(update_fields=["office", "roles", "due_on", "remind_on"])
    record(
        "task.substituted",
        task.dossier,
        system(by.at),
        task=task.pk,
        step=task.step_code,
        office=office.pk,
        due_on=due_on.isoformat(),
    )


def escalate(task: Task, *, by: Actor) -> Task:
    """The deadline of a step has passed: the fact is recorded once for each day that was its last, for the secretary and the
    governor to see."""
    with act():
        task = hold_open_task(task.pk, system(by.at), None)
        due_on = task.due_on.isoformat() if task.due_on else ""
        if not Task.objects.filter(pk=task.pk, escalated_at=None).update(escalated_at=by.now()):
            return task
        if not is_said(task.dossier_id, "task.escalated", task=task.pk, due_on=due_on):
            record(
                "task.escalated",
                task.dossier,
                system(by.at),
                task=task.pk,
                step=task.step_code,
                office=task.office_id,
                due_on=due_on,
            )
    return task


def remind(pk: int, *, by: Actor) -> None:
    """The reminders of a step that are reached, each told once; after days without a worker, the last of each person alone.

    Raises `TaskAlreadyClosed`.
    """
    with act():
        task = hold_open_task(pk, system(by.at), None)
        if task.due_on is None:
            return
        schedule = reminders_of(task.step.silence)
        found = reminders.look(schedule, task.reminded, task.due_on, by.today(), calendar_of(task))
        task.reminded, task.remind_on = found.reached, found.next_on
        task.save(update_fields=["reminded", "remind_on"])
        for each in found.told:
            if each.tells != "holder" and task.office_id is None:
                continue  # nobody is above an applicant
            fact: dict[str, Any] = {
                "task": task.pk,
                "told": each.tells,
                "days": each.working_days,
                "due_on": task.due_on.isoformat(),
            }
            if each.working_days > 0 and is_said(task.dossier_id, "deadline.reminded", **fact):
                continue  # the limit went further and came back
            record(
                "deadline.reminded",
                task.dossier,
                system(by.at),
                step=task.step_code,
                office=task.office_id,
                **fact,
            )


def recount(day: date, *, by: Actor, decided: Holiday | None = None) -> int:
    """A day was closed or opened: every limit under way that is counted across it is counted again, in the country or where it
    was `decided`. Returns how many moved.

    What is answered is not touched. What a passed limit has done stands, but lateness: a step whose limit lies ahead again is
    late no more, and will be when that day passes in its turn. That it was said to be late stays in the journal.
    """
    moved = 0
    rows = Task.objects.counted_across(day).order_by("pk").select_related("dossier", "office")
    read = rows.only("dossier__unit", "office__unit", "office__kind")
    concerned = [
        each.pk
        for each in read.iterator()
        if decided is None or concerns(decided, place_of(each.dossier, each.office))
    ]
    for pk in concerned:
        try:
            with act():
                moved += _recount(hold_open_task(pk, system(by.at), None), by, day)
        except TaskAlreadyClosed:
            continue
    return moved


def _recount(task: HeldTask, by: Actor, changed: date | None) -> bool:
    """Count the limit of a held task again, and the day of its next reminder, which may move alone; whether the limit moved.
    `changed` is the day that was decided: looked for, if not given."""
    delay, was = task.step.within, task.due_on
    if delay is None or was is None:
        return False
    calendar = calendar_of(task)
    due_on, schedule = (
        calendar.add(task.starts_on, delay.quantity, delay.unit),
        reminders_of(task.step.silence),
    )
    if due_on != was and due_on >= by.today():
        task.escalated_at, task.reminded = None, reminders.taken_back(schedule, task.reminded)
    remind_on = reminders.next_of(schedule, task.reminded, due_on, calendar)
    if (due_on, remind_on) == (was, task.remind_on):
        return False
    task.due_on, task.remind_on = due_on, remind_on
    task.save(update_fields=["due_on", "remind_on", "escalated_at", "reminded"])
    if due_on == was:
        return False
    changed = changed or last_decision_of(task.starts_on, max(was, due_on))
    record(
        "deadline.moved",
        task.dossier,
        system(by.at),
        task=task.pk,
        step=task.step_code,
        office=task.office_id,
        was=was.isoformat(),
        due_on=due_on.isoformat(),
        changed=changed.isoformat() if changed else "",
    )
    return True
