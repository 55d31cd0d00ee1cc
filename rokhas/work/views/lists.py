"""The lists of an officer: to do, waiting for others, followed, closed; the same as a file or as a sheet of paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rokhas.dossiers import policy
from rokhas.dossiers.models import Task
from rokhas.dossiers.models.tasks import TaskQuerySet
from rokhas.dossiers.queries import apart, parapheur
from rokhas.dossiers.queries import worklist as tasks_of
from rokhas.kernel.actor import Actor
from rokhas.ui import waiting as count
from rokhas.ui.http import Request, signed_in
from rokhas.work import actions
from rokhas.work.forms import ListForm, filters_of
from rokhas.work.queries import lists, sharing
from rokhas.work.queries.paper import lines

# What the tabs count, beside what the frame counts.
ELSEWHERE, FOLLOWED = "work.elsewhere", "work.followed"
CSV = "text/csv; charset=utf-8"


@signed_in
@require_safe
def todo(request: Request) -> HttpResponseBase:
    """Everything that waits for the officer, in every office where a mandate is held, the most urgent first."""
    actor, today = _officer(request), request.actor.today()
    habit = sharing.habit_of(actor)
    if not request.GET and (kept := habit.view.query if habit.view else habit.query):
        return redirect(f"{reverse('work:list')}?{kept}")
    figures, facets = tasks_of.surveyed(actor)
    beside = apart.awaiting(actor)
    form = ListForm(request.GET, facets)
    wanted = form.wanted()
    query = filters_of(request.GET)
    if query != habit.query and not request.GET.get("after"):
        actions.remember(by=actor, query=query)
    after = request.GET.get("after", "")
    if query or after:
        found = sharing.of_holder(tasks_of.chosen(lists.to_do(actor), wanted, today), form.holder, actor)
        page = tasks_of.page_of(found, today, after)
    else:
        page = tasks_of.page_from(lists.first_to_do(actor), today, figures.total)
    figures = apart.counted_with(figures, beside, today)
    beside = [] if after or form.holder not in {"", sharing.NOBODY} else apart.chosen(beside, wanted, today)
    context = _around(request, "list", figures) | {
        "page": page,
        "apart": beside,
        "wanted": wanted,
        "who": form.holder,
        "filters": wanted.count + bool(form.holder),
        "query": query,
        "facets": facets,
        "figures": figures,
        "on_time": lists.on_time(actor),
        "offices": tasks_of.offices_of(actor),
        "next_url": _next(request, page.after),
        "is_first": not request.GET.get("after"),
        "columns": habit.columns if habit.columns is not None else lists.SHOWN_AT_FIRST,
        "all_columns": lists.COLUMNS,
        "keys": habit.keys,
        "views": sharing.views_of(actor),
        "opening": habit.view_id,
    }
    return render(request, "work/list.html", context)


@signed_in
@require_safe
def waiting(request: Request) -> HttpResponse:
    """What others hold, of the dossiers where one's offices have done their part."""
    actor, today = _officer(request), request.actor.today()
    text = request.GET.get("q", "")[:100]
    found = tasks_of.chosen(lists.held_by_others(actor), tasks_of.Wanted(text=text), today)
    page = tasks_of.page_of(found, today, request.GET.get("after", ""))
    context = {"page": page, "text": text, "overseen": True} | _pages(request, page.after)
    return render(request, "work/waiting.html", _around(request, "waiting") | context)


@signed_in
@require_safe
def followed(request: Request) -> HttpResponse:
    """The dossiers that the reader keeps an eye on."""
    actor, text = _officer(request), request.GET.get("q", "")[:100]
    page = lists.following_page(lists.followed_by(actor), actor.today(), text, request.GET.get("after", ""))
    context = {"page": page, "text": text, "tab": "followed"} | _pages(request, page.after)
    return render(request, "work/dossiers.html", _around(request, "followed") | context)


@signed_in
@require_safe
def closed(request: Request) -> HttpResponse:
    """What has ended, the last first."""
    actor, text = _officer(request), request.GET.get("q", "")[:100]
    page = lists.closed_page(lists.closed_for(actor), actor.today(), text, request.GET.get("after", ""))
    context = {"page": page, "text": text, "tab": "closed"} | _pages(request, page.after)
    return render(request, "work/dossiers.html", _around(request, "closed") | context)


@signed_in
@require_safe
def export(request: Request) -> HttpResponseBase:
    """The list under its filters, as a file for a spreadsheet. That it left is written down."""
    actor, today = _officer(request), request.actor.today()
    found = _filtered(request, actor)
    actions.note_export(by=actor, which="tasks", rows=found.count())
    response = StreamingHttpResponse(lines(found, today), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="rokhas-{today:%Y-%m-%d}.csv"'
    return response


@signed_in
@require_safe
def paper(request: Request) -> HttpResponse:
    """The chosen tasks, or the list under its filters, laid out for a sheet of paper."""
    actor, today = _officer(request), request.actor.today()
    chosen = parapheur.numbers(request.GET.getlist("tasks"))
    found = lists.to_do(actor).filter(pk__in=chosen) if chosen else _filtered(request, actor)
    page = tasks_of.page_of(found, today, size=parapheur.MOST)
    context = {"page": page, "today": today, "offices": tasks_of.offices_of(actor)}
    return render(request, "work/paper.html", context)


def _officer(request: Request) -> Actor:
    if not policy.is_official(request.actor):
        raise Http404
    return request.actor


def _filtered(request: Request, actor: Actor) -> TaskQuerySet:
    waiting = lists.to_do(actor)
    _figures, facets = tasks_of.surveyed(actor)
    form = ListForm(request.GET, facets)
    found = tasks_of.chosen(waiting, form.wanted(), actor.today())
    return sharing.of_holder(found, form.holder, actor)


def _around(request: Request, here: str, figures: tasks_of.Figures | None = None) -> dict[str, Any]:
    """The tabs, with how many wait in each: those that the list does not show are counted with the frame of the page."""
    actor = request.actor
    count.ask(request, ELSEWHERE, lists.some_held_by_others)
    count.ask(request, FOLLOWED, lists.followed)
    if figures is None:
        tasks = tasks_of.figures(Task.objects.awaiting(actor), actor.today())
        figures = apart.counted_with(tasks, apart.awaiting(actor), actor.today())
    return {
        "here": here,
        "todo_count": figures.total,
        "sign_count": figures.to_sign if parapheur.has_one(actor) else None,
        "waiting_count": count.count(request, ELSEWHERE),
        "followed_count": count.count(request, FOLLOWED),
        "may_oversee": policy.may_oversee(actor),
        "most": lists.MOST_COUNTED,
    }


def _pages(request: Request, after: str) -> dict[str, Any]:
    return {"next_url": _next(request, after), "is_first": not request.GET.get("after")}


def _next(request: Request, after: str) -> str:
    """The address of the following rows, under the same filters."""
    if not after:
        return ""
    asked = request.GET.copy()
    asked["after"] = after
    return f"?{asked.urlencode()}"
