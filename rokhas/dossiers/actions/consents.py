"""What a clerk deposits for somebody: exactly what its filer has agreed to."""

from __future__ import annotations

from collections.abc import Sequence

from rokhas.dossiers.errors import ConsentMissing, ConsentVoid
from rokhas.dossiers.models import Dossier, Piece
from rokhas.dossiers.workflow.completeness import deposit_hash
from rokhas.kernel.actor import Actor


def require_consent(dossier: Dossier, pieces: Sequence[Piece], by: Actor) -> None:
    """A party deposits what is theirs; the clerk who typed it deposits what the filer consented to, and nothing else.

    The dossier is held, at the version deposited. Raises `ConsentMissing`, and `ConsentVoid` when anything changed since.
    """
    if by.person_id != dossier.assistant_id:
        return
    given = dossier.assistances.filter(version=dossier.version).first()
    if given is None or not given.consented_to:
        raise ConsentMissing
    if given.consented_to != deposit_hash(dossier, pieces):
        raise ConsentVoid
