"""Keeping what serves again, using it, deleting it. A dossier gets the file itself: what happens here later never changes it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from rokhas.accounts.models import Person
from rokhas.briefcase import policy
from rokhas.briefcase.errors import (
    BriefcaseFull,
    ExpiryNotUnderstood,
    KeptExpired,
    NotAskedHere,
    NotReusable,
    UnsafeFile,
)
from rokhas.briefcase.models import KeptDatum, KeptDocument
from rokhas.briefcase.queries import fillable, keepable, kept_data, reusable_documents, reusable_fields
from rokhas.documents.actions import forget
from rokhas.documents.models import Document
from rokhas.documents.schema import UploadPurpose
from rokhas.documents.schema import register as register_purpose
from rokhas.documents.schema.uploads import JPEG, MEGABYTE, PDF, PNG
from rokhas.dossiers.actions import filing
from rokhas.dossiers.actions.uploads import checked
from rokhas.dossiers.errors import WrongKindOfFile
from rokhas.dossiers.models import Dossier, Piece
from rokhas.dossiers.workflow.answers import clean
from rokhas.journal.events import record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.personal import unseal
from rokhas.procedures.schema import FormField
from rokhas.ui import formats

CODE = "kept-document"
MOST = 40
LARGEST = 20 * MEGABYTE


def keep(document: Document, code: str, *, by: Actor, expires_on: date | None = None) -> KeptDocument:
    """Keep a file for oneself, as the document that procedures ask under this code; the same bytes are kept once,
    and a date that was said of them stands until another is.

    Raises `NotAllowed`, `NotReusable`, `WrongKindOfFile`, `UnsafeFile`, `BriefcaseFull`.
    """
    asked = reusable_documents(by.today()).get(code)
    if asked is None:
        raise NotReusable
    if document.media_type not in asked.media:
        raise WrongKindOfFile(kinds=", ".join(kind.rpartition("/")[2].upper() for kind in asked.media))
    if document.scan == Document.Scan.INFECTED:
        raise UnsafeFile
    with transaction.atomic():
        person = _hold(by)
        require(policy.may_keep, by, person)
        standing = KeptDocument.objects.of(by).filter(code=code, document__sha256=document.sha256).first()
        if standing:
            standing.expires_on, standing.used_at = expires_on or standing.expires_on, by.now()
            standing.save(update_fields=["expires_on", "used_at"])
            return standing
        if KeptDocument.objects.of(by).count() >= MOST:
            raise BriefcaseFull(most=MOST)
        kept = KeptDocument.objects.create(
            person=person,
            code=code,
            document=document,
            expires_on=expires_on,
            kept_at=by.now(),
            used_at=by.now(),
        )
        record("briefcase.filled", person, by, code=code, sha256=document.sha256)
    return kept


def keep_piece(piece: Piece, *, by: Actor) -> KeptDocument:
    """Keep what one gave to a dossier. Raises as `keep`."""
    require(policy.may_keep_piece, by, piece)
    return keep(piece.document, piece.code, by=by)


def use(kept: KeptDocument, dossier: Dossier, *, by: Actor, insist: bool = False) -> Piece:
    """Give a kept file for the document that a draft asks, under the rules of any file sent for it: the dossier holds the file
    itself from then on.

    Raises `NotAllowed`, `NotAskedHere`, `KeptExpired`, `WrongKindOfFile`, `Doubtful` (unless the person insists), `NotADraft`.
    """
    require(policy.may_use, by, kept)
    if kept.expires_on and kept.is_expired(by.today()):
        raise KeptExpired(day=formats.day(kept.expires_on))
    if not any(document.code == kept.code and document.reusable for document in dossier.procedure.documents):
        raise NotAskedHere
    doubted = checked(dossier, kept.document, {"code": kept.code, "insist": "1" if insist else ""})
    with transaction.atomic():
        piece = filing.add_piece(dossier, kept.code, kept.document, by=by, insisted=doubted)
        KeptDocument.objects.filter(pk=kept.pk).update(used_at=by.now())
        record("briefcase.used", kept.person, by, code=kept.code, dossier=dossier.pk)
    return piece


def date_expiry(kept: KeptDocument, *, by: Actor, expires_on: date | None) -> None:
    """Say until when a kept document is valid, as it is written on it."""
    require(policy.may_use, by, kept)
    KeptDocument.objects.filter(pk=kept.pk).update(expires_on=expires_on, used_at=by.now())


def remove(kept: KeptDocument, *, by: Actor) -> None:
    """Delete a kept document. A dossier that it served keeps its file."""
    require(policy.may_use, by, kept)
    with transaction.atomic():
        record("briefcase.emptied", kept.person, by, code=kept.code, sha256=kept.document.sha256)
        KeptDocument.objects.filter(pk=kept.pk).delete()
    forget([kept.document_id])


def write(given: Mapping[str, Any], *, by: Actor) -> None:
    """Keep answers for the next requests, by the codes of their questions; an empty one is deleted.

    Raises `NotAllowed`, `AnswerNotUnderstood`.
    """
    fields = reusable_fields(by.today())
    answers = {
        code: _opened(fields[code], clean(fields[code], raw)) for code, raw in given.items() if code in fields
    }
    with transaction.atomic():
        person = _hold(by)
        require(policy.may_keep, by, person)
        gone = [code for code, value in answers.items() if value in (None, "", [])]
        KeptDatum.objects.of(by).filter(code__in=gone).delete()
        for code, value in answers.items():
            if code not in gone:
                datum = KeptDatum(person=person, code=code, used_at=by.now())
                datum.value = value
                KeptDatum.objects.update_or_create(
                    person=person,
                    code=code,
                    defaults={"value_sealed": datum.value_sealed, "used_at": by.now()},
                )
        if answers:
            record("briefcase.written", person, by, codes=sorted(answers))


def keep_answers(dossier: Dossier, *, by: Actor) -> int:
    """Keep what a draft of one's own answers about oneself; returns how many answers. Raises `NotAllowed`."""
    require(policy.may_fill, by, dossier)
    found = keepable(dossier, kept_data(by))
    write(found, by=by)
    return len(found)


