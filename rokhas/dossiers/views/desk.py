"""The officers' pages: the check of the pieces, reserves to lift, the dispatch, the conclusion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rokhas.dossiers import policy
from rokhas.dossiers.actions import decision, desk, opinions
from rokhas.dossiers.errors import (
    MainDocumentMissing,
    OnlyMainDocuments,
    PreparedByOneself,
    ReasonsRequired,
    TaskAlreadyClosed,
)
from rokhas.dossiers.forms.desk import CheckForm, ConclusionForm, explanation_of
from rokhas.dossiers.models import Conclusion, Consultation, Outcome, Reason, Task
from rokhas.dossiers.queries import case, deposited, next_steps, previews
from rokhas.dossiers.queries import worklist as tasks_of
from rokhas.dossiers.queries.pieces import pieces_by_document, replaced_in
from rokhas.dossiers.queries.points import points_of
from rokhas.dossiers.workflow import facts
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import Refused
from rokhas.ui.formats import moment
from rokhas.ui.http import Request, signed_in

Rule = Callable[[Actor, Task], bool]
DECLARED: dict[str, tuple[Callable[..., Task], str]] = {
    "confirm-admissible": (desk.declare_admissible, Outcome.ADMISSIBLE),
    "confirm-inadmissible": (desk.declare_inadmissible, Outcome.INADMISSIBLE),
}


@signed_in
@require_safe
def task(request: Request, pk: int) -> HttpResponse:
    """The page that answers a task; the case itself when it is answered, or is somebody else's."""
    found = _task(request, pk)
    if not found.is_open:
        messages.info(request, _answered(found))
    elif policy.is_kept_from(request.actor, found):
        messages.info(request, str(PreparedByOneself()))
    if not found.is_open or not policy.holds_task(request.actor, found):
        return redirect("dossiers:dossier", found.dossier.number)
    return redirect(next_steps.page_of_task(found))


@signed_in
def check(request: Request, pk: int) -> HttpResponseBase:
    """The check-list. Declaring goes by a page that says the consequence; what was ticked is never lost."""
    found = held_task(request, pk, policy.holds_task)
    if found.step.among == "reserving":
        return redirect("dossiers:lifting", pk)
    if request.method != "POST":
        if not found.is_open:
            return already_answered(request, found)
        made = getattr(found, "check_made", None)
        return _check_page(request, CheckForm(found, saved=made.findings if made else None))
    form = CheckForm(found, request.POST)
    asked = request.POST.get("act", "")
    if asked == "save":
        if form.run(desk.save_findings, found, by=request.actor):
            messages.success(request, _("Saved. The dossier has not moved."))
            return redirect("dossiers:desk-check", pk)
        return _check_page(request, form, status=409)
    if asked in {"admissible", "inadmissible"}:
        return _confirm_check(request, form, asked)
    act, outcome = DECLARED.get(asked, (None, ""))
    if act is not None and form.run(act, found, by=request.actor):
        messages.success(request, _done(outcome))
        return redirect("dossiers:dossier", found.dossier.number)
    if act is not None and _mine_already(found, outcome, request.actor):
        return redirect("dossiers:dossier", found.dossier.number)
    return _check_page(request, form, status=422 if act else 200)


@signed_in
@require_POST
def saving(request: Request, pk: int) -> HttpResponse:
    """Keeps the check-list as it is ticked; answers with one line for the page."""
    found = held_task(request, pk, policy.may_check)
    form = CheckForm(found, request.POST)
    saved = form.run(desk.save_findings, found, by=request.actor)
    context = {"saved": saved, "form": form, "at": request.actor.now()}
    return render(request, "dossiers/desk/_saved.html", context)


