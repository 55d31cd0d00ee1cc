"""An adverse decision is contested, before whoever signed it or above: filed once, in time, with grounds and pieces; answered.

The answer is a ruling (`rulings.prepare_answer`); what silence means is data.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from rokhas.accounts.models import Office
from rokhas.accounts.queries import as_of_now, offices_for
from rokhas.documents.actions import render, store
from rokhas.documents.models import Document
from rokhas.documents.schema import UploadPurpose
from rokhas.documents.schema import register as register_purpose
from rokhas.documents.schema.uploads import JPEG, MEGABYTE, PDF, PNG
from rokhas.dossiers import policy
from rokhas.dossiers.actions.papers import attach_file, file_name
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.errors import (
    AppealFiled,
    AppealNotOffered,
    AppealTooLate,
    GroundRequired,
    OfficeMissing,
    TooManyAttachments,
)
from rokhas.dossiers.models import (
    AccessGrant,
    Appeal,
    AppealPiece,
    Dossier,
    OfficialPaper,
    PaperKind,
)
from rokhas.dossiers.queries.appeals import last_day, receipt, told_on
from rokhas.dossiers.queries.contested import STANDS, Contested, contested, is_standing
from rokhas.dossiers.queries.wording import cited
from rokhas.dossiers.workflow.clocks import due_of, place_of
from rokhas.journal.duties import every
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.personal import seal
from rokhas.kernel.references import row_number
from rokhas.kernel.text import without_controls
from rokhas.procedures.schema import Appeal as Remedy
from rokhas.ui import formats

CODE = "dossier-appeal"
LONGEST = 8000  # characters
MOST_FILES = 10
LARGEST = 20 * MEGABYTE
GRANT = "appeal"


def file_appeal(dossier: Dossier, *, by: Actor, code: str, ground: str) -> Appeal:
    """A party contests the decision that stands. The files that wait go with it, and the receipt is printed.

    Raises `NotAllowed`, `GroundRequired`, `AppealNotOffered`, `AppealFiled`, `AppealTooLate`, `OfficeMissing`.
    """
    ground = without_controls(ground).strip()[:LONGEST]
    if not any(each.isalnum() for each in ground):
        raise GroundRequired
    with act():
        dossier = hold(dossier.pk)
        require(policy.may_appeal, as_of_now(by), dossier)
        remedy = next((each for each in dossier.procedure.remedies if each.code == code), None)
        stands = contested(dossier)
        told = told_on(stands) if stands else None
        if remedy is None or stands is None or told is None or stands.against(remedy) is None:
            raise AppealNotOffered
        if stands.paper.appeals.filter(code=code).exists():
            raise AppealFiled
        _require_in_time(dossier, remedy, told, by.today())
        office, roles = _body(dossier, remedy, stands)
        due_on = due_of(remedy.answer_within, by.today(), place_of(dossier, office))
        assert due_on is not None
        paper = OfficialPaper.objects.create(
            dossier=dossier,
            kind=PaperKind.APPEAL,
            version=dossier.version,
            drafted_at=by.now(),
            issued_at=by.now(),
        )
        appeal = Appeal.objects.create(
            dossier=dossier,
            version=dossier.version,
            code=code,
            against=stands.paper,
            receipt=paper,
            office=office,
            roles=roles,
            ground_sealed=seal(ground),
            filed_at=by.now(),
            filed_by_id=by.person_pk,
            due_on=due_on,
        )
        _waiting(dossier, by).update(appeal=appeal)
        AccessGrant.objects.get_or_create(dossier=dossier, office=office, reason=GRANT)
        record("appeal.filed", dossier, by, appeal=code, office=office.pk, due_on=due_on.isoformat())
    return appeal


def keep_appeal_piece(dossier: Dossier, document: Document, *, by: Actor) -> AppealPiece:
    """A file that will go with the appeal of its sender. Raises `NotAllowed`, `AppealNotOffered`, `TooManyAttachments`."""
    with act():
        dossier = hold(dossier.pk)
        require(policy.may_appeal, as_of_now(by), dossier)
        if contested(dossier) is None:
            raise AppealNotOffered
        waiting = _waiting(dossier, by)
        standing = waiting.filter(document__sha256=document.sha256).first()
        if standing:
            return standing
        if waiting.count() >= MOST_FILES:
            raise TooManyAttachments(limit=MOST_FILES)
        return AppealPiece.objects.create(
            dossier=dossier, document=document, added_by_id=by.person_pk, added_at=by.now()
        )


def issue_appeal_receipt(appeal: Appeal, *, by: Actor) -> OfficialPaper:
    """Print the receipt of an appeal. Printing twice gives the same receipt. Not inside a transaction."""
    paper = appeal.receipt
    paper.dossier = appeal.dossier
    if paper.document_id:
        return paper
    pdf = render(receipt(appeal), specimen=False)
    document = store(pdf, name=file_name(paper), media_type=PDF, by=system(by.at))
    return attach_file(paper, document, by=system(by.at))


@every(timedelta(hours=1))
def attend_appeals(by: Actor) -> int:
    """The delay of an answer has passed: a dated fact, and the appellant is told what it means. Returns how many."""
    late = Appeal.objects.filter(STANDS, answered_at=None, silent_at=None, due_on__lt=by.today())
    return sum(note_silence(pk, by=by) for pk in list(late.order_by("pk").values_list("pk", flat=True)))


def note_silence(pk: int, *, by: Actor) -> bool:
    """One appeal: whether its silence is noted now. The body may still answer. Nothing is awaited of it once the
    decision stands no more."""
    with act():
        dossier = hold(Appeal.objects.values_list("dossier_id", flat=True).get(pk=pk))
        appeal = Appeal.objects.select_related("against").get(pk=pk)
        if appeal.answered_at or appeal.silent_at or appeal.due_on >= by.today():
            return False
        appeal.dossier = dossier
        if not is_standing(appeal):
            return False
        appeal.silent_at = by.now()
        appeal.save(update_fields=["silent_at"])
        record(
            "appeal.silent",
            dossier,
            system(by.at),
            appeal=appeal.code,
            office=appeal.office_id,
            due_on=appeal.due_on.isoformat(),
        )
    return True


def lost_with_the_version(dossier: Dossier) -> QuerySet[Appeal]:
    """Those against the inadmissibility of the version under study, which stands until another is deposited. One query."""
    open_ones = dossier.appeals.filter(STANDS, answered_at=None, against__kind=PaperKind.INADMISSIBILITY)
    return Appeal.objects.filter(pk__in=list(open_ones.values_list("pk", flat=True)))


def note_without_object(lost: QuerySet[Appeal], dossier: Dossier, *, by: Actor) -> None:
    """The decision that they contest stands no more, by none of their answers: of those still open, a dated fact, told to whoever
    filed. Inside the act by which it goes."""
    for appeal in lost.filter(answered_at=None).order_by("pk"):
        record(
            "appeal.without_object",
            dossier,
            system(by.at),
            appeal=appeal.code,
            office=appeal.office_id,
            paper=appeal.receipt_id,
        )


def register() -> None:
    register_purpose(
        UploadPurpose(CODE, _may_upload, _on_received, accepts=frozenset({PDF, JPEG, PNG}), limit=LARGEST)
    )


def _require_in_time(dossier: Dossier, remedy: Remedy, told: date, today: date) -> None:
    until = last_day(dossier, remedy, told)
    if today > until:
        law = cited(dossier.procedure, remedy.within.law)
        raise AppealTooLate(told=formats.day(told), until=formats.day(until), law=law)


def _body(dossier: Dossier, remedy: Remedy, stands: Contested) -> tuple[Office, str]:
    """Who answers: the office and the roles that signed the decision, or those above. Raises `OfficeMissing`."""
    if remedy.to == "signer":
        return stands.office, stands.roles
    assert remedy.office is not None
    office = offices_for([remedy.office], dossier.where).get(remedy.office)
    if office is None:
        raise OfficeMissing(office=remedy.office, unit=dossier.where.unit)
    return office, f" {' '.join(remedy.roles)} "


def _waiting(dossier: Dossier, by: Actor) -> QuerySet[AppealPiece]:
    return AppealPiece.objects.filter(dossier=dossier, appeal=None, added_by=by.person_pk)


def _may_upload(actor: Actor, about: str, metadata: dict[str, str]) -> bool:
    """Asked before the first byte; `keep_appeal_piece` asks again."""
    found = Dossier.objects.of_party(actor).filter(pk=row_number(about) or 0).first()
    return found is not None and contested(found) is not None


def _on_received(about: str, document: Document, metadata: dict[str, str], actor: Actor) -> dict[str, int]:
    return {"piece": keep_appeal_piece(Dossier.objects.get(pk=about), document, by=actor).pk}