def fill(dossier: Dossier, *, by: Actor) -> int:
    """Answer the questions of a draft of one's own that are still empty with one's kept data; returns how many.

    Raises `NotAllowed`, `NotADraft`.
    """
    require(policy.may_fill, by, dossier)
    found = fillable(dossier, kept_data(by))
    if found:
        with transaction.atomic():
            filing.answer(dossier, found, by=by)
            KeptDatum.objects.of(by).filter(code__in=found).update(used_at=by.now())
    return len(found)


def erase_data(*, by: Actor) -> None:
    """Delete every datum one keeps."""
    with transaction.atomic():
        person = _hold(by)
        require(policy.may_keep, by, person)
        codes = sorted(KeptDatum.objects.of(by).values_list("code", flat=True))
        if codes:
            KeptDatum.objects.of(by).delete()
            record("briefcase.erased", person, by, codes=codes)


def forget_unused(before: datetime, *, told: Collection[int], by: Actor) -> int:
    """Delete what these persons, who were told, have not used since a moment; `by` is the platform. Returns how much."""
    idle = KeptDocument.objects.filter(used_at__lt=before, person__in=told)
    files = set(idle.values_list("document_id", flat=True))
    count, _each = idle.delete()
    data, _each = KeptDatum.objects.filter(used_at__lt=before, person__in=told).delete()
    forget(files)
    return count + data


def register() -> None:
    """Declare why a file may be sent here."""
    accepts = frozenset({PDF, JPEG, PNG})
    register_purpose(UploadPurpose(CODE, _may_send, _received, limit=LARGEST, accepts=accepts))


def _may_send(actor: Actor, about: str, metadata: dict[str, str]) -> bool:
    return actor.person_id is not None and about == str(actor.person_id)


def _received(about: str, document: Document, metadata: dict[str, str], actor: Actor) -> dict[str, Any]:
    expires_on = _date(metadata.get("expires_on", ""))
    return {"kept": keep(document, metadata.get("code", ""), by=actor, expires_on=expires_on).pk}


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ExpiryNotUnderstood from error


def _hold(by: Actor) -> Person:
    """The person, whose row is locked: what they keep is counted one file after the other."""
    return Person.objects.select_for_update(no_key=True).get(pk=by.person_pk)


def _opened(field: FormField, value: Any) -> Any:
    return unseal(str(value)) if field.is_sealed and value else value
