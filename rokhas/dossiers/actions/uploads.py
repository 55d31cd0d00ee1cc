"""Files sent for a dossier, through the resumable uploads of `documents`."""

from __future__ import annotations

from typing import Any

from rokhas.documents.models import Document
from rokhas.documents.schema import UploadPurpose
from rokhas.documents.schema import register as register_purpose
from rokhas.documents.schema.uploads import JPEG, MEGABYTE, PDF, PNG, TIFF
from rokhas.dossiers import policy
from rokhas.dossiers.actions import photographs
from rokhas.dossiers.actions.editing import editable_version
from rokhas.dossiers.actions.filing import add_piece, remove_piece
from rokhas.dossiers.actions.invitations import give_file, take_back_file
from rokhas.dossiers.errors import FirstPageOnly, LooksPhotographed, WrongKindOfFile
from rokhas.dossiers.models import Dossier, Invitation, Visit
from rokhas.dossiers.workflow.doubts import PHOTOGRAPHED, doubts
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import Refused
from rokhas.kernel.references import row_number
from rokhas.procedures.schema import Document as Required

CODE = "dossier-piece"
INVITED = "invited-piece"
PHOTO = "visit-photo"
LARGEST_PHOTO = 20 * MEGABYTE


def may_upload(actor: Actor, about: str, metadata: dict[str, str]) -> bool:
    dossier = Dossier.objects.filter(pk=row_number(about) or 0).first()
    if dossier is None or not policy.may_edit(actor, dossier):
        return False
    return any(document.code == metadata.get("code") for document in dossier.procedure.documents)


def on_received(about: str, document: Document, metadata: dict[str, str], actor: Actor) -> dict[str, Any]:
    dossier = Dossier.objects.get(pk=about)
    doubted = checked(dossier, document, metadata)
    piece = add_piece(dossier, metadata["code"], document, by=actor, insisted=doubted)
    replaced = row_number(metadata.get("replaces", ""))
    if replaced is not None:
        standing = dossier.pieces.in_version(editable_version(dossier)).exclude(pk=piece.pk)
        for old in standing.filter(pk=replaced, code=piece.code):
            remove_piece(old, by=actor)
    return {"piece": piece.pk}


def may_give(actor: Actor, about: str, metadata: dict[str, str]) -> bool:
    """An invited professional, for a document that the procedure's file asks of them."""
    found = Invitation.objects.select_related("dossier").filter(pk=row_number(about) or 0).first()
    if found is None or not policy.may_answer_invitation(actor, found):
        return False
    asked = found.asked
    return asked is not None and metadata.get("code") in asked.documents


def on_given(about: str, document: Document, metadata: dict[str, str], actor: Actor) -> dict[str, Any]:
    invitation = Invitation.objects.select_related("dossier").get(pk=about)
    doubted = checked(invitation.dossier, document, metadata)
    piece = give_file(invitation, metadata["code"], document, by=actor, insisted=doubted)
    replaced = row_number(metadata.get("replaces", ""))
    if replaced is not None:
        standing = invitation.dossier.pieces.filter(code=piece.code, added_by=actor.person_id, until=None)
        for old in standing.filter(pk=replaced).exclude(pk=piece.pk):
            take_back_file(invitation, old, by=actor)
    return {"piece": piece.pk}


def may_photograph(actor: Actor, about: str, metadata: dict[str, str]) -> bool:
    """Whoever is at a visit, `about` being its task: the act asks whether its day has come."""
    visit = photographs.visit_of(task=row_number(about) or 0)
    return visit is not None and policy.may_photograph(actor, photographs.site_of(visit))


def on_photographed(about: str, document: Document, metadata: dict[str, str], actor: Actor) -> dict[str, Any]:
    visit = Visit.objects.get(task_id=int(about))
    photo = photographs.add_photo(visit, document, by=actor, point=metadata.get("point", ""))
    return {"photo": photo.pk}


def checked(dossier: Dossier, document: Document, metadata: dict[str, str]) -> tuple[str, ...]:
    """The doubts about a file that its sender does not share. Raises `WrongKindOfFile`, `Doubtful`."""
    asked = dossier.procedure.document(metadata["code"])
    if document.media_type not in asked.media:
        raise WrongKindOfFile(kinds=", ".join(kind.rpartition("/")[2].upper() for kind in asked.media))
    doubted = doubts(asked, document)
    if doubted and metadata.get("insist") != "1":
        raise _doubt(doubted[0], asked, document)
    return doubted


def _doubt(code: str, asked: Required, document: Document) -> Refused:
    if code == PHOTOGRAPHED:
        return LooksPhotographed()
    return FirstPageOnly(pages=document.pages, expected=asked.pages_min)


def register() -> None:
    media = frozenset({PDF, JPEG, PNG, TIFF})
    register_purpose(UploadPurpose(CODE, may_upload, on_received, accepts=media))
    pictures = frozenset({JPEG, PNG})
    register_purpose(
        UploadPurpose(PHOTO, may_photograph, on_photographed, limit=LARGEST_PHOTO, accepts=pictures)
    )
    register_purpose(UploadPurpose(INVITED, may_give, on_given, accepts=media))
