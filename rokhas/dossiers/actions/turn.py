"""The shape every act shares: hold the dossier, read the right again, change, record, advance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction

from rokhas.accounts.queries import as_of_now
from rokhas.dossiers import workflow
from rokhas.dossiers.errors import TaskAlreadyClosed
from rokhas.dossiers.models import Dossier, Task
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor

Rule = Callable[[Actor, Task], bool]


def hold(dossier_id: int) -> Dossier:
    """Lock a dossier until the end of the transaction: every act starts here."""
    return hold_by(pk=dossier_id)


def hold_by(**which: int | str) -> Dossier:
    held = Dossier.objects.select_for_update(of=("self",)).select_related("unit", "desk")
    return held.get(**which)


def hold_task(pk: int, by: Actor, rule: Rule | None) -> Task:
    """Lock a task's dossier, then read the task as it is now and ask the rule on it, with the mandates of this moment.

    `rule` is None for the platform's own acts. Raises `TaskAlreadyClosed`, `NotAllowed`.
    """
    dossier = hold_by(tasks=pk)
    task = dossier.tasks.select_related("office").get(pk=pk)
    task.dossier = dossier
    if not task.is_open:
        raise TaskAlreadyClosed
    if rule is not None:
        require(rule, as_of_now(by), task)
    return task


@contextmanager
def turn(task: Task, by: Actor, rule: Rule | None) -> Iterator[Task]:
    """Hold the dossier while a task is answered, then move the dossier on. Raises `TaskAlreadyClosed`, `NotAllowed`."""
    with transaction.atomic():
        task = hold_task(task.pk, by, rule)
        yield task
        workflow.advance(task.dossier, by)


def close(task: Task, outcome: str, by: Actor) -> None:
    task.outcome, task.closed_at, task.closed_by_id = outcome, by.now(), by.person_id
    task.save(update_fields=["outcome", "closed_at", "closed_by"])


def end(dossier: Dossier, ending: str, by: Actor) -> None:
    dossier.ending, dossier.ended_at = ending, by.now()
    dossier.save(update_fields=["ending", "ended_at"])
