"""Who signs a paper, and in which quality."""

from __future__ import annotations

from django.db.models import F

from rokhas.accounts.models import Mandate, Person, Role
from rokhas.documents.schema import Signatory
from rokhas.dossiers.models import Task
from rokhas.dossiers.queries import wording
from rokhas.kernel.actor import Actor


def signatory(signer: Person, role: str, task: Task, by: Actor) -> Signatory:
    """The actor as the paper of a task names them: by name, and in which quality they sign it."""
    quality = wording.of_quality(role, by, task.office_id)
    return Signatory(name=wording.of_person(signer), quality=quality)


def role_held(task: Task, by: Actor) -> str:
    """The role of the step that the actor holds in the task's office."""
    return next(
        (role for role in task.roles.split() if by.holds(role, task.office_id)), task.roles.split()[0]
    )


def officer(task: Task, role: Role, signer: Person, by: Actor) -> Signatory:
    """Who signs the minutes in a role: the actor, or whoever holds the role that day, by themselves rather than by delegation."""
    if by.holds(role, task.office_id):
        return signatory(signer, role, task, by)
    held = (
        Mandate.objects.filter(role=role, office=task.office)
        .in_force(by.today())
        .select_related("person")
        .order_by(F("delegated_by").asc(nulls_first=True), "pk")
        .first()
    )
    return Signatory(name=wording.of_person(held.person if held else None), quality=wording.of_role(role))
