"""Sharing the work: who looks after a task, who replaces whom, what one follows, how one left the list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from rokhas.accounts.models import Mandate, Office, Person
from rokhas.accounts.queries import as_of_now
from rokhas.dossiers.actions.turn import hold_open_task
from rokhas.dossiers.models import Dossier, Task
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.notices.actions import tell
from rokhas.work import policy
from rokhas.work.errors import AlreadyAway, NameTaken, NoSubstitute, NotAColleague, WrongDates
from rokhas.work.models import Absence, Assignment, Followed, Habit, SavedView, Seen
from rokhas.work.queries import sharing


def assign(task: Task, *, by: Actor, person: Person | None) -> Task:
    """Give a task to somebody of its office who may answer it; to nobody in particular when `person` is None.

    Raises:
        TaskAlreadyClosed, NotAllowed.
        NotAColleague: the person holds none of the task's roles in its office today.
    """
    with act():
        task = hold_open_task(task.pk, by, policy.may_assign)
        before = Assignment.objects.filter(task=task).first()
        if person is None:
            if before:
                before.delete()
                record("task.unassigned", task.dossier, by, task=task.pk, person=before.person_id)
            return task
        if not sharing.answers(person, task, by.today()):
            raise NotAColleague(name=person.name)
        if before and before.person_id == person.pk:
            return task
        Assignment.objects.update_or_create(
            task=task, defaults={"person": person, "by_id": by.person_pk, "at": by.now()}
        )
        record("task.assigned", task.dossier, by, task=task.pk, person=person.pk)
        if person.pk != by.person_id:
            tell(
                person,
                "work.assigned",
                key=f"task:{task.pk}:assigned:{person.pk}:{by.now():%Y%m%d%H%M%S}",
                about=task.dossier,
                facts={"number": task.dossier.number or "", "step": _named(task)},
                by=by,
                url_name="dossiers:task",
                url_args=[task.pk],
            )
    return task


def note_absence(
    person: Person, office: Office, *, by: Actor, substitute: Person, starts_on: date, ends_on: date
) -> Absence:
    """Between two days a colleague looks after what is assigned to a person in an office.

    Raises:
        NotAllowed.
        WrongDates: the end comes before the start, or is past.
        NoSubstitute: the colleague does not serve in the office during all of it.
        AlreadyAway: another absence covers some of the days.
    """
    if ends_on < starts_on or ends_on < by.today():
        raise WrongDates
    with act():
        # One absence at a time for a person: their row is what two of them meet at.
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        absence = Absence(
            person=person,
            office=office,
            substitute=substitute,
            starts_on=starts_on,
            ends_on=ends_on,
            noted_by_id=by.person_pk,
            noted_at=by.now(),
        )
        require(policy.may_note_absence, as_of_now(by), absence)
        if substitute.pk == person.pk or not _serves(substitute, office, starts_on, ends_on):
            raise NoSubstitute(name=substitute.name)
        others = Absence.objects.filter(person=person, office=office, cancelled_at=None)
        if others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
            raise AlreadyAway
        absence.save()
        record(
            "absence.noted",
            absence,
            by,
            person=person.pk,
            office=office.pk,
            substitute=substitute.pk,
            starts_on=starts_on.isoformat(),
            ends_on=ends_on.isoformat(),
        )
        if substitute.pk != by.person_id:
            tell(
                substitute,
                "work.substitution",
                key=f"absence:{absence.pk}",
                about=absence,
                facts={
                    "office": {"fr": office.name_fr, "ar": office.name_ar},
                    "first": starts_on,
                    "last": ends_on,
                },
                by=by,
                url_name="work:list",
            )
    return absence


def cancel_absence(absence: Absence, *, by: Actor) -> Absence:
    """The person stays, or is back early: their tasks are theirs again at once. Raises `NotAllowed`."""
    with act():
        absence = Absence.objects.select_for_update(no_key=True).get(pk=absence.pk)
        require(policy.may_note_absence, as_of_now(by), absence)
        if absence.cancelled_at is None:
            absence.cancelled_at = by.now()
            absence.save(update_fields=["cancelled_at"])
            record("absence.cancelled", absence, by, person=absence.person_id, office=absence.office_id)
    return absence


def mark_seen(tasks: Iterable[Task], *, by: Actor) -> int:
    """The reader has taken note of these tasks. Returns how many."""
    rows = [Seen(task=task, person_id=by.person_pk, at=by.now()) for task in tasks]
    Seen.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def follow(dossier: Dossier, *, by: Actor, wanted: bool) -> None:
    """Put a dossier among those the reader follows, or take it out."""
    if wanted:
        Followed.objects.get_or_create(dossier=dossier, person_id=by.person_pk, defaults={"since": by.now()})
    else:
        Followed.objects.filter(dossier=dossier, person_id=by.person_pk).delete()


def keep_view(
    *, by: Actor, name: str, query: str, office: Office | None = None, opens: bool = False
) -> SavedView:
    """Keep the filters of the list under a name, for oneself or for an office; `opens` makes the list begin there.

    Raises:
        NameTaken, NotAllowed.
    """
    view = SavedView(person_id=by.person_pk, name=name, query=query, office=office, kept_at=by.now())
    require(policy.may_keep_view, as_of_now(by), view)
    try:
        with transaction.atomic():  # the name may be taken: only the views are written
            view.save()
            if opens:
                _keep(by, view=view)
    except IntegrityError as error:
        raise NameTaken from error
    return view


def drop_view(view: SavedView, *, by: Actor) -> None:
    """Forget a view; only its owner may."""
    require(policy.may_keep_view, by, SavedView(person_id=view.person_id))
    view.delete()


def open_on(view: SavedView | None, *, by: Actor) -> None:
    """The list opens on this view, or as it was left when there is none."""
    _keep(by, view=view)


def remember(*, by: Actor, query: str) -> None:
    """The list was last filtered so."""
    _keep(by, query=query)


def arrange(*, by: Actor, columns: list[str], keys: bool) -> None:
    """Which columns the list shows, and whether the keys of the list answer."""
    _keep(by, columns=columns, keys=keys)


def note_export(*, by: Actor, which: str, rows: int) -> None:
    """A list has left the platform as a file."""
    with act():
        record("list.exported", Person.objects.get(pk=by.person_pk), by, list=which, rows=rows)


def _keep(by: Actor, **left: object) -> None:
    Habit.objects.update_or_create(person_id=by.person_pk, defaults=left)


def _serves(person: Person, office: Office, first: date, last: date) -> bool:
    """Whether one mandate or another is in force there on the first day and on the last."""
    held = Mandate.objects.filter(person=person, office=office, person__is_active=True)
    return held.in_force(first).exists() and held.in_force(last).exists()


def _named(task: Task) -> dict[str, str]:
    return {"fr": task.step.names.fr, "ar": task.step.names.ar}
