"""Colleagues: who may answer a task, whose work the reader takes over today."""

from __future__ import annotations

from datetime import date

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet

from rokhas.accounts.models import Mandate, Office, Person, Role
from rokhas.dossiers.models import Task
from rokhas.dossiers.models.tasks import TaskQuerySet
from rokhas.kernel.actor import Actor
from rokhas.kernel.fixed import ASKER, Fixed
from rokhas.work.models import Absence, Followed, Habit, SavedView

MINE, NOBODY, OTHERS = "mine", "nobody", "others"
# Counted on the page of a dossier, with what waits for its reader.
FOLLOWS = "work.follows"


def answers(person: Person, task: Task, day: date) -> bool:
    """Whether a person holds that day, in the task's office, one of the roles it names, and took no part in the dossier. One
    query."""
    if task.dossier.was_prepared_by(person.pk):
        return False
    held = Mandate.objects.filter(person=person, person__is_active=True, office=task.office_id)
    return held.in_force(day).filter(role__in=task.roles.split()).exists()


def colleagues(actor: Actor) -> list[Person]:
    """Who serves today in one of the reader's offices, the reader included, by name. One query."""
    held = Mandate.objects.filter(office__in=actor.offices(), person__is_active=True).in_force(actor.today())
    found = Person.objects.filter(pk__in=held.values("person"))
    return sorted(found, key=lambda person: person.name)


def of_holder(tasks: TaskQuerySet, who: str, actor: Actor) -> TaskQuerySet:
    """The tasks assigned to the reader (or to somebody the reader replaces today), to nobody, or to others."""
    mine = Q(assignment__person=actor.person_id) | Q(handed_over(actor))
    match who:
        case "nobody":
            return tasks.filter(assignment=None)
        case "mine":
            return tasks.filter(mine)
        case "others":
            return tasks.exclude(assignment=None).exclude(mine)
    return tasks


def handed_over(actor: Actor) -> Exists:
    """Whether a task is assigned to somebody of its office whom the reader replaces today."""
    away = Absence.objects.on(actor.today()).filter(substitute=actor.person_id)
    return Exists(away.filter(person=OuterRef("assignment__person"), office=OuterRef("office")))


def habit_of(actor: Actor) -> Habit:
    """How the reader left the list; nothing is saved when they never changed it. One query."""
    return _HABIT.first(person=actor.person_pk) or Habit(person_id=actor.person_pk)


_HABIT = Fixed(
    lambda person: Habit.objects.filter(person=person).select_related("view"), person=BigIntegerField()
)


def views_of(actor: Actor) -> list[SavedView]:
    """One's own views, then those of the offices. One query."""
    return sorted(_VIEWS.all(actor=actor), key=lambda view: (view.person_id != actor.person_id, view.name))


_VIEWS: Fixed[SavedView] = Fixed(
    lambda actor: SavedView.objects.offered_to(actor.person_pk, actor.offices()), actor=ASKER
)


def absences_of(actor: Actor) -> QuerySet[Absence]:
    """The absences, now and to come, of the reader and of the people of the offices the reader manages."""
    managed = actor.offices(Role.OFFICE_MANAGER)
    asked = Q(person=actor.person_id) | Q(substitute=actor.person_id) | Q(office__in=managed)
    rows = Absence.objects.not_over(actor.today()).filter(asked)
    return rows.select_related("person", "substitute", "office").order_by("starts_on", "pk")


def may_be_away(actor: Actor) -> list[tuple[Person, Office]]:
    """For whom the reader may note an absence, and where: themselves, and the people of the offices they manage. One query."""
    managed = actor.offices(Role.OFFICE_MANAGER)
    held = Mandate.objects.filter(person__is_active=True).in_force(actor.today())
    held = held.filter(Q(person=actor.person_id, office__in=actor.offices()) | Q(office__in=managed))
    pairs = {
        (each.person_id, each.office_id): (each.person, each.office)
        for each in held.select_related("person", "office")
    }
    found = sorted(
        pairs.items(), key=lambda pair: (pair[0][0] != actor.person_id, pair[1][0].name, pair[1][1].name)
    )
    return [each for _key, each in found]


def roles_missing(absence: Absence) -> list[str]:
    """The roles that the person holds in the office and the colleague does not: the tasks that will wait. One query."""
    held = Mandate.objects.filter(
        office=absence.office_id, person__in=[absence.person_id, absence.substitute_id]
    ).in_force(absence.starts_on)
    roles: dict[int, set[str]] = {absence.person_id: set(), absence.substitute_id: set()}
    for person, role in held.values_list("person_id", "role"):
        roles[person].add(role)
    lacking = roles[absence.person_id] - roles[absence.substitute_id]
    return [str(Role(role).label) for role in sorted(lacking)]


def follows(actor: Actor, dossier: int) -> QuerySet[Followed]:
    """That the reader follows a dossier: one row, or none."""
    return Followed.objects.filter(person_id=actor.person_pk, dossier=dossier)
