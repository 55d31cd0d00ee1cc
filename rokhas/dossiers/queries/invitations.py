"""Where each invited professional stands: what is asked of them, what they gave, whether they signed it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rokhas.accounts.models import Person, Role
from rokhas.dossiers.models import Dossier, Invitation, OfficialPaper, PaperKind, Piece
from rokhas.dossiers.queries import wording
from rokhas.dossiers.queries.drafts import Asked
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.completeness import pieces_of
from rokhas.kernel.actor import Actor
from rokhas.kernel.fixed import Fixed
from rokhas.kernel.personal import fingerprint
from rokhas.procedures.schema import Invited, Kind

MOST = 50  # invitations on one page
TONES = {
    Invitation.State.INVITED: "waiting",
    Invitation.State.OPENED: "waiting",
    Invitation.State.EXPIRED: "expired",
    Invitation.State.ACCEPTED: "in_progress",
    Invitation.State.GIVEN: "done",
    Invitation.State.SIGNED: "signed",
    Invitation.State.DECLINED: "fix",
    Invitation.State.REVOKED: "cancelled",
}


@dataclass(frozen=True)
class Contribution:
    """An invitation, the documents asked of it that the dossier asks today, and the files its professional gave.

    Once the dossier is deposited it is only read, until changes are asked: what would come then is in no list that was signed.
    """

    invitation: Invitation
    documents: tuple[Asked, ...]
    state: Invitation.State
    is_signed: bool
    is_open: bool

    @property
    def role(self) -> str:
        return str(Role(self.invitation.role).label)

    @property
    def status(self) -> str:
        """The key of the status table."""
        return TONES[self.state]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for asked in self.documents for piece in asked.pieces)

    @property
    def missing(self) -> tuple[Asked, ...]:
        """The documents asked without a file of theirs."""
        return tuple(asked for asked in self.documents if not asked.pieces)

    @property
    def signs(self) -> bool:
        asked = self.invitation.asked
        return asked is not None and asked.signs

    @property
    def waits_for_signature(self) -> bool:
        return self.signs and bool(self.pieces) and not self.is_signed


@dataclass(frozen=True)
class Offer:
    """A profession that may be invited to a dossier, and what would be asked of it."""

    invited: Invited
    documents: tuple[str, ...]
    law: str

    @property
    def role(self) -> str:
        return str(Role(self.invited.role).label)


def offers(dossier: Dossier) -> list[Offer]:
    """Whom the procedure's file lets one invite to this dossier, with the documents the dossier asks of them."""
    holding, language = facts.read(dossier).holding, get_language() or "fr"
    asked = {document.code: document for document in dossier.procedure.documents_for(holding)}
    found = []
    for invited in dossier.procedure.invited_for(holding):
        names = tuple(asked[code].names.in_(language) for code in invited.documents if code in asked)
        if names:
            text = wording.name_of_law(dossier, invited.law.text)
            found.append(Offer(invited, names, (text.ar if language == "ar" else text.fr) or text.fr))
    return found


def contributions(
    dossier: Dossier, pieces: Sequence[Piece], now: datetime, *, ended: bool = False
) -> list[Contribution]:
    """Each invitation of a dossier with what it gave among `pieces`; the declined and the withdrawn with `ended`.

    One query.
    """
    if not dossier.procedure.invited:
        return []
    invitations = _INVITED[ended].all(dossier=dossier.pk)
    for invitation in invitations:
        invitation.dossier = dossier
    if not invitations:
        return []
    case = facts.read(dossier)
    return [_contribution(each, pieces, now, each.signed_content, case) for each in invitations]  # type: ignore[attr-defined]


def contribution(invitation: Invitation, now: datetime) -> Contribution:
    """What one invited professional sees of their own part. Three queries at most."""
    version = preparing(invitation.dossier)
    read = Invitation.objects.filter(pk=invitation.pk).annotate(signed_content=_signed_last())
    signed = read.values_list("signed_content", flat=True).first()
    case = facts.read(invitation.dossier)
    return _contribution(invitation, pieces_of(invitation.dossier, version), now, signed, case)


def own_parts(accepted: Sequence[Invitation], now: datetime) -> list[Contribution]:
    """What one person sees of their part in each of the invitations they accepted. Three queries, whatever their number."""
    cases = facts.read_each(each.dossier for each in accepted)
    signed = dict(
        Invitation.objects.filter(pk__in=[each.pk for each in accepted])
        .annotate(signed_content=_signed_last())
        .values_list("pk", "signed_content")
    )
    mine = {each.person_id for each in accepted}
    pieces: dict[int, list[Piece]] = {key: [] for key in cases}
    for piece in Piece.objects.filter(dossier__in=cases, added_by__in=mine).select_related("document"):
        version = _prepared_in(cases[piece.dossier_id])
        if piece.since <= version and (piece.until is None or piece.until > version):
            pieces[piece.dossier_id].append(piece)
    return [
        _contribution(each, pieces[each.dossier_id], now, signed[each.pk], cases[each.dossier_id])
        for each in accepted
    ]


