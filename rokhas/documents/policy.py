"""Who may send a file: whoever its purpose says, and only the person who announced it."""

from __future__ import annotations

from rokhas.documents.models import Upload
from rokhas.documents.schema import purpose_of
from rokhas.kernel.actor import Actor


def may_send(actor: Actor, upload: Upload) -> bool:
    purpose = purpose_of(upload.purpose)
    return (
        purpose is not None
        and actor.person_id is not None
        and actor.person_id == upload.person_id
        and purpose.may_upload(actor, upload.about, upload.metadata)
    )
