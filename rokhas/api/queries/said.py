"""What is said of dossiers: from the rows and the answers of the pages' own questions to what travels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language

from rokhas.api.schema.applicant import (
    ClockSaid,
    DocumentSaid,
    DossierLine,
    DossierSaid,
    DraftSaid,
    OpinionSaid,
    OrderLineSaid,
    OrderSaid,
    PaperSaid,
    PieceSaid,
    Question,
    SectionSaid,
    Stage,
    TurnSaid,
)
from rokhas.api.schema.common import Both, FileSaid, Reason
from rokhas.documents.models import Document
from rokhas.dossiers.models import Dossier, OfficialPaper, Piece
from rokhas.dossiers.models import Reason as GivenReason
from rokhas.dossiers.queries import case
from rokhas.dossiers.queries import drafts as drafted
from rokhas.dossiers.views.case import Seen
from rokhas.dossiers.views.prepared import Draft
from rokhas.dossiers.workflow.answers import shown
from rokhas.kernel.actor import Actor
from rokhas.payments.models import Order
from rokhas.payments.policy import may_pay
from rokhas.payments.queries import order_for
from rokhas.procedures.schema import FormField, Wording


def both(wording: Wording) -> Both:
    return Both(fr=wording.fr, ar=wording.ar)


def file(document: Document, url: str, name: str = "") -> FileSaid:
    return FileSaid(
        name=name or document.name,
        media_type=document.media_type,
        size=document.size,
        sha256=document.sha256,
        url=url,
    )


def reason(given: GivenReason | Mapping[str, Any]) -> Reason:
    return Reason(
        code=given["code"], text=Both(fr=given["text_fr"], ar=given["text_ar"]), article=given["article"]
    )


def line(dossier: Dossier, actor: Actor) -> DossierLine:
    """A dossier in a list; read it through `case.listed` so that a page costs the same whatever its length."""
    today = actor.today()
    turn = case.turn(dossier, actor)
    return DossierLine(
        id=dossier.pk,
        number=dossier.number,
        procedure=dossier.procedure.code,
        title=drafted.title_of(dossier) or drafted.words(dossier.procedure.names),
        commune=dossier.unit_id,
        status=case.status(dossier, today),
        version=dossier.version,
        opened_at=dossier.opened_at,
        touched_at=dossier.touched_at,
        lodged_at=dossier.lodged_at,
        ended_at=dossier.ended_at,
        awaits_you=bool(turn and turn.mine),
    )


def whole(seen: Seen, actor: Actor) -> DossierSaid:
    """A deposited dossier as this reader sees it."""
    dossier = seen.dossier
    turn = None if seen.copy_only else case.turn(dossier, actor)
    clock = seen.clock
    order = None if seen.copy_only else order_for(f"dossiers.dossier:{dossier.pk}")
    return DossierSaid(
        **line(dossier, actor).model_dump(),
        # Whoever holds the code follows the dossier without signing in: it belongs to its parties.
        tracking_code=None if seen.official or seen.copy_only else dossier.tracking_code,
        class_code=dossier.class_code,
        desk=dossier.desk.name if dossier.desk else None,
        stages=[
            Stage(code=each.code, label=str(each.label), state=each.state)  # type: ignore[arg-type]
            for each in case.stages(dossier)
        ],
        turn=_turn(turn) if turn else None,
        clock=ClockSaid(
            start=clock.start,
            due=clock.due.on,
            total=clock.total,
            left=clock.left,
            late=clock.is_late,
            unit=clock.delay.unit,
            stopped_on=clock.stopped_on,
            extended=clock.extended,
        )
        if clock
        else None,
        order=order.reference if order else None,
    )


def draft(found: Draft) -> DraftSaid:
    """What is being prepared, with every question that applies now."""
    state, dossier = found.state, found.dossier
    return DraftSaid(
        id=dossier.pk,
        number=dossier.number,
        procedure=dossier.procedure.code,
        procedure_version=dossier.procedure_version_id,
        version=found.version,
        title=drafted.title_of(dossier),
        parent=dossier.parent.number if dossier.parent else None,
        unit=dossier.unit_id,
        designer=dossier.designer.name if dossier.designer else None,
        needs_designer=state.needs_designer,
        class_code=state.classification.code or "" if state.class_is_known else "",
        class_reasons=state.class_reasons,
        reasons=found.reasons,
        sections=[_section(each, dossier) for each in state.sections],
        documents=[
            DocumentSaid(
                code=asked.document.code,
                name=asked.name,
                kind=asked.document.kind,
                plan=asked.document.plan,
                media=list(asked.document.media),
                pieces=[piece(each, f"/drafts/{dossier.pk}/pieces/{each.pk}/file") for each in asked.pieces],
            )
            for listed in state.documents.values()
            for asked in listed
        ],
        missing=state.state.missing_names(),
        manifest=state.manifest_status,  # type: ignore[arg-type]
        ready=state.is_ready,
        touched_at=dossier.touched_at,
    )


def piece(given: Piece, url: str) -> PieceSaid:
    return PieceSaid(
        id=given.pk,
        document=given.code,
        since=given.since,
        late=given.late,
        added_at=given.added_at,
        file=file(given.document, url),
    )


def pieces(seen: Seen) -> list[PieceSaid]:
    """The files in sight, those that stand and those they replaced."""
    found = [shown.piece for each in seen.documents for shown in (*each.current, *each.earlier)]
    return [piece(each, f"/dossiers/{seen.dossier.number}/pieces/{each.pk}/file") for each in found]


def paper(given: OfficialPaper, number: str) -> PaperSaid:
    return PaperSaid(
        id=given.pk,
        kind=given.kind,
        label=given.get_kind_display(),
        version=given.version,
        issued_at=given.issued_at,
        verification_code=given.verification_code,
        file=file(given.document, f"/dossiers/{number}/papers/{given.pk}/file") if given.document else None,
    )


def opinion(seen: case.OpinionLine) -> OpinionSaid:
    """A member's line: its verdict only when the reader may know it."""
    given = seen.opinion
    return OpinionSaid(
        task=seen.task.pk,
        office=seen.task.office.name if seen.task.office else "",
        status=seen.status,
        due_on=seen.task.due_on,
        verdict=given.verdict if given else None,
        reasons=[reason(each) for each in given.reasons] if given else [],
        remarks=given.remarks if given else "",
        paper=seen.paper.pk if seen.paper else None,
    )


