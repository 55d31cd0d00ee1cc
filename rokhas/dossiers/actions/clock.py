"""What the clock does by itself."""

from __future__ import annotations

import logging
from datetime import timedelta

from rokhas.dossiers.actions.opinions import let_pass
from rokhas.dossiers.actions.turn import hold_open_task
from rokhas.dossiers.errors import TaskAlreadyClosed
from rokhas.dossiers.models import Task
from rokhas.journal.duties import every
from rokhas.journal.events import act, record
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.errors import Refused
from rokhas.procedures.schema import Kind

log = logging.getLogger(__name__)

BATCH = 500


@every(timedelta(minutes=10))
def attend_deadlines(by: Actor) -> int:
    """A passed deadline does once what the procedure file says: escalation, or an opinion out of time. Returns how many.

    The favourable opinion of an office whose own opinion is indispensable is never presumed: its silence only escalates.
    """
    late = Task.objects.overdue(by.today()).filter(escalated_at=None).select_related("dossier", "office")
    done = 0
    for task in late.order_by("due_on", "pk")[:BATCH]:
        try:
            if may_pass(task):
                let_pass(task, by=by)
            else:
                escalate(task, by=by)
            done += 1
        except TaskAlreadyClosed:
            continue  # somebody answered at the last moment
        except Refused as refusal:  # one dossier that cannot move must not hide the deadlines of the others
            log.error("the deadline of task %s could not be attended to: %s", task.pk, refusal)
    return done


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


def escalate(task: Task, *, by: Actor) -> Task:
    """The deadline of a step has passed: the fact is recorded once, for the secretary and the governor to see."""
    with act():
        task = hold_open_task(task.pk, system(by.at), None)
        if Task.objects.filter(pk=task.pk, escalated_at=None).update(escalated_at=by.now()):
            record(
                "task.escalated",
                task.dossier,
                system(by.at),
                task=task.pk,
                step=task.step_code,
                office=task.office_id,
                due_on=task.due_on.isoformat() if task.due_on else "",
            )
    return task
