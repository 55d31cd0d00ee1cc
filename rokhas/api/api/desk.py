"""The steps that an officer answers without a signature, and the opinion up to its signature."""

from __future__ import annotations

from typing import TypeVar

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.api.api.drafts import IfMatch
from rokhas.api.forms import of_conclusion, of_findings, of_opinion
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
    FindingsAsked,
    OpinionAsked,
    OpinionWork,
    ReservesAsked,
    TaskDone,
)
from rokhas.dossiers import policy
from rokhas.dossiers.actions import decision, desk
from rokhas.dossiers.actions import opinions as answered
from rokhas.dossiers.forms.desk import CheckForm, ConclusionForm
from rokhas.dossiers.forms.review import OpinionForm
from rokhas.dossiers.models import Task
from rokhas.dossiers.queries.review import points_for
from rokhas.dossiers.views.review import officers_task
from rokhas.kernel.access import require
from rokhas.procedures.schema import Kind

router = Router(tags=["work"])
READS, WRITES = Holds(Scope.WORK_READ), Holds(Scope.WORK_WRITE)
F = TypeVar("F", CheckForm, OpinionForm, ConclusionForm)


@router.get(
    "/work/{pk}/check",
    auth=READS,
    response=CheckSaid,
    summary=gettext_noop("The check-list of the pieces, with what is saved"),
)
def check_list(request: Asking, response: HttpResponse, pk: Row) -> CheckSaid:
    return _check_list(request, response, pk)


@router.put(
    "/work/{pk}/check",
    auth=WRITES,
    response=CheckSaid,
    summary=gettext_noop("Save what was checked so far; the dossier does not move"),
)
def save_check(
    request: Asking, response: HttpResponse, pk: Row, asked: FindingsAsked, if_match: IfMatch = None
) -> CheckSaid:
    with reading_task(_task(request, pk, Kind.CHECK), if_match) as task:
        form = _check_form(task, asked)
        desk.save_findings(task, by=request.actor, **form.act_arguments())
    return _check_list(request, response, pk)


@router.post(
    "/work/{pk}/admissibility",
    auth=WRITES,
    response=TaskDone,
    summary=gettext_noop(
        "Declare the dossier admissible, or inadmissible with the reasons that the letter prints"
    ),
)
def admissibility(request: Asking, pk: Row, asked: AdmissibilityAsked, if_match: IfMatch = None) -> TaskDone:
    with reading_task(_task(request, pk, Kind.CHECK), if_match) as task:
        form = _check_form(task, asked)
        act = desk.declare_admissible if asked.admissible else desk.declare_inadmissible
        act(task, by=request.actor, **form.act_arguments())
    return said.done(task)


@router.post(
    "/work/{pk}/dispatch",
    auth=WRITES,
    response=TaskDone,
    summary=gettext_noop("Send the dossier to the members"),
)
def dispatch(request: Asking, pk: Row, if_match: IfMatch = None) -> TaskDone:
    with reading_task(_task(request, pk, Kind.DISPATCH), if_match) as task:
        desk.dispatch(task, by=request.actor)
    return said.done(task)


@router.get(
    "/work/{pk}/opinion",
    auth=READS,
    response=OpinionWork,
    summary=gettext_noop("What my office checks, the reasons it may give, the opinion prepared"),
)
def opinion_work(request: Asking, response: HttpResponse, pk: Row) -> OpinionWork:
    task = _task(request, pk, Kind.OPINION)
    tell(response, version_of_task(task))
    return said.opinion(task)


@router.put(
    "/work/{pk}/opinion",
    auth=WRITES,
    response=OpinionWork,
    summary=gettext_noop("Prepare the opinion; it is given by its signature"),
)
def prepare_opinion(
    request: Asking, response: HttpResponse, pk: Row, asked: OpinionAsked, if_match: IfMatch = None
) -> OpinionWork:
    data, names = of_opinion(asked)
    with reading_task(_task(request, pk, Kind.OPINION), if_match) as task:
        form = _valid(OpinionForm(points_for(task), data), names)
        answered.prepare_opinion(task, by=request.actor, **form.act_arguments())
    return opinion_work(request, response, pk)


@router.post(
    "/work/{pk}/reserves",
    auth=WRITES,
    response=TaskDone,
    summary=gettext_noop("Declare the reserves of my office lifted, or keep them and say why"),
)
def reserves(request: Asking, pk: Row, asked: ReservesAsked, if_match: IfMatch = None) -> TaskDone:
    with reading_task(_task(request, pk, Kind.CHECK), if_match) as task:
        if asked.lifted:
            answered.lift_reserves(task, by=request.actor)
        else:
            answered.keep_reserves(task, by=request.actor, why=asked.why)
    return said.done(task)


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


@router.post(
    "/work/{pk}/conclusion",
    auth=WRITES,
    response=TaskDone,
    summary=gettext_noop("Conclude in the light of the opinions"),
)
def conclude(request: Asking, pk: Row, asked: ConclusionAsked, if_match: IfMatch = None) -> TaskDone:
    data, names = of_conclusion(asked.sense, asked.reasons, asked.remarks)
    with reading_task(_task(request, pk, Kind.CONCLUSION), if_match) as task:
        form = _valid(ConclusionForm(task, data), names)
        decision.conclude(task, by=request.actor, **form.act_arguments())
    return said.done(task)


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


def _check_form(task: Task, asked: FindingsAsked) -> CheckForm:
    data, names = of_findings(asked.findings)
    form = CheckForm(task, data)
    known = {document.code for document in form.asked}
    unknown = [
        (f"findings.{number}.document", "unknown-document", finding.document)
        for number, finding in enumerate(asked.findings)
        if finding.document not in known
    ]
    if unknown:
        raise Misfits(unknown)
    return _valid(form, names)


def _valid(form: F, names: dict[str, str]) -> F:
    if not form.is_valid():
        raise of_form(form, names)
    return form
