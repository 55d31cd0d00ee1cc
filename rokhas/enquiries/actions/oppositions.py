"""People speak in an enquiry: once each, on line or at the desk, against a receipt, until its last day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from rokhas.accounts.actions import account_at
from rokhas.accounts.models import Person
from rokhas.accounts.queries import as_of_now
from rokhas.documents.actions import forget, render, store
from rokhas.documents.models import Document
from rokhas.documents.schema.uploads import PDF
from rokhas.enquiries import policy
from rokhas.enquiries.actions.files import attach
from rokhas.enquiries.actions.holding import hold_enquiry, require_open
from rokhas.enquiries.errors import (
    AlreadySpoken,
    IdentityNotUnderstood,
    NothingSaid,
    SpokenUnderThisCard,
    TooManyCards,
    TooManyTries,
)
from rokhas.enquiries.models import Enquiry, Opposition, OppositionFile
from rokhas.enquiries.queries.papers import receipt_of
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.limits import Limit
from rokhas.kernel.personal import fingerprint, keyed_hash
from rokhas.kernel.references import visible
from rokhas.kernel.text import without_controls
from rokhas.procedures.schema import FORMATS

LONGEST, SHORTEST = 4000, 10  # characters
# What one account may send in an hour, over all enquiries; a clerk receives many people.
SENT = Limit("oppositions", allowed=10, seconds=3600)
TYPED = Limit("oppositions-typed", allowed=60, seconds=3600)
# A number that is refused says that somebody spoke under it: few are tried from one account, in a day.
CARDS = Limit("oppositions-cards", allowed=3, seconds=86400)


def oppose(enquiry: Enquiry, *, by: Actor, stance: str, text: str, identity: str) -> Opposition:
    """A person speaks, or amends what they said, while the enquiry is open; the files that wait go with it. Sent again unchanged
    it is the same observation, with the same receipt.

    Raises `NotAllowed`, `EnquiryNotOpenYet`, `EnquiryClosed`, `NothingSaid`, `IdentityNotUnderstood`, `AlreadySpoken`,
    `TooManyCards`, `TooManyTries`.
    """
    _slow_down(SENT, by)
    text, identity = _understood(text, identity)
    whom = str(by.person_id)
    try:
        with act():
            held = hold_enquiry(enquiry.pk)
            require(policy.may_oppose, as_of_now(by), held)
            require_open(held, by)
            mine = Opposition.objects.of(by).filter(enquiry=held).first()
            if mine is not None:
                mine.enquiry = held
            if mine is not None and _stands(mine, stance, text, identity):
                return mine
            if mine is None or mine.identity != identity:
                if CARDS.is_reached(whom):
                    raise TooManyCards
                if mine is not None:
                    CARDS.note(whom)
            opposition = mine or Opposition(enquiry=held, person_id=by.person_pk, filed_at=by.now())
            _is_theirs(opposition, identity)
            return _said(opposition, stance, text, identity, by)
    except AlreadySpoken:
        CARDS.note(whom)
        raise


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
    disowns: bool = False,
    documents: Sequence[Document] = (),
) -> Opposition:
    """A clerk types what a person says who came to the desk with their identity card, or types it again to amend it; the papers
    that they brought go with it, and their telephone is told what follows. The card that is shown prevails over its number given
    on line by another account, once the person `disowns` what was said there.

    Raises as `oppose`, and `SpokenUnderThisCard`, `BadTelephone`, `TelephoneOfAnother`, `TooManyFiles`.
    """
    _slow_down(TYPED, by)
    text, identity = _understood(text, identity)
    with act():
        held = hold_enquiry(enquiry.pk)
        require(policy.may_receive, as_of_now(by), held)
        require_open(held, by)
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
        _free_card(held, identity, person, disowns=disowns, by=by)
        said = _said(opposition, stance, text, identity, by)
        attach(documents, said, by=by)
        return said


def _is_theirs(opposition: Opposition, identity: str) -> None:
    """What was typed at the desk and is rewritten on line is nobody else's to rewrite any more; a number that is given instead of
    that of the card that was shown was shown to nobody."""
    opposition.typed_by_id = None
    if opposition.identity != identity:
        opposition.office_id = None


def _free_card(enquiry: Enquiry, identity: str, holder: Person, *, disowns: bool, by: Actor) -> None:
    """What another account said on line under the card that is shown stands without it: it is answered like any other. The
    enquiry is held. Raises `SpokenUnderThisCard` unless its holder disowns it."""
    others = enquiry.oppositions.filter(identity_fingerprint=fingerprint(identity), office=None)
    other = others.exclude(person=holder).first()
    if other is None:
        return
    if not disowns:
        raise SpokenUnderThisCard
    other.enquiry = enquiry
    other.identity_sealed, other.identity_fingerprint, other.contested_at = "", "", by.now()
    other.save(update_fields=["identity_sealed", "identity_fingerprint", "contested_at"])
    record("opposition.contested", other, by, stream=enquiry, number=other.number)


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


def _stands(mine: Opposition, stance: str, text: str, identity: str) -> bool:
    """Whether just that is said already, with no file that waits to go with it: a button pressed twice amends nothing."""
    if (mine.stance, mine.text, mine.identity) != (stance, text, identity):
        return False
    return not OppositionFile.objects.filter(
        enquiry=mine.enquiry, added_by=mine.person_id, opposition=None
    ).exists()


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
