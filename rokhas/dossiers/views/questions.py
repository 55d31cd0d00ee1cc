"""The questions of a draft: whole pages for those who fill many, one question per page for the others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rokhas.dossiers.actions.answering import answer_seen, choose_form_style
from rokhas.dossiers.forms.drafts import ASKED, AnswerField, SectionForm
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries import drafts as said
from rokhas.dossiers.queries.questions import first_of, is_dense, place_of
from rokhas.dossiers.views.prepared import Draft, prepared, shown
from rokhas.dossiers.workflow.answers import shown as in_words
from rokhas.dossiers.workflow.places import refused_extent
from rokhas.procedures.schema import FormField
from rokhas.ui.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@prepared
def section(request: Request, draft: Draft, code: str) -> HttpResponseBase:
    """A page of the form. Without scripts it is sent whole; what fits is kept even when something does not.

    Who reads one question at a time is led to the first that waits.
    """
    if request.method != "POST" and not is_dense(request.actor):
        first = first_of(_section(draft, code))
        if first:
            return redirect("dossiers:question", draft.dossier.pk, code, first)
    form = _form(request, draft, _section(draft, code).questions, code)
    if request.method == "POST" and not form.errors:
        _tell(request, form)
        if {question.code for question in form.questions} <= set(request.POST.getlist(ASKED)):
            return redirect(_after(draft, code))
        messages.info(request, _("Saved. Your answers open other questions on this page."))
        return redirect("dossiers:section", draft.dossier.pk, code)
    status = 422 if form.errors else 200
    state = _section(draft, code)
    extent = _extent(draft.dossier) if state.asks_place else {}
    return shown(request, "section", draft, status, form=form, section=state, **extent)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@prepared
def question(request: Request, draft: Draft, code: str, question: str) -> HttpResponseBase:
    """One question, and what its answer changes: the next page is the next question that applies."""
    asked = place_of(draft.dossier, _section(draft, code), question)
    if asked is None:  # another answer closed it meanwhile
        return redirect("dossiers:section", draft.dossier.pk, code)
    form = _form(request, draft, (asked.question,), code, only=question)
    state = _section(draft, code)
    place = place_of(draft.dossier, state, question) or asked
    if request.method == "POST" and not form.errors:
        _tell(request, form)
        if place.after:
            return redirect("dossiers:question", draft.dossier.pk, code, place.after)
        return redirect(_after(draft, code))
    status = 422 if form.errors else 200
    heading = format_html(
        '<span class="dr-heading" role="heading" aria-level="1">{}</span>', form.fields[question].label or ""
    )
    personal = place.question.personal
    return shown(
        request,
        "question",
        draft,
        status,
        form=form,
        section=state,
        place=place,
        heading=heading,
        purpose=said.words(personal.purpose) if personal else "",
    )


@signed_in
@require_POST
@prepared
def answers(request: Request, draft: Draft, code: str) -> HttpResponseBase:
    """Save the answers that are sent (`asked` names them) and tell the questions as they now are."""
    form = _form(request, draft, _section(draft, code).questions, code)
    status = 422 if form.errors else 200
    return shown(request, "_questions", draft, status, form=form)


@signed_in
@require_POST
def form_style(request: Request) -> HttpResponseBase:
    """Whole pages or one question per page, from now on and on every device; back to where one was."""
    choose_form_style(dense=request.POST.get("dense") == "1", by=request.actor)
    following = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(following, {request.get_host()}, request.is_secure())
    return redirect(following if safe else "dossiers:list")


def _form(
    request: Request, draft: Draft, questions: tuple[FormField, ...], code: str, *, only: str = ""
) -> SectionForm:
    """The form: what was sent is saved first, then the questions are read again as they now apply."""
    dossier = draft.dossier
    if request.method != "POST":
        return SectionForm(questions, dossier.answers)
    asked = request.POST.getlist(ASKED)
    sent = SectionForm(questions, dossier.answers, request.POST, asked)
    merged = answer_seen(dossier, sent.given(), seen=sent.seen(), by=request.actor)
    draft.dossier = merged.dossier
    left = set(sent.errors)
    if not only:
        questions = _section(draft, code).questions
    form = SectionForm(questions, draft.dossier.answers, request.POST if left else None, left)
    for code, value in merged.replaced.items():
        if isinstance(field := form.fields.get(code), AnswerField):
            field.other = in_words(field.question, value, get_language() or "fr")
    form.kept = merged.kept
    return form


def _tell(request: Request, form: SectionForm) -> None:
    """What another page or device had answered meanwhile, so that nothing is lost without a word."""
    for bound in form:
        if isinstance(bound.field, AnswerField) and bound.field.other:
            said_so = _(
                "“%(question)s” was answered on another page or device meanwhile: “%(other)s”. "
                "Your answer from this page is kept; change it back if the other was right."
            )
            messages.warning(request, said_so % {"question": bound.label, "other": bound.field.other})
    labels = [str(field.label) for code, field in form.fields.items() if code in form.kept]
    if labels:
        said_so = _("Answered on another page or device meanwhile, and kept: %(questions)s.")
        messages.info(request, said_so % {"questions": said.listing(labels)})


def _extent(dossier: Dossier) -> dict[str, Any]:
    """Where a land on several communes is deposited, or why it cannot be."""
    if dossier.unit_id is None or dossier.procedure.communes is None:
        return {}
    return {"where": dossier.where, "refused": refused_extent(dossier)}


def _section(draft: Draft, code: str) -> said.SectionState:
    found = said.section_state(draft.dossier, code)
    if found is None:
        raise Http404
    return found


def _after(draft: Draft, code: str) -> str:
    """The next page of the form, the list of tasks after the last."""
    codes = [section.code for section in draft.dossier.procedure.form]
    following = codes[codes.index(code) + 1 :]
    if not following:
        return reverse("dossiers:draft", args=[draft.dossier.pk])
    return reverse("dossiers:section", args=[draft.dossier.pk, following[0]])
