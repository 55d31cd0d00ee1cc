"""What is done to anything of the law while it is written: taken in hand by who may, one person after another."""

from __future__ import annotations

from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.procedures import policy
from rokhas.procedures.errors import MotiveMissing, NotBeingWritten, OwnWriting
from rokhas.procedures.models import D


def held(draft: D, by: Actor) -> D:
    """The draft, locked, in the hands of somebody who may write it. Raises `NotBeingWritten`, `NotAllowed`."""
    found = type(draft)._default_manager.select_for_update(no_key=True).get(pk=draft.pk)
    if not found.is_open:
        raise NotBeingWritten
    require(policy.may_write, by, found)
    return found


def submitted(draft: D, by: Actor) -> D:
    """The draft, locked, which waits for the second person that asks. Raises `NotBeingWritten`, `OwnWriting`, `NotAllowed`."""
    found = type(draft)._default_manager.select_for_update(no_key=True).get(pk=draft.pk)
    if not found.is_submitted:
        raise NotBeingWritten
    if by.person_id in found.authors:
        raise OwnWriting
    require(policy.may_publish, by, found)
    return found


def motive_of(text: str) -> str:
    """Why something is sent back or withdrawn. Raises `MotiveMissing`."""
    if not text.strip():
        raise MotiveMissing
    return text.strip()
