"""The shape every act shares: hold the dossier, read the right again, change, record, advance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NewType

from django.db.models import BigIntegerField, CharField, QuerySet

from rokhas.accounts.queries import as_of_now
from rokhas.dossiers import workflow
from rokhas.dossiers.errors import PreparedByOneself, TaskAlreadyClosed
from rokhas.dossiers.models import Dossier, OfficialPaper, Task
from rokhas.dossiers.policy import is_kept_from
from rokhas.journal.events import act
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.kernel.fixed import Fixed
from rokhas.signing.models import SigningJob

Rule = Callable[[Actor, Task], bool]

# A task as it is now, whose dossier this transaction holds: only `hold_task` gives one.
HeldTask = NewType("HeldTask", Task)


def hold(dossier_id: int) -> Dossier:
    """Lock a dossier until the end of the transaction: every act starts here."""
    return hold_by(pk=dossier_id)


def _held(**which: Any) -> QuerySet[Dossier]:
    held = Dossier.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("unit", "desk", "filer", "designer").filter(**which)


def _held_for(signature: Any) -> QuerySet[Dossier]:
    """By the code printed in the file that was signed: said to be something, it is found in the index of codes."""
    job = SigningJob.objects.filter(signature=signature).exclude(verification_code="")
    code = job.values("verification_code")[:1]
    return _held(papers__verification_code=code, papers__verification_code__gt="")


_HELD = {
    "pk": Fixed(lambda pk: _held(pk=pk), pk=BigIntegerField()),
    "tasks": Fixed(lambda tasks: _held(tasks=tasks), tasks=BigIntegerField()),
    "signature": Fixed(_held_for, signature=BigIntegerField()),
}
_TASK = Fixed(
    lambda number: Task.objects.select_related("office", "opinion").filter(pk=number),
    number=BigIntegerField(),
)
_PAPER = Fixed(
    lambda task, kind: OfficialPaper.objects.select_related("document").filter(task=task, kind=kind),
    task=BigIntegerField(),
    kind=CharField(),
)
_TASKS = Fixed(lambda dossier: Task.objects.filter(dossier=dossier), dossier=BigIntegerField())


def hold_by(**which: int | str) -> Dossier:
    """The dossier of this number (`pk`), of one of its `tasks`, or of the paper that a `signature` was for."""
    (name,) = which
    return _HELD[name].one(**which)


def hold_task(pk: int | str) -> HeldTask:
    """Lock a task's dossier, then read the task, open or closed, with its office and its opinion."""
    dossier = hold_by(tasks=pk)
    task = _TASK.one(number=pk)
    task.dossier = dossier
    return HeldTask(task)


def paper_for(task: HeldTask, kind: str) -> OfficialPaper | None:
    """The paper of a kind that a task signs, with its file: read once for a task that is held. One query at most."""
    read: dict[str, OfficialPaper | None] = vars(task).setdefault("_papers_for", {})
    if kind not in read:
        read[kind] = _PAPER.first(task=task.pk, kind=kind)
    paper = read[kind]
    if paper is not None:
        paper.dossier, paper.task = task.dossier, task
    return paper


def hold_open_task(pk: int, by: Actor, rule: Rule | None) -> HeldTask:
    """Hold a task that is still to answer and ask the rule on it, with the mandates of this moment.

    `rule` is None for the platform's own acts. Raises `TaskAlreadyClosed`, `NotAllowed` (`PreparedByOneself`).
    """
    task = hold_task(pk)
    _require_open(task)
    if rule is not None:
        _require_answer(rule, as_of_now(by), task)
    return task


@contextmanager
def turn(task: Task, by: Actor, rule: Rule | None) -> Iterator[HeldTask]:
    """Hold the dossier while a task is answered, then move the dossier on. Raises `TaskAlreadyClosed`, `NotAllowed`."""
    with act():
        held = hold_open_task(task.pk, by, rule)
        yield held
        workflow.advance(held.dossier, by)


@contextmanager
def signed_turn(task: HeldTask, by: Actor, rule: Rule) -> Iterator[None]:
    """The turn of a task that `signing` holds since it accepted the signature, by an actor whose mandates it has read again.

    Raises `TaskAlreadyClosed`, `NotAllowed`.
    """
    _require_open(task)
    _require_answer(rule, by, task)
    yield
    workflow.advance(task.dossier, by)


def close(task: Task, outcome: str, by: Actor) -> None:
    task.outcome, task.closed_at, task.closed_by_id = outcome, by.now(), by.person_id
    task.save(update_fields=["outcome", "closed_at", "closed_by"])


def end(dossier: Dossier, ending: str, by: Actor) -> None:
    # A stay ends with the case: nothing of it runs any more.
    dossier.ending, dossier.ended_at, dossier.stayed_on = ending, by.now(), None
    dossier.save(update_fields=["ending", "ended_at", "stayed_on"])
    _TASKS.update({"under_way": False}, dossier=dossier.pk)


def _require_open(task: Task) -> None:
    if not task.is_open:
        raise TaskAlreadyClosed


def _require_answer(rule: Rule, by: Actor, task: Task) -> None:
    """Ask the rule, and say why when it is because of what they did on the other side."""
    try:
        require(rule, by, task)
    except NotAllowed as refused:
        if is_kept_from(by, task):
            raise PreparedByOneself from refused
        raise
