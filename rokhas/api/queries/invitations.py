"""What is said of the people invited to a draft, and of what a person keeps for the next ones."""

from __future__ import annotations

from datetime import date

from rokhas.api.http.pages import MOST, following
from rokhas.api.queries import said
from rokhas.api.schema.invitations import (
    InvitationSaid,
    KeptAll,
    KeptDatumSaid,
    KeptSaid,
    OfferSaid,
    ReusableSaid,
)
from rokhas.briefcase import queries as briefcase
from rokhas.briefcase.models import KeptDocument
from rokhas.dossiers.queries import invitations
from rokhas.kernel.actor import Actor


def invitation(found: invitations.Contribution, *, inviter: bool) -> InvitationSaid:
    held = found.invitation
    return InvitationSaid(
        id=held.pk,
        dossier=held.dossier_id,
        procedure=said.both(held.dossier.procedure.names),
        role=held.role,
        email=held.email if inviter else None,
        state=found.state.value,
        invited_at=held.invited_at,
        sent_at=held.sent_at,
        expires_at=held.expires_at,
        accepted_at=held.accepted_at,
        given_at=held.given_at,
        signs=found.signs,
        missing=[each.document.code for each in found.missing],
        pieces=[said.piece(each, _address(found, each.pk, inviter=inviter)) for each in found.pieces],
        reason=held.reason,
        open=found.is_open,
    )


def offer(found: invitations.Offer) -> OfferSaid:
    return OfferSaid(role=found.invited.role, documents=list(found.documents))


def kept(found: KeptDocument, today: date) -> KeptSaid:
    return KeptSaid(
        id=found.pk,
        code=found.code,
        kept_at=found.kept_at,
        expires_on=found.expires_on,
        expired=found.is_expired(today),
        file=said.file(found.document, f"/me/documents/{found.pk}/file"),
    )


def everything_kept(actor: Actor, cursor: str = "", limit: int = MOST) -> KeptAll:
    """A page of the documents, and all the rest. Four queries, whatever is kept. Raises `CursorUnknown`."""
    today = actor.today()
    documents, after = following(briefcase.kept_documents(actor), cursor, limit, mark=lambda each: each.pk)
    fields = briefcase.reusable_fields(today)
    return KeptAll(
        documents=[kept(each, today) for each in documents],
        next=after,
        data=[
            KeptDatumSaid(code=each.code, question=each.question, text=each.text)
            for each in briefcase.said(fields.values(), briefcase.kept_data(actor))
        ],
        may_keep=[
            ReusableSaid(code=code, names=said.both(each.names))
            for code, each in briefcase.reusable_documents(today).items()
        ],
        may_answer=[ReusableSaid(code=code, names=said.both(each.label)) for code, each in fields.items()],
    )


def _address(found: invitations.Contribution, piece: int, *, inviter: bool) -> str:
    held = found.invitation
    if inviter:
        return f"/drafts/{held.dossier_id}/pieces/{piece}/file"
    return f"/invitations/{held.pk}/pieces/{piece}/file"
