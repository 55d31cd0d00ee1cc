"""Who is told of a limit."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from rokhas.accounts.models import Mandate, OfficeKind, Person, Role
from rokhas.accounts.queries import offices_for
from rokhas.dossiers.models import Task
from rokhas.procedures.schema import Told


def told(task: Task, who: Told, today: date) -> list[Person]:
    """The people to tell: whoever holds the step (the filer, when it waits for the applicant), the secretary of the desk, or the
    governor of the place of the land. Two queries at most, besides the competence of the place."""
    if task.office_id is None:
        return [task.dossier.filer] if who == "holder" else []
    if who == "holder":
        held = Q(office=task.office_id, role__in=task.roles.split())
    elif who == "secretary":
        held = Q(office=task.dossier.desk_id, role=Role.SECRETARY)
    else:
        prefecture = offices_for([OfficeKind.PREFECTURE], task.dossier.where).get(OfficeKind.PREFECTURE)
        held = Q(office=prefecture, role=Role.GOVERNOR)
    serving = Mandate.objects.in_force(today).filter(held)
    return list(Person.objects.filter(mandates__in=serving, is_active=True).distinct().order_by("pk"))
