"""Who may do what to the works of a permit. Plain functions; no queries, no side effects."""

from __future__ import annotations

from rokhas.accounts.models import Role
from rokhas.dossiers.models import Dossier, Ending
from rokhas.kernel.actor import Actor
from rokhas.worksites.models import Worksite

OPENING, COMPLETION = "site_opening_declaration", "completion_declaration"
"""The follow-ups of a procedure whose works are declared open, then complete: its file names them."""
ENGINEERS = (Role.ENGINEER, Role.DESIGN_OFFICE, Role.CO_DESIGNER)


def has_works(dossier: Dossier) -> bool:
    """What was delivered is followed by works that are declared."""
    delivered = dossier.ending == Ending.DELIVERED
    return delivered and any(each.code == OPENING for each in dossier.procedure.follow_ups)


def may_declare(actor: Actor, dossier: Dossier) -> bool:
    """The architect of the permit, while in practice: they direct the works and sign their opening and their end."""
    asked = [each for each in dossier.procedure.follow_ups if each.code == OPENING]
    named = actor.person_id is not None and actor.person_id == dossier.designer_id
    return has_works(dossier) and named and any(actor.has_role(*each.roles) for each in asked)


def may_write(actor: Actor, worksite: Worksite) -> bool:
    """The architect, an engineer, an inspector. The act asks that an engineer be of this dossier, an inspector in sight of it."""
    return worksite.is_open and role_in(actor, worksite) is not None


def role_in(actor: Actor, worksite: Worksite) -> str | None:
    """In which quality the actor writes in the book; None for whoever does not."""
    if actor.person_id is None:
        return None
    if actor.person_id == worksite.architect_id and actor.has_role(Role.ARCHITECT):
        return Role.ARCHITECT
    return next((role for role in (*ENGINEERS, Role.INSPECTOR) if actor.has_role(role)), None)
