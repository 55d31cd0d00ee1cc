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
    """What was delivered is followed by works that are declared. Cancelled since, its works stay readable."""
    granted = dossier.ending in {Ending.DELIVERED, Ending.CANCELLED}
    return granted and any(each.code == OPENING for each in dossier.procedure.follow_ups)


def has_history(dossier: Dossier) -> bool:
    """It is about a building or a land, and something came before it or was decided."""
    return dossier.procedure.family == "urban" and (dossier.parent_id is not None or dossier.is_ended)


def stands(dossier: Dossier) -> bool:
    """Its works may still be declared and their book written in: the permit was not cancelled."""
    return has_works(dossier) and dossier.ending == Ending.DELIVERED


def may_declare(actor: Actor, dossier: Dossier) -> bool:
    """The architect of the permit, while in practice: they direct the works and sign their opening and their end."""
    asked = [each for each in dossier.procedure.follow_ups if each.code == OPENING]
    named = actor.person_id is not None and actor.person_id == dossier.designer_id
    return stands(dossier) and named and any(actor.has_role(*each.roles) for each in asked)


def may_write(actor: Actor, worksite: Worksite) -> bool:
    """The architect, an engineer, an inspector. The act asks that an engineer be of this dossier, an inspector in sight of it."""
    return worksite.is_open and stands(worksite.dossier) and bool(roles_in(actor, worksite))


def roles_in(actor: Actor, worksite: Worksite) -> list[str]:
    """The qualities in which the actor writes in a book, whatever the dossier of an engineer and the place of an inspector."""
    if actor.person_id is None:
        return []
    directs = actor.person_id == worksite.architect_id and actor.has_role(Role.ARCHITECT)
    others = [str(role) for role in (*ENGINEERS, Role.INSPECTOR) if actor.has_role(role)]
    return [str(Role.ARCHITECT), *others] if directs else others
