"""What is asked and decided apart from the steps: a request given up, a permit cancelled, a decision put off or contested."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.models import Scope
from rokhas.api.queries import said
from rokhas.api.schema.common import Code, Number
from rokhas.api.schema.officer import ReasonAsked
from rokhas.api.schema.rulings import (
    AnswerAsked,
    AppealAsked,
    AppealSaid,
    Ended,
    ExtensionAsked,
    ExtensionSaid,
    RulingAsked,
    RulingSaid,
    StayAsked,
)
from rokhas.dossiers.actions import appeals as filed
from rokhas.dossiers.actions import rulings
from rokhas.dossiers.actions.extensions import extend_maximum
from rokhas.dossiers.actions.withdrawal import withdraw
from rokhas.dossiers.models import Appeal, Dossier, Ruling
from rokhas.dossiers.queries.appeals import Way, ways
from rokhas.dossiers.views.case import Seen, look

router = Router(tags=["dossiers"])
asks = Acts(router, Holds(Scope.DOSSIERS_WRITE))
decides = Acts(router, Holds(Scope.WORK_WRITE))


@router.get(
    "/dossiers/{number}/appeals",
    auth=Holds(Scope.DOSSIERS_READ),
    response=list[AppealSaid],
    summary=gettext_noop("The ways to contest the decision on a dossier, and what was filed"),
)
def appeals(request: Asking, number: Number) -> list[AppealSaid]:
    return [_way(each) for each in ways(_seen(request, number).dossier, request.actor.today())]


def _seen(request: Asking, number: str) -> Seen:
    return look(request, number, "appeal", whole_file=True, beyond_copy=True)


def _dossier(request: Asking, number: Number) -> Dossier:
    return _seen(request, number).dossier


def _appeal(request: Asking, number: Number, code: Code) -> Appeal:
    found = ways(_dossier(request, number), request.actor.today())
    appeal = next((each.appeal for each in found if each.remedy.code == code), None)
    if appeal is None:
        raise Http404
    return appeal


def _given(reasons: Sequence[ReasonAsked]) -> list[dict[str, object]]:
    return [{"code": each.code, "values": dict(each.values)} for each in reasons]


def _reads(*more: str) -> Callable[[Call], dict[str, Any]]:
    def read(call: Call) -> dict[str, Any]:
        rest = {name: getattr(call.given, name) for name in ("remarks", *more)}
        return {"reasons": _given(call.given.reasons), **rest}

    return read


def _answer(call: Call) -> dict[str, Any]:
    sense = call.given.sense
    if sense not in Ruling.Sense.values:
        raise Http404
    return _reads()(call) | {"sense": Ruling.Sense(sense)}


def _ruled(call: Call) -> RulingSaid:
    return _ruling(call.done)


asks(
    "POST",
    "/dossiers/{number}/withdrawal",
    withdraw,
    on=_dossier,
    gives=Ended,
    says=lambda call: Ended(number=call.done.number, ending=call.done.ending, ended_at=call.done.ended_at),
    summary=gettext_noop("Withdraw my request: every step that waits is closed, for good"),
)
asks(
    "POST",
    "/dossiers/{number}/appeals",
    filed.file_appeal,
    on=_dossier,
    asked=AppealAsked,
    gives=AppealSaid,
    says=lambda call: next(
        _way(each)
        for each in ways(call.done.dossier, call.actor.today())
        if each.remedy.code == call.done.code
    ),
    summary=gettext_noop("Contest an adverse decision, once, within the delay of the way chosen"),
)
decides(
    "PUT",
    "/dossiers/{number}/cancellation",
    rulings.prepare_cancellation,
    on=_dossier,
    asked=RulingAsked,
    reads=_reads(),
    gives=RulingSaid,
    says=_ruled,
    summary=gettext_noop("Prepare the cancellation of what was granted; its signature cancels it"),
)
decides(
    "PUT",
    "/dossiers/{number}/stay",
    rulings.prepare_stay,
    on=_dossier,
    asked=StayAsked,
    reads=_reads("until", "no_plan"),
    gives=RulingSaid,
    says=_ruled,
    summary=gettext_noop("Prepare a stay of decision; its signature stops the delays"),
)
decides(
    "POST",
    "/dossiers/{number}/extension",
    extend_maximum,
    on=_dossier,
    asked=ExtensionAsked,
    gives=ExtensionSaid,
    says=lambda call: ExtensionSaid(
        cause=call.done.cause,
        motive=call.done.motive,
        until=call.done.until,
        decided_at=call.done.decided_at,
    ),
    summary=gettext_noop("Extend the legal maximum of a dossier, once, for a cause that its procedure names"),
)
decides(
    "PUT",
    "/dossiers/{number}/appeals/{code}/answer",
    rulings.prepare_answer,
    on=_appeal,
    asked=AnswerAsked,
    reads=_answer,
    gives=RulingSaid,
    says=_ruled,
    summary=gettext_noop("Prepare the answer to an appeal; its signature gives it"),
)


def _way(way: Way) -> AppealSaid:
    appeal = way.appeal
    return AppealSaid(
        code=way.remedy.code,
        name=said.both(way.remedy.names),
        until=way.until,
        certainty=way.remedy.within.law.certainty,
        against=way.what or "",
        offered_surely=way.is_offered_surely,
        filed_at=appeal.filed_at if appeal else None,
        body=appeal.office.name if appeal else "",
        due_on=appeal.due_on if appeal else None,
        ground=appeal.ground if appeal else "",
        silent=bool(appeal and appeal.silent_at and not appeal.answered_at),
        without_object=way.is_without_object,
        receipt=appeal.receipt_id if appeal else None,
        ruling=_ruling(way.ruling) if way.ruling else None,
    )


def _ruling(ruling: Ruling) -> RulingSaid:
    return RulingSaid(
        id=ruling.pk,
        kind=ruling.kind,
        sense=ruling.sense,
        reasons=[said.reason(each) for each in ruling.reasons],
        remarks=ruling.remarks,
        until=ruling.until,
        no_plan=ruling.no_plan,
        signed_at=ruling.signed_at,
        paper=ruling.paper_id,
    )
