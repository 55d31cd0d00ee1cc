"""What happens to a registered file afterwards."""

from __future__ import annotations

from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.signing import schema
from rokhas.signing.errors import NotRegistered, UnknownPurpose
from rokhas.signing.models import FileState, RegisteredFile


def restore(purpose_code: str, subject_id: str, *, by: Actor) -> list[RegisteredFile]:
    """The files of this subject that were withdrawn, signed by all, have effect again: whoever verifies them reads so.

    Raises:
        NotAllowed: somebody else than the platform asks it.
        NotRegistered: nothing was withdrawn.
    """
    purpose = schema.find(purpose_code)
    if purpose is None:
        raise UnknownPurpose
    with act():
        purpose.lock(subject_id)
        require(_is_platform, by, None)
        withdrawn = RegisteredFile.objects.filter(
            purpose=purpose_code, subject=subject_id, state=FileState.WITHDRAWN
        )
        entries = list(withdrawn.select_for_update(no_key=True))
        if not entries:
            raise NotRegistered
        for entry in entries:
            entry.state = FileState.VALID
            entry.save(update_fields=["state"])
            record("proof.restored", entry, by, purpose=purpose_code, subject=subject_id, sha256=entry.sha256)
    return entries


def _is_platform(actor: Actor, _subject: None) -> bool:
    return actor.is_system


def withdraw(purpose_code: str, subject_id: str, *, by: Actor) -> list[RegisteredFile]:
    """The files of this subject no longer have effect: whoever verifies them is told so. The files themselves are kept.

    Raises:
        NotAllowed: the purpose's owner does not allow it.
        NotRegistered: nothing stands in the register.
    """
    purpose = schema.find(purpose_code)
    if purpose is None:
        raise UnknownPurpose
    with act():
        subject = purpose.lock(subject_id)
        if not by.is_system:
            require(purpose.may_withdraw, by, subject)
        standing = RegisteredFile.objects.filter(purpose=purpose_code, subject=subject_id).standing()
        entries = list(standing.select_for_update(no_key=True))
        if not entries:
            raise NotRegistered
        for entry in entries:
            entry.state = FileState.WITHDRAWN
            entry.save(update_fields=["state"])
            record(
                "proof.withdrawn", entry, by, purpose=purpose_code, subject=subject_id, sha256=entry.sha256
            )
    return entries
