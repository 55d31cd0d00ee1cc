"""No professional act without a current entry in the register that the procedure names, at the moment of the act."""

from __future__ import annotations

from collections.abc import Sequence

from rokhas.accounts.errors import EntryNotCurrent
from rokhas.accounts.models import PROFESSIONS
from rokhas.accounts.queries import entry_of, refusal_of_entry
from rokhas.accounts.schema import bodies_of
from rokhas.dossiers.errors import InvitationWaits
from rokhas.dossiers.models import Dossier, Invitation, Piece
from rokhas.dossiers.queries.invitations import awaited
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import Procedure


def registers_of(procedure: Procedure) -> tuple[str, ...]:
    """The bodies whose entries let a professional act in a procedure: those its file names, else those of their professions."""
    named = tuple(item.body for item in procedure.professionals if item.body)
    asked = [item.role for item in procedure.professionals]
    asked = asked or [role for role in procedure.filers if role in PROFESSIONS]
    return named or bodies_of(asked or PROFESSIONS)


def refusal(procedure: Procedure, by: Actor, *, hold: bool = False) -> EntryNotCurrent | None:
    """Why the actor may not act as a professional of this procedure today; None when their entry is current. One query."""
    return refusal_of_entry(by, registers_of(procedure), hold=hold)


def require_entry(procedure: Procedure, by: Actor) -> None:
    """Raises `EntryNotCurrent`. Called in the transaction of the act: the entry stays as it is until its end."""
    if refused := refusal(procedure, by, hold=True):
        raise refused


def deposits_as_professional(dossier: Dossier, by: Actor) -> bool:
    """Whoever deposits what they designed, or what only a professional may file."""
    return by.person_id == dossier.designer_id or "applicant" not in dossier.procedure.filers


def refusal_of_invited(invitation: Invitation, by: Actor, *, hold: bool = False) -> EntryNotCurrent | None:
    """Why an invited professional may not act in the register that the procedure's file names for them. One query."""
    return refusal_of_entry(by, _bodies_of_invited(invitation), hold=hold)


def invited_number(invitation: Invitation, by: Actor) -> str:
    """The number of an invited professional in that register. One query."""
    entry = entry_of(by.person_id, _bodies_of_invited(invitation), by.today())
    return entry.number if entry else ""


def require_invited_entry(invitation: Invitation, by: Actor) -> None:
    """Raises `EntryNotCurrent`. Called in the transaction of the act, as `require_entry`."""
    if refused := refusal_of_invited(invitation, by, hold=True):
        raise refused


def refuse_awaited(dossier: Dossier, pieces: Sequence[Piece], by: Actor) -> None:
    """Raises `InvitationWaits`: an invited professional has still to give a main document, or to sign what they gave."""
    if names := awaited(dossier, pieces, by.now()):
        raise InvitationWaits(awaited="; ".join(names))


def _bodies_of_invited(invitation: Invitation) -> tuple[str, ...]:
    asked = invitation.asked
    return (asked.body,) if asked and asked.body else bodies_of([invitation.role])
