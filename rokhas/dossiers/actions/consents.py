"""What is deposited, as one hash; and, of an assisted deposit, whether its filer has agreed to exactly that."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rokhas.dossiers.errors import ConsentMissing, ConsentVoid
from rokhas.dossiers.models import Dossier, Piece
from rokhas.dossiers.workflow.answers import opened
from rokhas.dossiers.workflow.completeness import content_of
from rokhas.kernel.actor import Actor
from rokhas.kernel.personal import keyed_hash


def deposit_hash(dossier: Dossier, pieces: Sequence[Piece]) -> str:
    """A keyed hash of what is deposited: it proves the deposit without telling it."""
    deposited = content_of(dossier, pieces)
    deposited["designer"] = dossier.designer_id
    deposited["answers"] = opened(dossier.procedure, deposited["answers"])
    return keyed_hash(json.dumps(deposited, sort_keys=True, ensure_ascii=False))


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
