"""Who may keep and use what: each person their own."""

from __future__ import annotations

from rokhas.accounts.models import Person
from rokhas.briefcase.models import KeptDocument
from rokhas.dossiers import policy as dossiers
from rokhas.dossiers.models import Dossier, Piece
from rokhas.kernel.actor import Actor


def may_keep(actor: Actor, person: Person) -> bool:
    """One keeps for oneself."""
    return actor.person_id is not None and actor.person_id == person.pk


def may_keep_piece(actor: Actor, piece: Piece) -> bool:
    """What one gave to one's own request: the papers of a client, or of a person at the desk, are theirs."""
    return actor.person_id == piece.added_by_id and files_for_oneself(actor, piece.dossier)


def may_use(actor: Actor, kept: KeptDocument) -> bool:
    return actor.person_id is not None and actor.person_id == kept.person_id


def may_fill(actor: Actor, dossier: Dossier) -> bool:
    """One's own data answer one's own request."""
    return files_for_oneself(actor, dossier) and dossiers.may_edit(actor, dossier)


def files_for_oneself(actor: Actor, dossier: Dossier) -> bool:
    """The filer, unless they design the project: a professional files for a client."""
    return actor.person_id is not None and actor.person_id == dossier.filer_id != dossier.designer_id
