"""What parties and offices write to each other about a dossier. A message notifies nothing in law: papers do that."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from rokhas.accounts.models import Office
from rokhas.accounts.queries import as_of_now
from rokhas.documents.actions import forget
from rokhas.documents.models import Document
from rokhas.documents.schema import UploadPurpose
from rokhas.documents.schema import register as register_purpose
from rokhas.documents.schema.uploads import JPEG, MEGABYTE, PDF, PNG
from rokhas.dossiers import policy
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.errors import (
    MessageEmpty,
    NotLodgedYet,
    OfficeNotConcerned,
    TooManyAttachments,
    TooManyMessages,
)
from rokhas.dossiers.models import Attachment, Dossier, Message, Reading
from rokhas.dossiers.queries.messages import concerned_offices, writes_as
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.personal import seal
from rokhas.kernel.references import row_number, visible
from rokhas.kernel.text import without_controls

CODE = "dossier-message"
LONGEST = 4000  # characters
MOST_FILES = 5
AN_HOUR = 30  # messages, for one person
LARGEST = 20 * MEGABYTE


def ask_office(dossier: Dossier, text: str, *, office: Office, key: UUID, by: Actor) -> Message:
    """A party writes to an office that has a part in the dossier. The same `key` again is the same message.

    Raises `NotAllowed`, `NotLodgedYet`, `OfficeNotConcerned`, `MessageEmpty`, `TooManyMessages`.
    """
    with act():
        dossier = hold(dossier.pk)
        require(policy.may_write_to_office, as_of_now(by), dossier)
        return _written(Message(dossier=dossier, office=office, from_office=False, key=key), text, by)


def answer_parties(dossier: Dossier, text: str, *, office: Office, key: UUID, by: Actor) -> Message:
    """Someone who serves in an office of the case writes to the parties in its name. Raises as `ask_office` does."""
    with act():
        message = Message(dossier=hold(dossier.pk), office=office, from_office=True, key=key)
        require(policy.may_write_to_parties, as_of_now(by), message)
        return _written(message, text, by)


def open_messages(dossier: Dossier, *, by: Actor) -> int:
    """The reader opens the thread: what is addressed to them is read; returns how many messages were not yet."""
    if not Message.objects.filter(dossier=dossier).unread_by(by).exists():
        return 0
    with act():
        dossier = hold(dossier.pk)
        reader = as_of_now(by)
        require(policy.may_read_file, reader, dossier)
        unread = list(Message.objects.filter(dossier=dossier).unread_by(reader).values_list("pk", flat=True))
        Reading.objects.bulk_create(
            [Reading(message_id=pk, person_id=by.person_pk, at=by.now()) for pk in unread]
        )
        Message.objects.filter(pk__in=unread, first_read_at=None).update(first_read_at=by.now())
    return len(unread)


def keep_attachment(dossier: Dossier, document: Document, *, by: Actor) -> Attachment:
    """A file that will go with the next message of its sender. Raises `NotAllowed`, `TooManyAttachments`."""
    with act():
        dossier = hold(dossier.pk)
        require(policy.may_read_file, as_of_now(by), dossier)
        waiting = Attachment.objects.filter(dossier=dossier, message=None, added_by=by.person_pk)
        standing = waiting.filter(document__sha256=document.sha256).first()
        if standing:
            return standing
        if waiting.count() >= MOST_FILES:
            raise TooManyAttachments(limit=MOST_FILES)
        return Attachment.objects.create(
            dossier=dossier, document=document, added_by_id=by.person_pk, added_at=by.now()
        )


def drop_attachment(attachment: Attachment, *, by: Actor) -> None:
    """The sender takes out a file that has not left. Raises `NotAllowed`, and does nothing to one that has."""
    with act():
        dossier = hold(attachment.dossier_id)
        require(policy.may_read_file, as_of_now(by), dossier)
        Attachment.objects.filter(pk=attachment.pk, message=None, added_by=by.person_pk).delete()
    forget({attachment.document_id})


def register() -> None:
    register_purpose(
        UploadPurpose(CODE, _may_upload, _on_received, accepts=frozenset({PDF, JPEG, PNG}), limit=LARGEST)
    )


def _written(message: Message, text: str, by: Actor) -> Message:
    """Keep a message that its author may write, with the files that wait for it, and record the fact."""
    mine = Message.objects.filter(author=by.person_pk)
    standing = mine.filter(key=message.key).first()
    if standing:
        return standing
    text = without_controls(text).strip()[:LONGEST]
    if not visible(text).strip():
        raise MessageEmpty
    if message.dossier.is_draft:
        raise NotLodgedYet
    if message.office.pk not in {office.pk for office in concerned_offices(message.dossier)}:
        raise OfficeNotConcerned
    if mine.filter(sent_at__gt=by.now() - timedelta(hours=1)).count() >= AN_HOUR:
        raise TooManyMessages
    message.author_id, message.sent_at, message.text_sealed = by.person_pk, by.now(), seal(text)
    message.save(force_insert=True)
    waiting = Attachment.objects.filter(dossier=message.dossier, message=None, added_by=by.person_pk)
    files = waiting.update(message=message)
    kind = "correspondence.answered" if message.from_office else "correspondence.asked"
    record(
        kind,
        message,
        by,
        stream=message.dossier,
        message=message.pk,
        office=message.office_id,
        files=files,
    )
    return message


def _may_upload(actor: Actor, about: str, metadata: dict[str, str]) -> bool:
    """Asked before the first byte; `keep_attachment` and the message that takes the file ask again."""
    dossier = Dossier.objects.lodged().visible_to(actor).filter(pk=row_number(about) or 0).first()
    return dossier is not None and bool(writes_as(dossier, actor))


def _on_received(about: str, document: Document, metadata: dict[str, str], actor: Actor) -> dict[str, int]:
    return {"attachment": keep_attachment(Dossier.objects.get(pk=about), document, by=actor).pk}
