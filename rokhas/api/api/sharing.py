"""Sharing the work of an office: who looks after what, absences, views, dossiers followed, what others hold, what has ended."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.accounts.models import Person
from rokhas.api.api.work import officer
from rokhas.api.forms import sent
from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.pages import following, newest
from rokhas.api.http.problems import of_form
from rokhas.api.models import Scope
from rokhas.api.queries import sharing as said
from rokhas.api.queries import work as tasks
from rokhas.api.schema.common import Cursor, Limit, Line, Listed
from rokhas.api.schema.officer import TaskLine
from rokhas.api.schema.sharing import (
    AbsenceAsked,
    AbsenceNoted,
    AbsenceSaid,
    AssigneeAsked,
    Counted,
    OverseenLine,
    PersonSaid,
    SeenAsked,
    ViewAsked,
    ViewSaid,
)
from rokhas.dossiers.models import Dossier, Task
from rokhas.dossiers.queries import worklist
from rokhas.kernel.actor import Actor
from rokhas.work import actions
from rokhas.work.errors import NotAColleague
from rokhas.work.forms import AbsenceForm, ViewForm, filters_of
from rokhas.work.models import Absence, SavedView
from rokhas.work.queries import lists, search, sharing

router = Router(tags=["sharing"])
READS = Holds(Scope.WORK_READ)
act = Acts(router, Holds(Scope.WORK_WRITE))


@router.get(
    "/search",
    auth=READS,
    response=Listed[OverseenLine],
    summary=gettext_noop("Every dossier in sight that holds these words, in Arabic or in French"),
)
def search_dossiers(request: Asking, q: Line, cursor: Cursor = "", limit: Limit = 50) -> Listed[OverseenLine]:
    return _dossiers(search.found(officer(request), q), request, "", cursor, limit)


@router.get(
    "/work/followed",
    auth=READS,
    response=Listed[OverseenLine],
    summary=gettext_noop("The dossiers I keep an eye on"),
)
def followed(request: Asking, q: Line = "", cursor: Cursor = "", limit: Limit = 50) -> Listed[OverseenLine]:
    return _dossiers(lists.followed_by(officer(request)), request, q, cursor, limit)


@router.get(
    "/work/closed",
    auth=READS,
    response=Listed[OverseenLine],
    summary=gettext_noop("What has ended among the dossiers of my offices, the last first"),
)
def closed(request: Asking, q: Line = "", cursor: Cursor = "", limit: Limit = 50) -> Listed[OverseenLine]:
    ended = lists.closed_for(officer(request))
    page = lists.closed_page(ended, request.actor.today(), q, cursor, limit)
    return Listed(items=said.overseen(page.rows), next=page.after or None)


@router.get(
    "/work/colleagues",
    auth=READS,
    response=Listed[PersonSaid],
    summary=gettext_noop("Who serves in my offices today"),
)
def colleagues(request: Asking, cursor: Cursor = "", limit: Limit = 50) -> Listed[PersonSaid]:
    found, after = following(sharing.colleagues(officer(request)), cursor, limit, mark=lambda each: each.pk)
    return Listed(items=[said.person(each) for each in found], next=after)


@router.get(
    "/work/views",
    auth=READS,
    response=Listed[ViewSaid],
    summary=gettext_noop("My saved views, and those that my offices share"),
)
def views(request: Asking, cursor: Cursor = "", limit: Limit = 50) -> Listed[ViewSaid]:
    found, after = following(sharing.views_of(officer(request)), cursor, limit, mark=lambda each: each.pk)
    return Listed(items=[said.view(each, request.actor) for each in found], next=after)


@router.get(
    "/work/absences",
    auth=READS,
    response=Listed[AbsenceSaid],
    summary=gettext_noop("The absences, now and to come, that concern me or the people I manage"),
)
def absences(request: Asking, cursor: Cursor = "", limit: Limit = 50) -> Listed[AbsenceSaid]:
    found, after = newest(sharing.absences_of(officer(request)), cursor, limit)
    return Listed(items=[said.absence(each) for each in found], next=after)


def _task(request: Asking, pk: int) -> Task:
    """An open task that waits for an office of the reader, or that its manager shares out."""
    return get_object_or_404(Task.objects.open().visible_to(officer(request)), pk=pk)


def _followable(request: Asking, number: str) -> Dossier:
    return get_object_or_404(Dossier.objects.lodged().visible_to(officer(request)), number=number)


def _own_view(request: Asking, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.filter(person=officer(request).person_pk), pk=pk)


def _absence(request: Asking, pk: int) -> Absence:
    return get_object_or_404(sharing.absences_of(officer(request)), pk=pk)


def _colleague(call: Call) -> dict[str, Any]:
    wanted = call.given.person
    if wanted is None:
        return {"person": None}
    found = Person.objects.filter(pk=wanted).first()
    known = {each.pk for each in sharing.colleagues(call.actor)}
    if found is None or wanted not in known:
        raise NotAColleague(name=str(wanted))
    return {"person": found}


def _line(call: Call) -> TaskLine:
    every = Task.objects.filter(pk=call.subject.pk).select_related("assignment__person")
    return tasks.line(worklist.page_of(every, call.actor.today()).rows[0], call.actor)


def mark_seen(*, by: Actor, tasks: list[int]) -> int:
    """Those of the tasks that wait for the reader; the others are left out."""
    return actions.mark_seen(Task.objects.awaiting(by).filter(pk__in=tasks), by=by)


def follow(dossier: Dossier, *, by: Actor) -> None:
    actions.follow(dossier, by=by, wanted=True)


def leave(dossier: Dossier, *, by: Actor) -> None:
    actions.follow(dossier, by=by, wanted=False)


def _view(call: Call) -> dict[str, Any]:
    offices = worklist.offices_of(officer(call.request))
    asked = {"name": call.given.name, "office": str(call.given.office or "")}
    form = ViewForm(sent(asked), offices)
    if not form.is_valid():
        raise of_form(form)
    return form.act_arguments() | {"query": filters_of(QueryDict(call.given.query))}


def _away(call: Call) -> dict[str, Any]:
    actor, asked = officer(call.request), call.given
    who = f"{asked.person or actor.person_pk}-{asked.office}"
    values = {
        "who": who,
        "substitute": str(asked.substitute),
        "starts_on": asked.starts_on.isoformat(),
        "ends_on": asked.ends_on.isoformat(),
    }
    form = AbsenceForm(sent(values), sharing.may_be_away(actor), sharing.colleagues(actor))
    if not form.is_valid():
        raise of_form(form, {"who": "office"})
    return form.act_arguments()


def _noted(call: Call) -> AbsenceNoted:
    missing = sharing.roles_missing(call.done)
    return AbsenceNoted(**said.absence(call.done).model_dump(), roles_missing=missing)


act(
    "PUT",
    "/work/{pk}/assignee",
    actions.assign,
    on=_task,
    asked=AssigneeAsked,
    reads=_colleague,
    gives=TaskLine,
    says=_line,
    summary=gettext_noop("Give a task to a colleague who may answer it, or back to the office"),
)
act(
    "POST",
    "/work/seen",
    mark_seen,
    asked=SeenAsked,
    gives=Counted,
    says=lambda call: Counted(count=call.done),
    summary=gettext_noop("Mark tasks of mine as seen: they are no longer new"),
)
act(
    "PUT",
    "/work/followed/{number}",
    follow,
    on=_followable,
    summary=gettext_noop("Keep an eye on a dossier"),
)
act(
    "DELETE",
    "/work/followed/{number}",
    leave,
    on=_followable,
    summary=gettext_noop("Keep an eye on a dossier no longer"),
)
act(
    "POST",
    "/work/views",
    actions.keep_view,
    asked=ViewAsked,
    reads=_view,
    gives=ViewSaid,
    says=lambda call: said.view(call.done, call.actor),
    status=201,
    summary=gettext_noop("Keep filters under a name, for me or for my office"),
)
act(
    "DELETE",
    "/work/views/{pk}",
    actions.drop_view,
    on=_own_view,
    summary=gettext_noop("Forget a view of mine"),
)
act(
    "POST",
    "/work/absences",
    actions.note_absence,
    asked=AbsenceAsked,
    reads=_away,
    gives=AbsenceNoted,
    says=_noted,
    status=201,
    summary=gettext_noop("Note an absence, mine or of somebody I manage, and who looks after the tasks"),
)
act(
    "DELETE",
    "/work/absences/{pk}",
    actions.cancel_absence,
    on=_absence,
    summary=gettext_noop("Cancel an absence: the tasks are where they were"),
)


def _dossiers(
    rows: QuerySet[Dossier], request: Asking, q: str, cursor: str, limit: int
) -> Listed[OverseenLine]:
    page = lists.following_page(rows, request.actor.today(), q, cursor, limit)
    return Listed(items=said.overseen(page.rows), next=page.after or None)