@signed_in
def lifting(request: Request, pk: int) -> HttpResponseBase:
    """An office compares its reserves with the answer: it declares them lifted, or keeps them and says why."""
    found = held_task(request, pk, policy.holds_task)
    if found.step.among != "reserving":
        return redirect("dossiers:desk-check", pk)
    refused = ""
    if request.method == "POST":
        keeps, why = request.POST.get("act") == "keep", request.POST.get("why", "")
        refused = _act(
            found,
            lambda: (
                opinions.keep_reserves(found, by=request.actor, why=why)
                if keeps
                else opinions.lift_reserves(found, by=request.actor)
            ),
        )
        if not refused:
            messages.success(
                request, _("The designer is asked again.") if keeps else _("Reserves declared lifted.")
            )
        if not refused or _mine_already(found, Outcome.LIFTED, request.actor):
            return redirect("dossiers:dossier", found.dossier.number)
    elif not found.is_open:
        return already_answered(request, found)
    replaced = replaced_in(pieces_by_document(found.dossier), found.dossier.version)
    given = facts.read(found.dossier)
    points = points_of(given, request.actor, opinions=True, office=found.office_id)
    own = [
        line
        for line in case.opinion_lines(given, request.actor, request.actor.today())
        if line.task.office_id == found.office_id
    ]
    return sheet_page(
        request,
        "dossiers/desk/lifting.html",
        found,
        409 if refused else 200,
        refused=refused,
        all_shown={"opinions_shown": True},
        lines=own,
        points=points,
        left=sum(line.is_standing for line in points),
        why=request.POST.get("why", ""),
        replaced=replaced,
        first=next((shown for each in replaced for shown in each.current if shown.is_pdf), None),
    )


@signed_in
def dispatch(request: Request, pk: int) -> HttpResponseBase:
    """Who will receive the dossier, then one click."""
    found = held_task(request, pk, policy.may_dispatch)
    refused = ""
    if request.method == "POST":
        refused = _act(found, lambda: desk.dispatch(found, by=request.actor))
        if not refused:
            messages.success(request, _("Dossier sent to the members."))
        if not refused or _mine_already(found, Outcome.DISPATCHED, request.actor):
            return redirect("dossiers:dossier", found.dossier.number)
    elif not found.is_open:
        return already_answered(request, found)
    members, missing = previews.members(found.dossier, request.actor.today())
    status = 409 if refused else 200
    return sheet_page(
        request,
        "dossiers/desk/dispatch.html",
        found,
        status,
        refused=refused,
        members=members,
        missing=missing,
    )


@signed_in
def conclusion(request: Request, pk: int) -> HttpResponseBase:
    """The opinions, the four senses and why some are impossible; a preview of what the applicant receives, then the act."""
    found = held_task(request, pk, policy.may_conclude)
    if request.method != "POST":
        return (
            _conclusion_page(request, ConclusionForm(found))
            if found.is_open
            else already_answered(request, found)
        )
    form = ConclusionForm(found, request.POST)
    asked = request.POST.get("act", "")
    if asked == "preview" and form.is_valid():
        return _preview_conclusion(request, form)
    if asked != "confirm":
        return _conclusion_page(request, form, status=200 if asked == "back" else 422)
    if form.run(decision.conclude, found, by=request.actor):
        messages.success(request, _("Conclusion recorded. The minutes can be signed."))
        return redirect("dossiers:dossier", found.dossier.number)
    if _mine_already(found, request.POST.get("sense", ""), request.actor):
        return redirect("dossiers:dossier", found.dossier.number)
    return _conclusion_page(request, form, status=422)


# Finding the task


def _task(request: Request, pk: int) -> Task:
    seen = Task.objects.visible_to(request.actor).filter(pk=pk, dossier__number__isnull=False)
    found = seen.select_related("dossier__unit", "dossier__desk", "office", "closed_by").first()
    if found is None:
        # Whoever serves in no office any more learns why their form is refused, and nothing of what exists.
        if request.method == "POST" and not policy.is_official(request.actor):
            raise PermissionDenied
        raise Http404
    deposited.as_deposited([found.dossier])
    return found


def held_task(request: Request, pk: int, rule: Rule) -> Task:
    """A task the reader's own mandate answers: out of sight is a 404, in sight but somebody else's a 403."""
    found = _task(request, pk)
    if not rule(request.actor, found):
        raise PreparedByOneself if policy.is_kept_from(request.actor, found) else PermissionDenied
    return found


# Saying what happened


def _act(found: Task, act: Callable[[], Any]) -> str:
    """Run an act without questions; its refusal in words, empty when it was done."""
    try:
        act()
    except TaskAlreadyClosed:
        found.refresh_from_db()
        return _answered(found)
    except ReasonsRequired:
        return _("Say what is still to be done.")
    return ""


def _answered(found: Task) -> str:
    """Who answered a step in the meantime, and when."""
    if found.superseded_at is not None or found.closed_at is None:
        return _("This step belongs to an earlier version of the dossier: nothing is asked any more.")
    who = found.closed_by.name if found.closed_by else _("the platform")
    return _("This step was already answered by %(who)s, on %(when)s.") % {
        "who": who,
        "when": moment(found.closed_at),
    }


def already_answered(request: Request, found: Task) -> HttpResponse:
    messages.info(request, _answered(found))
    return redirect("dossiers:dossier", found.dossier.number)


