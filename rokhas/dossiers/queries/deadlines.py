"""Who is told of a limit, and what was said of it already."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from rokhas.accounts.models import Mandate, OfficeKind, Person, Role
from rokhas.accounts.queries import offices_for
from rokhas.dossiers.models import Dossier, Task
from rokhas.journal.models import Event
from rokhas.procedures.schema import Kind, Told


def is_said(dossier_pk: int, kind: str, **about: object) -> bool:
    """Whether that fact is in the journal of a dossier already: a limit that moves away and comes back passes once a day it fell
    on. To be asked of a dossier that is held."""
    said = Event.objects.filter(stream=f"dossiers.dossier:{dossier_pk}", kind=kind)
    return any(about.items() <= data.items() for data in said.values_list("data", flat=True))


def told(task: Task, who: Told, today: date) -> list[Person]:
    """The people to tell: whoever holds the step (the filer, when it waits for the applicant), the secretary of the desk, or the
    governor of the place of the land. Two queries at most, besides the competence of the place."""
    if task.office_id is None:
        return [task.dossier.filer] if who == "holder" else []
    if who == "holder":
        return _serving(Q(office=task.office_id, role__in=task.roles.split()), today)
    return _watching(task.dossier, who, today)


def told_of_maximum(dossier: Dossier, who: Told, today: date) -> list[Person]:
    """The same for the legal maximum of a whole dossier: whoever holds the steps that wait for an office; the secretary, or
    whoever checks the documents at a desk that has none; the governor."""
    if who != "holder":
        return _watching(dossier, who, today) or (_checking(dossier, today) if who == "secretary" else [])
    waiting = Task.objects.open().filter(dossier=dossier).exclude(office=None).exclude(kind=Kind.PAYMENT)
    held = Q(pk__in=[])
    for task in waiting:
        held |= Q(office=task.office_id, role__in=task.roles.split())
    return _serving(held, today)


def _watching(dossier: Dossier, who: Told, today: date) -> list[Person]:
    if who == "secretary":
        return _serving(Q(office=dossier.desk_id, role=Role.SECRETARY), today)
    prefecture = offices_for([OfficeKind.PREFECTURE], dossier.where).get(OfficeKind.PREFECTURE)
    return _serving(Q(office=prefecture, role=Role.GOVERNOR), today)


def _checking(dossier: Dossier, today: date) -> list[Person]:
    checks = (step for step in dossier.procedure.steps if step.kind is Kind.CHECK)
    roles = {role for step in checks for role in step.roles} - {"front_desk"}
    return _serving(Q(office=dossier.desk_id, role__in=roles), today)


def _serving(held: Q, today: date) -> list[Person]:
    serving = Mandate.objects.in_force(today).filter(held)
    return list(Person.objects.filter(mandates__in=serving, is_active=True).distinct().order_by("pk"))
