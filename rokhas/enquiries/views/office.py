"""The room of the office that holds an enquiry: open it, receive people, answer each, conclude, sign."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rokhas.documents.actions import forget
from rokhas.documents.http import deliver, received_form_files
from rokhas.documents.models import Document
from rokhas.dossiers.models import Consultation, PaperKind, Task
from rokhas.dossiers.queries.drafts import delay_in_words
from rokhas.dossiers.queries.timeline import why
from rokhas.dossiers.queries.worklist import todo
from rokhas.dossiers.views.review import officers_task, to_sign
from rokhas.dossiers.workflow.clocks import calendar_of
from rokhas.enquiries import policy
from rokhas.enquiries.actions import files as filing
from rokhas.enquiries.actions import opening, oppositions
from rokhas.enquiries.actions import report as reporting
from rokhas.enquiries.forms import AnswerForm, DeskForm, OpeningForm, ReportForm
from rokhas.enquiries.models import Enquiry, Opposition, OppositionFile
from rokhas.enquiries.queries import shown
from rokhas.procedures.schema import Kind
from rokhas.signing.http import with_agent
from rokhas.ui.forms import Form
from rokhas.ui.http import Request, signed_in


@signed_in
@with_agent
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: Request, pk: int) -> HttpResponse:
    """What the enquiry has come to. POST opens it."""
    task = _task(request, pk)
    if request.method != "POST":
        return _room(request, task)
    form = OpeningForm(request.POST)
    if form.run(opening.open_enquiry, task, by=request.actor):
        messages.success(request, _("The enquiry is announced: its notice is public and may be posted."))
        return redirect("enquiries:work", pk)
    return _room(request, task, opening_form=form)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: Request, pk: int) -> HttpResponse:
    """Type what a person says who is at the desk."""
    task = _task(request, pk)
    enquiry = _enquiry(task)
    if not policy.may_receive(request.actor, enquiry):
        raise Http404
    form = DeskForm(request.POST or None)
    if request.method == "POST" and _received(request, enquiry, form):
        said = _("Received under the number %(number)s. Print the receipt and give it to the person.")
        messages.success(request, said % {"number": form.result.code})
        return redirect("enquiries:work", pk)
    context = _around(task) | {
        "form": form,
        "enquiry": enquiry,
        "told": shown.shown(enquiry, request.actor.today()),
        "most": filing.MOST_FILES,
        "largest": filing.LARGEST,
        "chosen_again": bool(request.FILES),
    }
    return render(request, "enquiries/desk.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def answer(request: Request, pk: int, number: int) -> HttpResponse:
    """Answer one observation."""
    task = _task(request, pk)
    opposition = _opposition(task, number)
    form = AnswerForm(request.POST, prefix=f"n{number}")
    if form.run(reporting.answer_opposition, opposition, by=request.actor):
        messages.success(request, _("Observation %(number)s is answered.") % {"number": opposition.code})
        before = opposition.enquiry.oppositions.filter(number__lt=number).count()
        return redirect(f"{_address(pk)}?said={before // shown.PAGE + 1}#{opposition.code}")
    return _room(request, task, answering=(number, form))


@signed_in
@with_agent
@require_POST
def report(request: Request, pk: int) -> HttpResponse:
    """Conclude; the report is then read and signed on the same page."""
    task = _task(request, pk)
    form = ReportForm(request.POST)
    if form.run(reporting.prepare_report, _enquiry(task), by=request.actor):
        return redirect(f"{_address(pk)}#report")
    return _room(request, task, report_form=form)


@signed_in
@require_safe
def receipt(request: Request, pk: int, number: int) -> HttpResponseBase:
    """The receipt of a person who came to the desk, to print and to hand over."""
    task = _task(request, pk)
    opposition = _opposition(task, number)
    if not policy.may_read_names(request.actor, opposition.enquiry) or opposition.receipt is None:
        raise Http404
    Consultation.note(task.dossier, request.actor.person_pk, "enquiry", request.actor.now())
    return deliver(opposition.receipt, request=request, inline=True)


@signed_in
@require_safe
def file(request: Request, pk: int, file: int, name: str) -> HttpResponseBase:
    """The bytes of a file that goes with an observation: it may name who spoke. The name is for people: it decides nothing."""
    task = _task(request, pk)
    enquiry = _enquiry(task)
    if not policy.may_read_names(request.actor, enquiry):
        raise Http404
    rows = OppositionFile.objects.filter(enquiry=enquiry, opposition__isnull=False)
    kept = get_object_or_404(rows.select_related("document"), pk=file)
    Consultation.note(task.dossier, request.actor.person_pk, "enquiry", request.actor.now())
    return deliver(kept.document, request=request)


def _received(request: Request, enquiry: Enquiry, form: DeskForm) -> bool:
    """Keep what a person says and the papers that they brought, together or not at all."""
    if not form.is_valid():
        return False
    answers = received_form_files(request, form, purpose=filing.AT_DESK, about=str(enquiry.pk))
    if answers is None:
        return False
    brought = [answer["document"] for answer in answers]
    documents = list(Document.objects.filter(pk__in=brought))
    done = form.run(oppositions.type_opposition, enquiry, by=request.actor, documents=documents)
    forget(
        brought
    )  # those that nothing names: all of them when it was refused, what was brought twice otherwise
    return done


def _task(request: Request, pk: int) -> Task:
    task = officers_task(request, pk, Kind.ENQUIRY)
    if task is None:
        raise Http404
    return task


def _enquiry(task: Task) -> Enquiry:
    enquiry = get_object_or_404(shown.with_rows(Enquiry.objects.all()), task=task)
    enquiry.task, enquiry.dossier = task, task.dossier
    return enquiry


def _opposition(task: Task, number: int) -> Opposition:
    enquiry = _enquiry(task)
    found = get_object_or_404(enquiry.oppositions.select_related("receipt", "person"), number=number)
    found.enquiry = enquiry
    return found


def _room(
    request: Request,
    task: Task,
    *,
    opening_form: OpeningForm | None = None,
    answering: tuple[int, AnswerForm] | None = None,
    report_form: ReportForm | None = None,
) -> HttpResponse:
    actor, today = request.actor, request.actor.today()
    enquiry = shown.with_rows(Enquiry.objects.filter(task=task)).first()
    refused: list[Form] = [
        form
        for form in (opening_form, answering[1] if answering else None, report_form)
        if form is not None and form.errors
    ]
    context = _around(task) | _terms(task) | {"enquiry": enquiry}
    if enquiry is None:
        may_open = task.is_open and policy.may_open_enquiry(actor, task)
        context["opening_form"] = (
            opening_form or OpeningForm(initial={"opens_on": today}) if may_open else None
        )
    else:
        enquiry.task, enquiry.dossier = task, task.dossier
        context |= _of_enquiry(request, enquiry, answering, report_form)
        if request.method == "GET":
            Consultation.note(task.dossier, actor.person_pk, "enquiry", actor.now())
    return render(request, "enquiries/work.html", context, status=422 if refused else 200)


def _terms(task: Task) -> dict[str, Any]:
    """How long the enquiry lasts, by which text, and how long its report may then take."""
    terms, within = task.step.enquiry, task.step.within
    assert terms is not None
    return {
        "terms": terms,
        "law": shown.law_of(task),
        "lasts": delay_in_words(terms.lasts),
        "report_within": delay_in_words(within) if within else "",
        "report_is_sure": within is not None and within.law.certainty == "sourced",
    }


def _of_enquiry(
    request: Request,
    enquiry: Enquiry,
    answering: tuple[int, AnswerForm] | None,
    report_form: ReportForm | None,
) -> dict[str, Any]:
    actor, task = request.actor, enquiry.task
    lines = shown.lines(enquiry, actor)
    ranks = {line.opposition.number: rank for rank, line in enumerate(lines)}
    asked = ranks[answering[0]] // shown.PAGE + 1 if answering else request.GET.get("said")
    page = shown.paged(lines, asked)
    reports = task.is_open and enquiry.closed_at is not None and policy.may_report(actor, task)
    waiting = [line.opposition for line in lines if not line.opposition.answer]
    missing = len(waiting)
    forms = dict([answering]) if answering else {}
    prepared = {"sense": enquiry.sense, "motives": enquiry.motives}
    return {
        "told": shown.shown(enquiry, actor.today()),
        "lines": [
            (line, forms.get(line.opposition.number) or _answer_form(line.opposition) if reports else None)
            for line in page
        ],
        "page": page,
        "first_waiting": waiting[0] if waiting else None,
        "first_waiting_page": ranks[waiting[0].number] // shown.PAGE + 1 if waiting else 1,
        "named": policy.may_read_names(actor, enquiry),
        "may_receive": policy.may_receive(actor, enquiry) and enquiry.is_open(actor.today()),
        "reports": reports,
        "missing": missing,
        "report_why": why(task.step.within, task.starts_on, task.dossier, calendar_of(task))
        if task.due_on and task.is_open
        else "",
        "report_form": (report_form or ReportForm(initial=prepared)) if reports and not missing else None,
        "ready": reports and not missing and bool(enquiry.sense),
        "documents": [to_sign(str(PaperKind.REPORT.label), task)],
        "purpose": reporting.REPORT,
        "has_poster": shown.public_poster(enquiry, actor.today()) is not None,
    }


def _answer_form(opposition: Opposition) -> AnswerForm:
    return AnswerForm(initial={"answer": opposition.answer}, prefix=f"n{opposition.number}")


def _around(task: Task) -> dict[str, Any]:
    return {
        "task": task,
        "dossier": task.dossier,
        "step": task.step.names.in_(get_language() or "fr"),
        "todo": todo(task.step, task.dossier.procedure),
    }


def _address(pk: int) -> str:
    return reverse("enquiries:work", args=[pk])
