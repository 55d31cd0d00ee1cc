"""The lists that procedures share: each as a table, each entry with its history, and its next one while it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rokhas.editing.actions import (
    abandon_entry,
    begin_entry,
    publish_entry,
    send_entry_back,
    set_entry_terms,
    submit_entry,
    withdraw_entry,
    write_entry,
)
from rokhas.editing.forms import CodeForm, MotiveForm, PartForm
from rokhas.editing.models import NextEntry
from rokhas.editing.queries.changes import facts_of
from rokhas.editing.queries.entries import state_of
from rokhas.editing.queries.papers import papers
from rokhas.editing.queries.registers import (
    REGISTERS,
    Register,
    history,
    latest_value,
    name_of,
    rows,
    unit_in,
)
from rokhas.editing.views.terms import terms_of
from rokhas.editing.views.words import SideBySide, Told, side_by_side, told, words_kept
from rokhas.kernel.errors import Refused
from rokhas.procedures import policy
from rokhas.procedures.actions.drafts import mark_of
from rokhas.procedures.errors import ChangedMeanwhile
from rokhas.ui.http import Request, signed_in

PAGE = 50


@signed_in
@require_safe
def register(request: Request, name: str) -> HttpResponse:
    """One list as it stands today: its words, its texts, how sure each is, what is to come."""
    found = _register(request, name)
    asked = request.GET.get("q", "")[:100]
    listed = rows(found, request.actor.today(), asked)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    context = {"register": found, "registers": REGISTERS.values(), "page": page, "text": asked}
    return render(request, "editing/register.html", context)


@signed_in
@require_safe
def documents(request: Request) -> HttpResponse:
    """The documents that procedures ask, each with the procedures that ask it and how sure that is."""
    if not policy.may_read_editing(request.actor):
        raise Http404
    asked = request.GET.get("q", "")[:100]
    page = Paginator(papers(request.actor.today(), asked), PAGE).get_page(request.GET.get("page"))
    context = {"registers": REGISTERS.values(), "page": page, "text": asked}
    return render(request, "editing/papers.html", context)


@signed_in
@require_safe
def entry(request: Request, name: str, code: str) -> HttpResponse:
    """One entry: what it says today, what was published of it, by whom and why, what is being written."""
    return _shown_entry(request, _register(request, name), code)


@signed_in
@require_POST
def beginning(request: Request, name: str, code: str) -> HttpResponse:
    """Begin the next entry of this code, or another one like it."""
    found = _register(request, name)
    if not policy.may_begin(request.actor):
        raise Http404
    form = CodeForm(request.POST) if "code" in request.POST else None
    if form is not None and not form.is_valid():
        return _shown_entry(request, found, code, form)
    try:
        if form is None:
            draft = begin_entry(found, code, by=request.actor)
        else:
            draft = begin_entry(found, form.cleaned_data["code"], like=code, by=request.actor)
    except Refused as refused:
        if refused.status == 404:
            raise Http404 from refused
        if form is not None:
            form.refuse(refused)
            return _shown_entry(request, found, code, form)
        messages.error(request, str(refused))
        return redirect("editing:entry", name, code)
    return redirect("editing:entry-draft", draft.pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: Request, pk: int) -> HttpResponse:
    """The next entry while it is written: right or wrong, what is typed is kept, and what is wrong is said beside it."""
    if not policy.may_read_editing(request.actor):
        raise Http404
    found = _found(pk)
    if request.method != "POST":
        return _shown(request, found)
    if not policy.may_begin(request.actor):
        raise Http404
    form = _form(found, request)
    try:
        kept = write_entry(found, form.given(), seen=request.POST.get("seen", ""), by=request.actor)
    except ChangedMeanwhile as refused:
        form.refuse(refused)
        found.refresh_from_db()
        theirs = side_by_side(form, PartForm(form.shapes, found.value, {}))
        return _shown(request, found, form=form, theirs=theirs, status=409)
    except Refused as refused:
        found.refresh_from_db()
        return _shown(request, found, str(refused), typed=told(form), status=refused.status)
    messages.success(request, words_kept(found, kept))
    return redirect("editing:entry-draft", pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: Request, pk: int) -> HttpResponse:
    """From which day it holds, why, on which text."""
    if not policy.may_begin(request.actor):
        raise Http404
    found = _found(pk)
    asked = terms_of(request, found, set_entry_terms)
    if asked.kept:
        messages.success(request, words_kept(found, asked.kept))
        return redirect("editing:entry-draft", pk)
    if asked.refused:
        found.refresh_from_db()
        typed = told(asked.form) if asked.form.is_bound else []
        return _shown(request, found, str(asked.refused), typed=typed, status=asked.refused.status)
    context = {"draft": found, "state": state_of(found, request.actor.today()), "asked": asked}
    return render(request, "editing/entry_terms.html", context, status=asked.status)


@signed_in
@require_POST
def submission(request: Request, pk: int) -> HttpResponse:
    """It is ready for a second person."""
    return _acted(
        request,
        pk,
        submit_entry,
        _("It waits for a second person, who reads it and publishes it."),
        writer=True,
    )


@signed_in
@require_POST
def abandonment(request: Request, pk: int) -> HttpResponse:
    """Give it up."""
    return _acted(
        request, pk, abandon_entry, _("Abandoned: what was written is kept, and can be read."), writer=True
    )


@signed_in
@require_POST
def publication(request: Request, pk: int) -> HttpResponse:
    """Publish what was read, and nothing else."""
    revision = request.POST.get("revision", "")
    read = int(revision) if revision.isdecimal() and len(revision) < 10 else -1
    return _acted(
        request,
        pk,
        publish_entry,
        _("Published: nobody can change it. It holds from its day."),
        revision=read,
    )


@signed_in
@require_POST
def sending_back(request: Request, pk: int) -> HttpResponse:
    """Give it back to those who write it, with a reason."""
    return _acted(
        request, pk, send_entry_back, _("Sent back to those who write it."), remark=_motive(request)
    )


@signed_in
@require_POST
def withdrawal(request: Request, pk: int) -> HttpResponse:
    """Take back before its day what was published."""
    return _acted(
        request,
        pk,
        withdraw_entry,
        _("Withdrawn: what was in force before it stays."),
        motive=_motive(request),
    )


# What these pages share


def _register(request: Request, name: str) -> Register:
    if not policy.may_read_editing(request.actor) or name not in REGISTERS:
        raise Http404
    return REGISTERS[name]


def _found(pk: int) -> NextEntry:
    return get_object_or_404(NextEntry.objects.select_related("published_by"), pk=pk)


def _form(draft: NextEntry, request: Request) -> PartForm:
    data = request.POST if request.method == "POST" else None
    shapes = REGISTERS[draft.register].shapes(is_new=bool(draft.like))
    return PartForm(shapes, draft.value, {}, data)


def _acted(
    request: Request,
    pk: int,
    act: Callable[..., NextEntry],
    said: str,
    *,
    writer: bool = False,
    **given: Any,
) -> HttpResponse:
    allowed = policy.may_begin(request.actor) if writer else policy.may_read_editing(request.actor)
    if not allowed:
        raise Http404
    found = _found(pk)
    try:
        act(found, by=request.actor, **given)
    except Refused as refused:
        found.refresh_from_db()
        return _shown(request, found, str(refused), status=refused.status)
    messages.success(request, said)
    return redirect("editing:entry-draft", pk)


def _motive(request: Request) -> str:
    form = MotiveForm(request.POST)
    return str(form.cleaned_data["motive"]) if form.is_valid() else ""


def _shown_entry(request: Request, found: Register, code: str, form: CodeForm | None = None) -> HttpResponse:
    today = request.actor.today()
    value = found.values(today).get(code)
    past = history(found, code)
    if value is None and not past:
        raise Http404
    described = found.described(code, value) if value is not None else None
    context = {
        "register": found,
        "code": code,
        "title": name_of(found, code, value or past[0].value),
        "facts": facts_of(described) if described else [],
        "unit": unit_in(found, code),
        "history": past,
        "today": today,
        "draft": NextEntry.objects.of(found.name, code).open().first(),
        "may_begin": policy.may_begin(request.actor) and latest_value(found, code, today) is not None,
        "form": form or CodeForm(),
        "motive": MotiveForm(),
    }
    return render(request, "editing/entry.html", context, status=422 if form and form.errors else 200)


def _shown(
    request: Request,
    draft: NextEntry,
    refusal: str = "",
    *,
    form: PartForm | None = None,
    theirs: SideBySide | None = None,
    typed: Told | None = None,
    status: int = 200,
) -> HttpResponse:
    state = state_of(draft, request.actor.today())
    may_write = policy.may_write(request.actor, draft)
    if form is None and may_write:
        form = PartForm(state.register.shapes(is_new=bool(draft.like)), draft.value, {})
        if state.mistakes:
            form = PartForm(form.shapes, draft.value, {}, form.as_sent())
            form.full_clean()
            form.errors.clear()
            form.tell(state.mistakes, ())
    context = {
        "state": state,
        "draft": draft,
        "form": form,
        "seen": mark_of(draft.value, form.keys) if form else "",
        "theirs": theirs or [],
        "typed": typed,
        "refusal": refusal,
        "may_write": may_write,
        "may_publish": policy.may_publish(request.actor, draft),
        "is_author": request.actor.person_id in draft.authors,
        "motive": MotiveForm(),
    }
    return render(request, "editing/entry_draft.html", context, status=status)
