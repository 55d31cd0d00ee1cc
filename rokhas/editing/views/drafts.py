"""Writing the next version of a procedure: its parts, one page each; from which day and why; its preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rokhas.editing.forms import MotiveForm, PartForm
from rokhas.editing.queries import blocks
from rokhas.editing.queries.drafts import State, parts_of, state_of
from rokhas.editing.queries.names import of_key
from rokhas.editing.queries.previews import preview_of
from rokhas.editing.views.terms import terms_of
from rokhas.editing.views.words import SideBySide, Told, side_by_side, told, words_kept
from rokhas.kernel.errors import Refused
from rokhas.procedures import policy
from rokhas.procedures.actions import abandon, add, move, remove, set_terms, submit, write
from rokhas.procedures.actions.drafts import at, mark_of
from rokhas.procedures.checks import mistakes_of
from rokhas.procedures.errors import ChangedMeanwhile, NotBeingWritten, NothingThere
from rokhas.procedures.models import NextVersion
from rokhas.procedures.schema.shapes import Place, part_at
from rokhas.ui.http import Request, signed_in


@signed_in
@require_safe
def draft(request: Request, pk: int) -> HttpResponse:
    """A next version as a whole: what it changes, what is left to correct, its parts, and what its reader may do."""
    if not policy.may_read_editing(request.actor):
        raise Http404
    return _shown(request, state_of(_found(pk)))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: Request, pk: int, address: str = "") -> HttpResponse:
    """One part: its words and its data. Right or wrong, what is typed is kept; what is wrong is said beside it. It is read, and
    no more, once the version is not being written."""
    draft, place = _writing(request, pk, address)
    # What is sent of a part that somebody took out meanwhile is given back.
    value = _at(draft, place, gone={} if request.method == "POST" else None)
    form = _form(draft, place, value, request)
    theirs: SideBySide = []
    seen = mark_of(value, form.keys)
    if request.method == "POST":
        try:
            kept = write(draft, place, form.given(), seen=request.POST.get("seen", ""), by=request.actor)
        except ChangedMeanwhile as refused:
            form.refuse(refused)
            draft.refresh_from_db()
            value = _at(draft, place)
            seen = mark_of(value, form.keys)
            theirs = side_by_side(form, PartForm(form.shapes, value, form.lists))
        except Refused as refused:
            return _refused(request, draft, refused, form)
        else:
            messages.success(request, words_kept(draft, kept))
            return redirect(request.path)
    state = state_of(draft)
    may_write = policy.may_write(request.actor, draft)
    if request.method != "POST" and may_write:
        form = _told(form, state, place)
    context = {
        "state": state,
        "draft": draft,
        "form": form,
        "may_write": may_write,
        "said": [] if may_write else told(form),
        "seen": seen,
        "whole": mark_of(value),
        "theirs": theirs,
        "title": blocks.title_at(value, place) or state.name,
        "address": address.strip("/"),
        "trail": blocks.trail_of(draft.value, place),
        "section": of_key(str(place[0])) if place else "",
        "lists": blocks.lists_of(
            part_at(place)[0], value, place, state.mistakes, blocks.classes_of(draft.value)
        ),
        "is_item": bool(place) and isinstance(place[-1], int),
        "may_leave": may_write and bool(place),
        "rises": may_write and bool(place) and isinstance(place[-1], int) and place[-1] > 0,
    }
    return render(request, "editing/part.html", context, status=409 if theirs else 200)


@signed_in
@require_POST
def removal(request: Request, pk: int, address: str) -> HttpResponse:
    """Take a part out."""
    return _changed(request, pk, address, remove, _("Taken out."))


@signed_in
@require_POST
def rise(request: Request, pk: int, address: str) -> HttpResponse:
    """Put a part before the one above it."""
    return _changed(request, pk, address, move, _("Moved up."))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def addition(request: Request, pk: int, address: str) -> HttpResponse:
    """A new part of a list: kept as given, then corrected on its own page."""
    draft, place = _writing(request, pk, address)
    kind, listed = part_at(place)
    if not place or (not listed and not isinstance(place[-1], str)):
        raise Http404
    if request.method != "POST":
        _at(draft, place[:-1])
        if not draft.is_open:
            return _refused(request, draft, NotBeingWritten())
    form = PartForm(
        blocks.own_keys(kind, place, is_new=True),
        {},
        lists_in(draft.value),
        request.POST if request.method == "POST" else None,
    )
    if request.method == "POST":
        try:
            if listed:
                add(draft, place, form.given(), by=request.actor)
                rank = len(at(NextVersion.objects.get(pk=pk).value, place)) - 1
                return redirect("editing:part", pk, blocks.written_place((*place, rank)))
            key = str(place[-1])
            given = {name: each for name, each in form.given().items() if each is not None}
            # It is added where there is none: one that somebody added meanwhile is not written over.
            write(draft, place[:-1], {key: given}, seen=mark_of({}, (key,)), by=request.actor)
            return redirect("editing:part", pk, blocks.written_place(place))
        except Refused as refused:
            return _refused(request, draft, refused, form)
    context = {
        "draft": draft,
        "form": form,
        "section": of_key(str(place[-1])),
        "trail": blocks.trail_of(draft.value, (*place, 0)),
    }
    return render(request, "editing/addition.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: Request, pk: int) -> HttpResponse:
    """From which day it holds, why, on which text."""
    draft, _place = _writing(request, pk, "")
    asked = terms_of(request, draft, set_terms)
    if asked.kept:
        messages.success(request, words_kept(draft, asked.kept))
        return redirect("editing:draft", pk)
    if asked.refused:
        return _refused(request, draft, asked.refused, asked.form)
    context = {"draft": draft, "state": state_of(draft), "asked": asked}
    return render(request, "editing/terms.html", context, status=asked.status)


@signed_in
@require_safe
def preview(request: Request, pk: int) -> HttpResponse:
    """The public sheet, and the form as an applicant would meet it: marked as a preview, nothing can be filed from it."""
    if not policy.may_read_editing(request.actor):
        raise Http404
    state = state_of(_found(pk))
    if state.described is None:
        return _shown(
            request, state, _("There is no preview while something is not well formed: correct it first.")
        )
    context = {"state": state, "draft": state.draft} | preview_of(state.described, request.actor.today())
    return render(request, "editing/preview.html", context)


@signed_in
@require_POST
def submission(request: Request, pk: int) -> HttpResponse:
    """It is ready for a second person."""
    draft, _place = _writing(request, pk, "")
    return _acted(request, draft, submit, _("It waits for a second person, who reads it and publishes it."))


@signed_in
@require_POST
def abandonment(request: Request, pk: int) -> HttpResponse:
    """Give it up."""
    draft, _place = _writing(request, pk, "")
    return _acted(request, draft, abandon, _("Abandoned: what was written is kept, and can be read."))


# What these pages share


def _found(pk: int) -> NextVersion:
    return get_object_or_404(NextVersion.objects.select_related("base", "version"), pk=pk)


def _writing(request: Request, pk: int, address: str) -> tuple[NextVersion, Place]:
    """The next version that an editor writes, and the place that the address names."""
    if not policy.may_begin(request.actor):
        raise Http404
    draft = _found(pk)
    try:
        place = blocks.read_place(address)
    except NothingThere as nothing:
        raise Http404 from nothing
    return draft, place


def _at(draft: NextVersion, place: Place, gone: Any = None) -> Any:
    """What stands at a place; where there is nothing any more, what the caller makes of it, else a page that is not found."""
    try:
        return at(draft.value, place)
    except NothingThere as nothing:
        if gone is None:
            raise Http404 from nothing
        return gone


def _form(draft: NextVersion, place: Place, value: Any, request: Request) -> PartForm:
    kind, listed = part_at(place)
    if listed or not isinstance(value, dict):
        raise Http404
    data = request.POST if request.method == "POST" else None
    # What names a part is asked again for as long as it is no code, or that of another.
    is_wrong = any(tuple(path) == (*place, "code") for path, _sentence in mistakes_of(draft.value))
    return PartForm(blocks.own_keys(kind, place, is_new=is_wrong), value, lists_in(draft.value), data)


def _told(form: PartForm, state: State, place: Place) -> PartForm:
    """The form with the mistakes of what is kept beside their fields: as if it had just been sent."""
    here = [found for found in state.mistakes if blocks.is_at(found[0], place)]
    if not here:
        return form
    bound = PartForm(form.shapes, form.value, form.lists, form.as_sent())
    bound.full_clean()
    bound.errors.clear()
    bound.tell(here, place)
    return bound


def lists_in(value: Any) -> dict[str, list[tuple[str, str]]]:
    """The codes that the procedure itself offers, by the key that names them."""
    language = get_language() or "fr"

    def named(key: str) -> list[tuple[str, str]]:
        found = []
        for each in value.get(key, ()):
            names = each.get("names") or {}
            found.append(
                (
                    str(each.get("code", "")),
                    str(names.get(language) or names.get("fr") or each.get("code", "")),
                )
            )
        return found

    documents = named("documents")
    return {"after": named("steps"), "classes": named("classes"), "documents": documents, "reads": documents}


def _changed(request: Request, pk: int, address: str, act: Callable[..., Any], said: str) -> HttpResponse:
    draft, place = _writing(request, pk, address)
    if not place:
        raise Http404
    try:
        act(draft, place, seen=request.POST.get("seen", ""), by=request.actor)
    except Refused as refused:
        return _refused(request, draft, refused)
    messages.success(request, said)
    above = blocks.page_of(place[:-1])
    return (
        redirect("editing:part", pk, blocks.written_place(above)) if above else redirect("editing:draft", pk)
    )


def _acted(request: Request, draft: NextVersion, act: Callable[..., Any], said: str) -> HttpResponse:
    try:
        act(draft, by=request.actor)
    except Refused as refused:
        return _refused(request, draft, refused)
    messages.success(request, said)
    return redirect("editing:draft", draft.pk)


def _refused(
    request: Request, draft: NextVersion, refused: Refused, form: forms.Form | None = None
) -> HttpResponse:
    """The page of the whole, with the reason: what it says now is what counts. What was typed in `form` is given back."""
    draft.refresh_from_db()
    typed = told(form) if form is not None and form.is_bound else []
    return _shown(request, state_of(draft), str(refused), refused.status, typed)


def _shown(
    request: Request, state: State, refusal: str = "", status: int = 200, typed: Told | None = None
) -> HttpResponse:
    draft = state.draft
    context = {
        "state": state,
        "draft": draft,
        "refusal": refusal,
        "typed": typed,
        "parts": parts_of(state),
        "may_write": policy.may_write(request.actor, draft),
        "may_publish": policy.may_publish(request.actor, draft),
        "is_author": request.actor.person_id in draft.authors,
        "motive": MotiveForm(),
    }
    return render(request, "editing/draft.html", context, status=status)
