"""Public enquiries: the notices, what a person says in one, the work of the office that holds it."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.pages import newest
from rokhas.api.models import Scope
from rokhas.api.queries import enquiries as said
from rokhas.api.schema.common import Code, Cursor, Limit, Listed, Row
from rokhas.api.schema.enquiries import (
    AnswerAsked,
    EnquirySaid,
    EnquiryWork,
    ObservationAsked,
    ObservationSaid,
    OpeningAsked,
    ReportAsked,
)
from rokhas.dossiers.models import Task
from rokhas.dossiers.views.review import officers_task
from rokhas.enquiries.actions import opening, oppositions, report
from rokhas.enquiries.models import Enquiry, Opposition
from rokhas.enquiries.queries import shown
from rokhas.procedures.schema import Kind
from rokhas.territory.models import Unit

router = Router(tags=["enquiries"])
SPEAKS = Holds(Scope.ENQUIRIES)
speaking = Acts(router, SPEAKS)
READS = Holds(Scope.WORK_READ)
working = Acts(router, Holds(Scope.WORK_WRITE))


@router.get(
    "/enquiries",
    response=Listed[EnquirySaid],
    summary=gettext_noop("The public enquiries that may be consulted, everywhere or in a commune"),
)
def enquiries(
    request: Asking, commune: Code | None = None, cursor: Cursor = "", limit: Limit = 50
) -> Listed[EnquirySaid]:
    unit = get_object_or_404(Unit, code=commune) if commune else None
    rows = shown.public_list(request.actor.today(), unit)
    found, following = newest(rows, cursor, limit)
    return Listed(items=[said.enquiry(each, request.actor) for each in found], next=following)


@router.get("/enquiries/{pk}", response=EnquirySaid, summary=gettext_noop("The notice of a public enquiry"))
def enquiry(request: Asking, pk: Row) -> EnquirySaid:
    return said.enquiry(_public(request, pk), request.actor)


@router.get(
    "/enquiries/{pk}/observation",
    auth=SPEAKS,
    response=ObservationSaid,
    summary=gettext_noop("What I said in a public enquiry, and what was answered"),
)
def observation(request: Asking, pk: Row) -> ObservationSaid:
    spoken = shown.find(pk) or shown.spoken_in(pk, request.actor)
    found = shown.opposition_of(spoken, request.actor) if spoken else None
    if found is None:
        raise Http404
    return said.observation(found)


@router.get(
    "/work/{pk}/enquiry",
    auth=READS,
    response=EnquiryWork,
    summary=gettext_noop("The public enquiry that my office holds, with what was said"),
)
def enquiry_work(request: Asking, pk: Row) -> EnquiryWork:
    task = _task(request, pk)
    return said.work(_held(task), request.actor)


def _public(request: Asking, pk: int) -> Enquiry:
    found = shown.find(pk)
    if found is None:
        raise Http404
    return found


def _task(request: Asking, pk: int) -> Task:
    task = officers_task(request, pk, Kind.ENQUIRY)
    if task is None:
        raise Http404
    return task


def _held(task: Task) -> Enquiry | None:
    found = shown.with_rows(Enquiry.objects.filter(task=task)).first()
    if found is not None:
        found.task, found.dossier = task, task.dossier
    return found


def _enquiry(request: Asking, pk: int) -> Enquiry:
    found = _held(_task(request, pk))
    if found is None:
        raise Http404
    return found


def _opposition(request: Asking, pk: int, observation: int) -> Opposition:
    held = _enquiry(request, pk)
    found = get_object_or_404(held.oppositions, number=observation)
    found.enquiry = held
    return found


def _worked(call: Call) -> EnquiryWork:
    task = call.done.task if isinstance(call.done, Enquiry) else call.done.enquiry.task
    return said.work(_held(Task.objects.select_related("dossier", "office").get(pk=task.pk)), call.actor)


speaking(
    "PUT",
    "/enquiries/{pk}/observation",
    oppositions.oppose,
    on=_public,
    asked=ObservationAsked,
    gives=ObservationSaid,
    says=lambda call: said.observation(call.done),
    summary=gettext_noop("Oppose, support or observe, once, while the enquiry is open; again, to amend it"),
)
working(
    "POST",
    "/work/{pk}/enquiry",
    opening.open_enquiry,
    on=_task,
    asked=OpeningAsked,
    gives=EnquiryWork,
    says=_worked,
    status=201,
    summary=gettext_noop("Open the public enquiry from a working day on: its notice is public at once"),
)
working(
    "PUT",
    "/work/{pk}/enquiry/observations/{observation}",
    report.answer_opposition,
    on=_opposition,
    asked=AnswerAsked,
    gives=EnquiryWork,
    says=_worked,
    summary=gettext_noop("Answer what one person said, once the enquiry is closed"),
)
working(
    "PUT",
    "/work/{pk}/enquiry/report",
    report.prepare_report,
    on=_enquiry,
    asked=ReportAsked,
    gives=EnquiryWork,
    says=_worked,
    summary=gettext_noop("Conclude the report; it is given by its signature"),
)
