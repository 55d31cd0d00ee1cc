"""The files that go with what a person says: sent by themselves, or received from their hands at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rokhas.accounts.queries import as_of_now
from rokhas.documents.actions import forget
from rokhas.documents.models import Document
from rokhas.documents.schema import UploadPurpose
from rokhas.documents.schema import register as register_purpose
from rokhas.documents.schema.uploads import JPEG, MEGABYTE, PDF, PNG
from rokhas.enquiries import policy
from rokhas.enquiries.actions.holding import hold_enquiry, require_open
from rokhas.enquiries.errors import TooManyFiles
from rokhas.enquiries.models import Enquiry, Opposition, OppositionFile
from rokhas.journal.events import act
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.references import row_number

CODE, AT_DESK = "opposition-file", "opposition-desk-file"
MOST_FILES = 5
LARGEST = 10 * MEGABYTE


def keep_file(enquiry: Enquiry, document: Document, *, by: Actor) -> OppositionFile:
    """A file that goes with what a person says; the same bytes are kept once. Raises `NotAllowed`, `EnquiryNotOpenYet`,
    `EnquiryClosed`, `TooManyFiles`."""
    with act():
        held = hold_enquiry(enquiry.pk)
        require(policy.may_oppose, as_of_now(by), held)
        require_open(held, by)
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
        require_open(held, by)
        OppositionFile.objects.filter(pk=kept.pk, added_by=by.person_pk).delete()
    forget({kept.document_id})


def attach(documents: Sequence[Document], opposition: Opposition, *, by: Actor) -> None:
    """The papers that a person brought to the desk go with what was typed for them, as theirs; the same bytes are kept once. The
    enquiry is held. Raises `TooManyFiles`."""
    assert opposition.person_id is not None
    theirs = OppositionFile.objects.filter(enquiry=opposition.enquiry, added_by=opposition.person_id)
    brought = [each.sha256 for each in documents]
    theirs.filter(opposition=None, document__sha256__in=brought).update(opposition=opposition)
    known = set(theirs.values_list("document__sha256", flat=True))
    new = {each.sha256: each for each in documents if each.sha256 not in known}
    if len(known) + len(new) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    for document in new.values():
        OppositionFile.objects.create(
            enquiry=opposition.enquiry,
            opposition=opposition,
            document=document,
            added_by_id=opposition.person_id,
            added_at=by.now(),
        )


def register() -> None:
    """Declare why a file may be sent here."""
    accepts = frozenset({PDF, JPEG, PNG})
    register_purpose(UploadPurpose(CODE, _may_send, _received, limit=LARGEST, accepts=accepts))
    register_purpose(UploadPurpose(AT_DESK, _may_bring, _brought, limit=LARGEST, accepts=accepts))


def _may_send(actor: Actor, about: str, metadata: dict[str, str]) -> bool:
    """Asked before the first byte; `keep_file` asks again."""
    found = Enquiry.objects.select_related("task__dossier", "dossier").filter(pk=row_number(about) or 0)
    enquiry = found.first()
    return enquiry is not None and policy.may_oppose(actor, enquiry) and enquiry.is_open(actor.today())


def _received(about: str, document: Document, metadata: dict[str, str], actor: Actor) -> dict[str, Any]:
    return {"file": keep_file(Enquiry.objects.get(pk=about), document, by=actor).pk}


def _may_bring(actor: Actor, about: str, metadata: dict[str, str]) -> bool:
    """Asked of the clerk; `type_opposition` asks again."""
    found = Enquiry.objects.select_related("task__dossier", "dossier").filter(pk=row_number(about) or 0)
    enquiry = found.first()
    return enquiry is not None and policy.may_receive(actor, enquiry) and enquiry.is_open(actor.today())


def _brought(about: str, document: Document, metadata: dict[str, str], actor: Actor) -> dict[str, Any]:
    return {"document": document.pk}
