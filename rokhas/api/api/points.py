"""The points that offices raise: read by whoever may, answered by the applicant, closed by the office that raised them."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.models import Scope
from rokhas.api.queries import said
from rokhas.api.schema.common import Number, Row
from rokhas.api.schema.points import KeptAsked, PointSaid, WordAsked
from rokhas.dossiers.actions import points as acts
from rokhas.dossiers.models import RaisedPoint
from rokhas.dossiers.queries.points import PointLine
from rokhas.dossiers.views.case import Seen, look
from rokhas.dossiers.views.points import lines_of

router = Router(tags=["dossiers"])
answers = Acts(router, Holds(Scope.DOSSIERS_WRITE))
closes = Acts(router, Holds(Scope.WORK_WRITE))


@router.get(
    "/dossiers/{number}/points",
    auth=Holds(Scope.DOSSIERS_READ),
    response=list[PointSaid],
    summary=gettext_noop("The points that offices raised, those that stand first"),
)
def points(request: Asking, number: Number) -> list[PointSaid]:
    return [_said(line) for line in lines_of(_seen(request, number))]


def _seen(request: Asking, number: str) -> Seen:
    return look(request, number, "points", whole_file=True, beyond_copy=True)


def _point(request: Asking, number: Number, pk: Row) -> RaisedPoint:
    return _line(request, number, pk).point


def _line(request: Asking, number: str, pk: int) -> PointLine:
    found = next((line for line in lines_of(_seen(request, number)) if line.point.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _again(call: Call) -> PointSaid:
    return _said(_line(call.request, call.subject.dossier.number, call.subject.pk))


answers(
    "PUT",
    "/dossiers/{number}/points/{pk}/answer",
    acts.answer_point,
    on=_point,
    asked=WordAsked,
    gives=PointSaid,
    says=_again,
    summary=gettext_noop("Say how the next version answers a point"),
)
closes(
    "POST",
    "/dossiers/{number}/points/{pk}/lifting",
    acts.lift_point,
    on=_point,
    gives=PointSaid,
    says=_again,
    summary=gettext_noop("Lift a point that my office raised"),
)
closes(
    "POST",
    "/dossiers/{number}/points/{pk}/keeping",
    acts.keep_point,
    on=_point,
    asked=KeptAsked,
    gives=PointSaid,
    says=_again,
    summary=gettext_noop("Keep a point that my office raised, and say why"),
)


def _said(line: PointLine) -> PointSaid:
    point = line.point
    return PointSaid(
        id=point.pk,
        office=point.office_id,
        office_name=point.office.name,
        reason=said.reason(point.reason),
        certainty=point.reason["certainty"],
        state=line.state.value,  # type: ignore[arg-type]
        raised_in=point.raised_in,
        raised_at=point.raised_at,
        word=point.word,
        answered_in=point.answered_in,
        draft=point.draft if line.may_answer else "",
        why=line.why,
        may_answer=line.may_answer,
        may_close=line.may_close,
    )