def preparing(dossier: Dossier) -> int:
    """The version being prepared, or the last deposited when nothing is asked of the applicant."""
    if dossier.is_draft:
        return dossier.version
    asked = dossier.tasks.open().filter(kind="declaration").exists()
    return dossier.version + 1 if asked else dossier.version


def readable(invitation: Invitation) -> list[Piece]:
    """The plans that an invited professional may read beside their own: those the procedure's file names, nothing else."""
    asked = invitation.asked
    if asked is None:
        return []
    version = preparing(invitation.dossier)
    codes = set(asked.reads) - set(asked.documents)
    found = invitation.dossier.pieces.in_version(version).filter(code__in=codes)
    return list(found.select_related("document").order_by("code", "pk"))


def files_digest(invitation: Invitation, pieces: Iterable[Piece]) -> str:
    """One hash for what the list of an invited professional says: their files, who they are, of which land."""
    lines = sorted(f"{piece.code} {piece.document.sha256}" for piece in pieces)
    head = [f"{invitation.role} {invitation.person_id}", f"unit {invitation.dossier.unit_id}"]
    return hashlib.sha256("\n".join([*head, *lines]).encode()).hexdigest()


def awaited(dossier: Dossier, pieces: Sequence[Piece], now: datetime) -> list[str]:
    """What a deposit waits for from invited professionals, in words: a main document, or the signature of what they gave."""
    given = {piece.code for piece in pieces}
    found = []
    for each in contributions(dossier, pieces, now):
        lacking = [
            asked.name
            for asked in each.missing
            if asked.document.kind == "main" and asked.document.code not in given
        ]
        if lacking:
            found.append(
                ngettext(
                    "%(role)s: document expected, %(names)s",
                    "%(role)s: documents expected, %(names)s",
                    len(lacking),
                )
                % {"role": each.role, "names": _(", ").join(lacking)}
            )
        elif each.waits_for_signature:
            found.append(_("%(role)s: files given and not signed yet") % {"role": each.role})
    return found


def waiting_for(person: Person, now: datetime) -> list[Invitation]:
    """What a person has to answer, to give or to sign before the deposit, by their account or the address of it. One query."""
    answer = Q(email_fingerprint=fingerprint(person.email), accepted_at=None, expires_at__gt=now)
    give = Q(person=person, dossier__number=None)
    found = Invitation.objects.standing().filter(answer | give, dossier__ended_at=None)
    return list(
        found.select_related("dossier__procedure_version", "dossier__unit", "invited_by").order_by("pk")
    )


def own(actor: Actor) -> list[Invitation]:
    """The last invitations that the person accepted, the latest first. One query."""
    found = Invitation.objects.of(actor).select_related(
        "dossier__procedure_version", "dossier__unit", "invited_by"
    )
    return list(found.order_by("-pk")[:MOST])


def _prepared_in(case: facts.Case) -> int:
    """As `preparing`, of a case that was read."""
    asked = any(task.is_open and task.is_kind is Kind.DECLARATION for task in case.tasks)
    return case.dossier.version + 1 if asked else case.dossier.version


def _contribution(
    invitation: Invitation,
    pieces: Sequence[Piece],
    now: datetime,
    signed: str | None,
    case: facts.Case,
) -> Contribution:
    dossier, invited = invitation.dossier, invitation.asked
    codes = set(invited.documents) if invited else set()
    given = [
        piece
        for piece in pieces
        if piece.code in codes and invitation.person_id and piece.added_by_id == invitation.person_id
    ]
    asked = tuple(
        Asked(document, tuple(piece for piece in given if piece.code == document.code))
        for document in dossier.procedure.documents_for(case.holding)
        if document.code in codes
    )
    theirs = [piece for each in asked for piece in each.pieces]
    is_signed = bool(theirs) and files_digest(invitation, theirs) == signed
    is_open = not dossier.is_ended and (dossier.is_draft or _prepared_in(case) > dossier.version)
    return Contribution(invitation, asked, invitation.state(now, signed=is_signed), is_signed, is_open)


def _signed_last() -> Subquery:
    """What the list that an invited person signed last says, to be read with the invitation."""
    signed = OfficialPaper.objects.filter(invitation=OuterRef("pk"), kind=PaperKind.CONTRIBUTION)
    last = signed.exclude(issued_at=None).order_by("-issued_at", "-pk")
    return Subquery(last.values("content")[:1])


def _invited(dossier: Any, *, ended: bool) -> QuerySet[Invitation]:
    """The invitations of a dossier; the declined and the withdrawn with `ended`."""
    found = Invitation.objects.filter(dossier=dossier).select_related("person").order_by("pk")
    return (found if ended else found.standing()).annotate(signed_content=_signed_last())


_INVITED = {
    ended: Fixed(partial(_invited, ended=ended), dossier=BigIntegerField()) for ended in (False, True)
}