def order(found: Order, actor: Actor) -> OrderSaid:
    return OrderSaid(
        reference=found.reference,
        number=found.number,
        state=found.state,
        total=f"{found.total:.2f}",
        currency=found.currency,
        placed_at=found.placed_at,
        expires_on=found.expires_on,
        paid_at=found.paid_at,
        may_pay=may_pay(actor, found),
        lines=[
            OrderLineSaid(
                code=each.code,
                label=Both(fr=each.label_fr, ar=each.label_ar),
                payee=Both(fr=each.payee_name_fr, ar=each.payee_name_ar),
                amount=f"{each.amount:.2f}",
            )
            for each in found.lines.all()
        ],
    )


def _turn(turn: case.Turn) -> TurnSaid:
    # The task is named to whoever answers it through the work-list; the applicant answers by the draft.
    return TurnSaid(
        mine=turn.mine,
        kind=turn.kind,
        step=turn.step,
        offices=list(turn.offices),
        due_on=turn.due_on,
        task=turn.task.pk if turn.mine and turn.task and turn.task.office_id else None,
        reasons=list(turn.reasons),
    )


def _section(state: drafted.SectionState, dossier: Dossier) -> SectionSaid:
    missing = {question.code for question in state.missing}
    return SectionSaid(
        code=state.section.code,
        name=state.name,
        status=state.status,  # type: ignore[arg-type]
        questions=list(_questions(state.questions, dossier, missing)),
    )


def _questions(asked: Iterable[FormField], dossier: Dossier, missing: set[str]) -> Iterable[Question]:
    for question in asked:
        kept = dossier.answers.get(question.code)
        masked = question.is_sealed and kept
        yield Question(
            code=question.code,
            label=drafted.in_units(question),
            type=question.type,
            required=question.required,
            answer=shown(question, kept, get_language() or "fr") if masked else kept,
            missing=question.code in missing,
        )