def _mine_already(found: Task, outcome: str, actor: Actor) -> bool:
    """The second of two clicks: the same person has just closed this step with the same answer."""
    found.refresh_from_db(fields=["outcome", "closed_at", "closed_by", "superseded_at"])
    return bool(outcome) and found.outcome == outcome and found.closed_by_id == actor.person_id


def _done(outcome: str) -> str:
    if outcome == Outcome.ADMISSIBLE:
        return _("Dossier declared admissible. It goes on to the members.")
    return _("Dossier declared inadmissible. The letter waits for its signature.")


# Pages


def sheet_page(
    request: Request, template: str, found: Task, status: int = 200, **context: Any
) -> HttpResponse:
    language, page = get_language() or "fr", template.rpartition("/")[2].removesuffix(".html")
    Consultation.note(found.dossier, request.actor.person_pk, page, request.actor.now())
    shared = {
        "task": found,
        "dossier": found.dossier,
        "step": found.step.names.in_(language),
        "procedure": found.dossier.procedure.names.in_(language),
        "project": tasks_of.title_of(found.dossier, language),
        "answered": "" if found.is_open else _answered(found),
    }
    return render(request, template, shared | context, status=status)


def _check_page(request: Request, form: CheckForm, status: int = 200) -> HttpResponse:
    form.task.refresh_from_db(fields=["outcome", "closed_at", "closed_by", "superseded_at"])
    lines = list(form.lines())
    first = next((shown for line in lines for shown in line.files if shown.is_pdf), None)
    return sheet_page(
        request, "dossiers/desk/check.html", form.task, status, form=form, lines=lines, first=first
    )


def _confirm_check(request: Request, form: CheckForm, asked: str) -> HttpResponse:
    """What will follow, before it does. What was ticked is kept first."""
    admissible = asked == "admissible"
    if not (form.is_valid() if admissible else form.require_reasons()):
        return _check_page(request, form, status=422)
    findings, dossier = form.findings(), form.task.dossier
    try:
        desk.save_findings(form.task, findings, by=request.actor)
        lacking = desk.lacking_main_documents(dossier, findings)
        if admissible and lacking:
            raise MainDocumentMissing
        if not admissible and not lacking:
            raise OnlyMainDocuments
    except Refused as refused:
        form.refuse(refused)
        return _check_page(request, form, status=422)
    language = get_language() or "fr"
    context: dict[str, Any] = {
        "form": form,
        "admissible": admissible,
        "lacking": [
            (
                dossier.procedure.document(each["document"]).names.in_(language),
                _worded(each["reason"], language),
            )
            for each in findings
            if each["document"] in lacking
        ],
        "awaited": [
            dossier.procedure.document(each["document"]).names.in_(language)
            for each in findings
            if each["state"] != desk.PRESENT and each["document"] not in lacking
        ],
    }
    return sheet_page(request, "dossiers/desk/confirm_check.html", form.task, **context)


def _worded(reason: Reason | None, language: str) -> str:
    if reason is None:
        return ""
    return reason["text_ar"] if language == "ar" else reason["text_fr"]


def _conclusion_page(request: Request, form: ConclusionForm, status: int = 200) -> HttpResponse:
    found = form.task
    found.refresh_from_db(fields=["outcome", "closed_at", "closed_by", "superseded_at"])
    language = get_language() or "fr"
    return sheet_page(
        request,
        "dossiers/desk/conclusion.html",
        found,
        status,
        form=form,
        all_shown={"opinions_shown": True},
        lines=case.opinion_lines(facts.read(found.dossier), request.actor, request.actor.today()),
        senses=list(form.senses()),
        reasons=list(form.offered_reasons()),
        gathered=[_worded(reason, language) for reason in form.gathered],
    )


def _preview_conclusion(request: Request, form: ConclusionForm) -> HttpResponse:
    """What the applicant will receive, in both languages."""
    sense = Conclusion.Sense(form.cleaned_data["sense"])
    try:
        worded = form.worded_reasons()
    except Refused as refused:
        form.refuse(refused)
        return _conclusion_page(request, form, status=422)
    return sheet_page(
        request,
        "dossiers/desk/confirm_conclusion.html",
        form.task,
        form=form,
        sense=sense,
        explanation=explanation_of(form.task, sense),
        letter=previews.letter_of(form.task.dossier, sense),
        reasons=worded,
        remarks=form.cleaned_data["remarks"],
    )
