"""People speak in an enquiry: once each, on line or at the desk, against a receipt, until its last day."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from rokhas.accounts.actions import account_at
from rokhas.accounts.queries import as_of_now
from rokhas.documents.actions import forget, render, store
from rokhas.documents.models import Document
from rokhas.documents.schema import UploadPurpose
from rokhas.documents.schema import register as register_purpose
from rokhas.documents.schema.uploads import JPEG, MEGABYTE, PDF, PNG
from rokhas.enquiries import policy
from rokhas.enquiries.actions.holding import hold_enquiry
from rokhas.enquiries.errors import (
    AlreadySpoken,
    EnquiryClosed,
    EnquiryNotOpenYet,
    IdentityNotUnderstood,
    NothingSaid,
    TooManyFiles,
    TooManyTries,
)
from rokhas.enquiries.models import Enquiry, Opposition, OppositionFile
from rokhas.enquiries.queries.papers import receipt_of
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.limits import Limit
from rokhas.kernel.personal import keyed_hash
from rokhas.kernel.references import row_number, visible
from rokhas.kernel.text import without_controls
from rokhas.procedures.schema import FORMATS
from rokhas.ui import formats

CODE = "opposition-file"
LONGEST, SHORTEST = 4000, 10  # characters
MOST_FILES = 5
LARGEST = 10 * MEGABYTE
# What one account may send in an hour, over all enquiries; a clerk receives many people.
SENT = Limit("oppositions", allowed=10, seconds=3600)
TYPED = Limit("oppositions-typed", allowed=60, seconds=3600)


def oppose(enquiry: Enquiry, *, by: Actor, stance: str, text: str, identity: str) -> Opposition:
    """A person speaks, or amends what they said, while the enquiry is open; the files that wait go with it.

    Raises `NotAllowed`, `EnquiryNotOpenYet`, `EnquiryClosed`, `NothingSaid`, `IdentityNotUnderstood`, `AlreadySpoken`,
    `TooManyTries`.
    """
    _slow_down(SENT, by)
    text, identity = _understood(text, identity)
    with act():
        held = hold_enquiry(enquiry.pk)
        require(policy.may_oppose, as_of_now(by), held)
        _require_open(held, by)
        mine = Opposition.objects.of(by).filter(enquiry=held).first()
        opposition = mine or Opposition(enquiry=held, person_id=by.person_pk, filed_at=by.now())
        return _said(opposition, stance, text, identity, by)


def type_opposition(
    enquiry: Enquiry,
    *,
    by: Actor,
    stance: str,
    text: str,
    identity: str,
    phone: str,
    name_fr: str,
    name_ar: str,
    language: str,
) -> Opposition:
    """A clerk types what a person says who came to the desk with their identity card, or types it again to amend it; their
    telephone is told what follows.

    Raises as `oppose`, and `BadTelephone`, `TelephoneOfAnother`.
    """
    _slow_down(TYPED, by)
    text, identity = _understood(text, identity)
    with act():
        held = hold_enquiry(enquiry.pk)
        require(policy.may_receive, as_of_now(by), held)
        _require_open(held, by)
        person = account_at(
            phone, name_fr=name_fr, name_ar=name_ar, identity=identity, language=language, by=by
        )
        require(policy.may_oppose, Actor(person.pk, at=by.at), held)
        standing = held.oppositions.filter(person=person).first()
        if standing is not None and standing.typed_by_id is None:
            raise AlreadySpoken
        opposition = standing or Opposition(
            enquiry=held, person=person, office_id=held.task.office_id, filed_at=by.now()
        )
        opposition.typed_by_id = by.person_pk
        return _said(opposition, stance, text, identity, by)


def keep_file(enquiry: Enquiry, document: Document, *, by: Actor) -> OppositionFile:
    """A file that goes with what a person says; the same bytes are kept once. Raises `NotAllowed`, `EnquiryNotOpenYet`,
    `EnquiryClosed`, `TooManyFiles`."""
    with act():
        held = hold_enquiry(enquiry.pk)
        require(policy.may_oppose, as_of_now(by), held)
        _require_open(held, by)
        mine = OppositionFile.objects.filter(enquiry=held, added_by=by.person_pk)
        standing = mine.filter(document__sha256=document.sha256).first()
        if standing:
            return standing
        if mine.count() >= MOST_FILES:
            raise TooManyFiles(most=MOST_FILES)
        return OppositionFile.objects.create(
            enquiry=held, document=document, added_by_id=by.person_pk, added_at=by.now()
        )


def drop_file(kept: OppositionFile, *, by: Actor) -> None:
    """A person takes one of their files out, while the enquiry is open. Raises `NotAllowed`, `EnquiryClosed`."""
    with act():
        held = hold_enquiry(kept.enquiry_id)
        require(policy.may_oppose, as_of_now(by), held)
        _require_open(held, by)
        OppositionFile.objects.filter(pk=kept.pk, added_by=by.person_pk).delete()
    forget({kept.document_id})


def issue_receipt(opposition: Opposition, *, by: Actor) -> Opposition:
    """Print the receipt of what was said last. Printing it twice changes nothing. Not inside a transaction."""
    pdf = render(receipt_of(opposition), specimen=False)
    document = store(pdf, name=f"{opposition.reference}.pdf", media_type=PDF, by=system(by.at))
    with act():
        hold_enquiry(opposition.enquiry_id)
        standing = Opposition.objects.get(pk=opposition.pk)
        if standing.revision == opposition.revision:
            standing.receipt = document
            standing.save(update_fields=["receipt"])
    return standing


def forget_oppositions(before: datetime, *, by: Actor) -> int:
    """Erase who spoke and what they said in enquiries of dossiers that ended before a moment; numbers and answers stay. `by` is
    the platform, which records the whole of it."""
    kept = Opposition.objects.filter(enquiry__dossier__ended_at__lt=before).exclude(text_sealed="")
    files = OppositionFile.objects.filter(enquiry__dossier__ended_at__lt=before)
    with transaction.atomic():
        gone = set(files.values_list("document_id", flat=True))
        gone |= set(kept.exclude(receipt=None).values_list("receipt_id", flat=True))
        files.delete()
        count = kept.update(
            person=None, text_sealed="", identity_sealed="", identity_fingerprint="", receipt=None
        )
    forget(number for number in gone if number)
    return count


def register() -> None:
    """Declare why a file may be sent here."""
    accepts = frozenset({PDF, JPEG, PNG})
    register_purpose(UploadPurpose(CODE, _may_send, _received, limit=LARGEST, accepts=accepts))


def _said(opposition: Opposition, stance: str, text: str, identity: str, by: Actor) -> Opposition:
    """Keep what a person says: first under the next number, then as a new revision. The enquiry is held."""
    enquiry, is_new = opposition.enquiry, opposition.pk is None
    if is_new:
        opposition.number = enquiry.next_number()
        enquiry.save(update_fields=["last_number"])
    else:
        opposition.revision, opposition.amended_at = opposition.revision + 1, by.now()
    opposition.stance, opposition.text, opposition.identity = stance, text, identity
    try:
        with transaction.atomic():
            opposition.save()
    except IntegrityError as twice:
        raise AlreadySpoken from twice
    if opposition.person_id == by.person_id:
        waiting = OppositionFile.objects.filter(enquiry=enquiry, added_by=opposition.person_id)
        waiting.filter(opposition=None).update(opposition=opposition)
    record(
        "opposition.filed" if is_new else "opposition.amended",
        opposition,
        by,
        stream=enquiry,
        number=opposition.number,
        revision=opposition.revision,
        content=keyed_hash(f"opposition {opposition.pk} {opposition.revision} {stance} {text}"),
    )
    return opposition


def _require_open(enquiry: Enquiry, by: Actor) -> None:
    """It is open today: the calendar says so, whether or not the duty that closes it has run."""
    if not enquiry.is_announced(by.today()):
        raise EnquiryClosed(day=formats.day(enquiry.closes_on))
    if not enquiry.is_open(by.today()):
        raise EnquiryNotOpenYet(day=formats.day(enquiry.opens_on))


def _understood(text: str, identity: str) -> tuple[str, str]:
    text = without_controls(text).strip()[:LONGEST]
    if len(visible(text).strip()) < SHORTEST:
        raise NothingSaid
    identity = "".join(visible(identity).split()).upper()
    if not re.fullmatch(FORMATS["cnie"], identity):
        raise IdentityNotUnderstood
    return text, identity


def _slow_down(limit: Limit, by: Actor) -> None:
    whom = str(by.person_id)
    if limit.is_reached(whom):
        raise TooManyTries
    limit.note(whom)


def _may_send(actor: Actor, about: str, metadata: dict[str, str]) -> bool:
    """Asked before the first byte; `keep_file` asks again."""
    found = Enquiry.objects.select_related("task__dossier", "dossier").filter(pk=row_number(about) or 0)
    enquiry = found.first()
    return enquiry is not None and policy.may_oppose(actor, enquiry) and enquiry.is_open(actor.today())


def _received(about: str, document: Document, metadata: dict[str, str], actor: Actor) -> dict[str, Any]:
    return {"file": keep_file(Enquiry.objects.get(pk=about), document, by=actor).pk}
