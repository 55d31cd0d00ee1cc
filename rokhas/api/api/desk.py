"""The steps that an officer answers without a signature, and the opinion up to its signature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.api.forms import of_conclusion, of_findings, of_opinion
from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.problems import Misfits, of_form
from rokhas.api.http.versions import reading_task, tell, version_of_task
from rokhas.api.models import Scope
from rokhas.api.queries import work as said
from rokhas.api.schema.common import Row
from rokhas.api.schema.officer import (
    AdmissibilityAsked,
    CheckSaid,
    ConclusionAsked,
    ConclusionWork,
    FindingAsked,
    FindingsAsked,
    OpinionAsked,
    OpinionWork,
    ReportAsked,
    ReservesAsked,
    TaskDone,
    VisitAsked,
    VisitSaid,
)
from rokhas.dossiers import policy
from rokhas.dossiers.actions import decision, desk, visits
from rokhas.dossiers.actions import opinions as answered
from rokhas.dossiers.forms.desk import CheckForm, ConclusionForm
from rokhas.dossiers.forms.review import OpinionForm
from rokhas.dossiers.models import Finding, Task
from rokhas.dossiers.queries.review import points_for
from rokhas.dossiers.views.review import officers_task
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import Kind

router = Router(tags=["work"])
READS = Holds(Scope.WORK_READ)
act = Acts(router, Holds(Scope.WORK_WRITE))
F = TypeVar("F", CheckForm, OpinionForm, ConclusionForm)


@router.get(
    "/work/{pk}/check",
    auth=READS,
    response=CheckSaid,
    summary=gettext_noop("The check-list of the pieces, with what is saved"),
)
def check_list(request: Asking, response: HttpResponse, pk: Row) -> CheckSaid:
    return _check_list(request, response, pk)


@router.get(
    "/work/{pk}/opinion",
    auth=READS,
    response=OpinionWork,
    summary=gettext_noop("What my office checks, the reasons it may give, the opinion prepared"),
)
def opinion_work(request: Asking, response: HttpResponse, pk: Row) -> OpinionWork:
    return _opinion_work(response, _task(request, pk, Kind.OPINION))


@router.get(
    "/work/{pk}/conclusion",
    auth=READS,
    response=ConclusionWork,
    summary=gettext_noop("The senses of the conclusion, and why some are impossible"),
)
def conclusion_work(request: Asking, response: HttpResponse, pk: Row) -> ConclusionWork:
    task = _task(request, pk, Kind.CONCLUSION)
    require(policy.may_conclude, request.actor, task)
    tell(response, version_of_task(task))
    return said.conclusion(ConclusionForm(task))


def admissibility(task: Task, *, by: Actor, admissible: bool, findings: Sequence[Finding]) -> Task:
    does = desk.declare_admissible if admissible else desk.declare_inadmissible
    return does(task, by=by, findings=findings)


def reserves(task: Task, *, by: Actor, lifted: bool, why: str) -> Task:
    return answered.lift_reserves(task, by=by) if lifted else answered.keep_reserves(task, by=by, why=why)


def _step(kind: Kind) -> Callable[..., Task]:
    return lambda request, pk: _task(request, pk, kind)


def _found(call: Call) -> dict[str, Any]:
    return _check_form(call.subject, call.given.findings).act_arguments()


def _declared(call: Call) -> dict[str, Any]:
    return _found(call) | {"admissible": call.given.admissible}


def _opinion(call: Call) -> dict[str, Any]:
    data, names = of_opinion(call.given)
    return _valid(OpinionForm(points_for(call.subject), data), names).act_arguments()


def _conclusion(call: Call) -> dict[str, Any]:
    data, names = of_conclusion(call.given.sense, call.given.reasons, call.given.remarks)
    return _valid(ConclusionForm(call.subject, data), names).act_arguments()


def _visited(call: Call) -> VisitSaid:
    task = call.subject
    return VisitSaid(id=task.pk, number=task.dossier.number or "", day=call.done.on)


def _done(call: Call) -> TaskDone:
    return said.done(call.subject)


act(
    "PUT",
    "/work/{pk}/check",
    desk.save_findings,
    on=_step(Kind.CHECK),
    hold=reading_task,
    asked=FindingsAsked,
    reads=_found,
    gives=CheckSaid,
    says=lambda call: _check_list(call.request, call.response, call.subject.pk),
    summary=gettext_noop("Save what was checked so far; the dossier does not move"),
)
act(
    "POST",
    "/work/{pk}/admissibility",
    admissibility,
    on=_step(Kind.CHECK),
    hold=reading_task,
    asked=AdmissibilityAsked,
    reads=_declared,
    gives=TaskDone,
    says=_done,
    summary=gettext_noop(
        "Declare the dossier admissible, or inadmissible with the reasons that the letter prints"
    ),
)
act(
    "POST",
    "/work/{pk}/dispatch",
    desk.dispatch,
    on=_step(Kind.DISPATCH),
    hold=reading_task,
    gives=TaskDone,
    says=_done,
    summary=gettext_noop("Send the dossier to the members"),
)
act(
    "PUT",
    "/work/{pk}/visit",
    visits.schedule_visit,
    on=_step(Kind.VISIT),
    hold=reading_task,
    asked=VisitAsked,
    reads=lambda call: {"on": call.given.day, "why": call.given.why},
    gives=VisitSaid,
    says=_visited,
    summary=gettext_noop("Fix the day of a visit, or put it off; the parties and the members are told"),
)
act(
    "POST",
    "/work/{pk}/visit/report",
    visits.report_visit,
    on=_step(Kind.VISIT),
    hold=reading_task,
    asked=ReportAsked,
    reads=lambda call: {
        "seen": [each.model_dump() for each in call.given.seen],
        "present": call.given.present,
        "remarks": call.given.remarks,
    },
    gives=TaskDone,
    says=_done,
    summary=gettext_noop("Say what was seen at a visit, point by point"),
)
act(
    "PUT",
    "/work/{pk}/opinion",
    answered.prepare_opinion,
    on=_step(Kind.OPINION),
    hold=reading_task,
    asked=OpinionAsked,
    reads=_opinion,
    gives=OpinionWork,
    says=lambda call: _opinion_work(call.response, call.subject),
    summary=gettext_noop("Prepare the opinion; it is given by its signature"),
)
act(
    "POST",
    "/work/{pk}/reserves",
    reserves,
    on=_step(Kind.CHECK),
    hold=reading_task,
    asked=ReservesAsked,
    gives=TaskDone,
    says=_done,
    summary=gettext_noop("Declare the reserves of my office lifted, or keep them and say why"),
)
act(
    "POST",
    "/work/{pk}/conclusion",
    decision.conclude,
    on=_step(Kind.CONCLUSION),
    hold=reading_task,
    asked=ConclusionAsked,
    reads=_conclusion,
    gives=TaskDone,
    says=_done,
    summary=gettext_noop("Conclude in the light of the opinions"),
)


def _task(request: Asking, pk: int, kind: Kind) -> Task:
    """A step of this kind in the officer's sight: a 404 otherwise; whether they may answer is asked by the act."""
    found = officers_task(request, pk, kind)
    if found is None:
        raise Http404
    return found


def _check_list(request: Asking, response: HttpResponse, pk: int) -> CheckSaid:
    task = _task(request, pk, Kind.CHECK)
    if task.step.among == "reserving":
        raise Http404  # reserves to lift: another question
    require(policy.may_check, request.actor, task)
    made = getattr(task, "check_made", None)
    tell(response, version_of_task(task))
    return said.check(CheckForm(task, saved=made.findings if made else None))


def _opinion_work(response: HttpResponse, task: Task) -> OpinionWork:
    tell(response, version_of_task(task))
    return said.opinion(task)


def _check_form(task: Task, findings: Sequence[FindingAsked]) -> CheckForm:
    data, names = of_findings(findings)
    form = CheckForm(task, data)
    known = {document.code for document in form.asked}
    unknown = [
        (f"findings.{number}.document", "unknown-document", finding.document)
        for number, finding in enumerate(findings)
        if finding.document not in known
    ]
    if unknown:
        raise Misfits(unknown)
    return _valid(form, names)


def _valid(form: F, names: dict[str, str]) -> F:
    if not form.is_valid():
        raise of_form(form, names)
    return form
