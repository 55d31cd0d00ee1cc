"""What is said of messages, versions and consultations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from rokhas.accounts.models import Office
from rokhas.api.queries import said
from rokhas.api.schema.applicant import PieceSaid
from rokhas.api.schema.messages import (
    AnswerChangeSaid,
    AttachmentSaid,
    ComparisonSaid,
    ConsultationSaid,
    DocumentChangesSaid,
    FileChangeSaid,
    MessageSaid,
    SectionChangesSaid,
    ThreadSaid,
)
from rokhas.api.schema.sharing import OfficeSaid
from rokhas.dossiers import policy
from rokhas.dossiers.models import Attachment, Message
from rokhas.dossiers.queries import history, messages, versions
from rokhas.dossiers.queries.pieces import ShownPiece
from rokhas.kernel.actor import Actor


def office(found: Office) -> OfficeSaid:
    return OfficeSaid(id=found.pk, name=found.name)


def attachment(found: Attachment, number: str) -> AttachmentSaid:
    return AttachmentSaid(
        id=found.pk,
        added_at=found.added_at,
        file=said.file(found.document, f"/dossiers/{number}/messages/files/{found.pk}/file"),
    )


def message(found: Message, actor: Actor) -> MessageSaid:
    """A message read through `messages.as_read`, with its dossier."""
    number = found.dossier.number or ""
    line = messages.line(found, actor, party=policy.prepares(actor, found.dossier))
    return MessageSaid(
        id=found.pk,
        dossier=number,
        sent_at=found.sent_at,
        author=line.author,
        person=line.person,
        addressee=line.addressee,
        mine=line.mine,
        unread=line.unread,
        opened_at=line.opened_at,
        text=line.text,
        attachments=[attachment(each, number) for each in line.attachments],
    )


def last_messages(actor: Actor) -> QuerySet[Message]:
    """Of each dossier whose thread concerns the reader, the last message that does."""
    later = Message.objects.concerning(actor).filter(dossier=OuterRef("dossier"), pk__gt=OuterRef("pk"))
    last = Message.objects.concerning(actor).filter(~Exists(later))
    return messages.as_read(last.select_related("dossier__procedure_version"), actor)


def threads(found: Iterable[Message], actor: Actor) -> list[ThreadSaid]:
    """One query besides those of the messages."""
    last = list(found)
    waiting = Message.objects.unread_by(actor).filter(dossier__in={each.dossier_id for each in last})
    unread = Counter(waiting.order_by().values_list("dossier", flat=True))
    return [
        ThreadSaid(
            dossier=each.dossier.number or "",
            procedure=each.dossier.procedure.code,
            last=message(each, actor),
            unread=unread[each.dossier_id],
        )
        for each in last
    ]


def comparison(found: versions.Comparison, number: str) -> ComparisonSaid:
    return ComparisonSaid(
        old=found.old.number,
        new=found.new.number,
        sections=[
            SectionChangesSaid(
                name=section.name,
                rows=[
                    AnswerChangeSaid(
                        label=row.label, before=row.before, after=row.after, kind=row.kind, hidden=row.hidden
                    )
                    for row in section.rows
                ],
            )
            for section in found.sections
        ],
        same_answers=found.same_answers,
        documents=[_document(each, number) for each in found.documents],
        same_documents=[_document(each, number) for each in found.same_documents],
    )


def consultation(found: history.Seen) -> ConsultationSaid:
    return ConsultationSaid(at=found.at, what=str(found.what), role=found.role, office=found.office)


def _document(found: versions.DocumentChanges, number: str) -> DocumentChangesSaid:
    def piece(shown: ShownPiece | None) -> PieceSaid | None:
        return said.piece(shown.piece, f"/dossiers/{number}/pieces/{shown.piece.pk}/file") if shown else None

    return DocumentChangesSaid(
        name=found.name,
        files=[
            FileChangeSaid(kind=each.kind, before=piece(each.before), after=piece(each.after))
            for each in found.files
        ],
    )
