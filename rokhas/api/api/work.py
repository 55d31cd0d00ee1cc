"""What waits for an officer, and what is studied before answering."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Query, Router
from pydantic import Field

from rokhas.api.forms import sent
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.versions import tell, version_of_task
from rokhas.api.models import Scope
from rokhas.api.queries import work as said
from rokhas.api.schema.common import Code, Cursor, Limit, Line, Row
from rokhas.api.schema.officer import ParapheurLine, ParapheurPage, TaskSaid, WorkPage
from rokhas.dossiers import policy
from rokhas.dossiers.actions.signatures import READ
from rokhas.dossiers.models.tasks import TaskQuerySet
from rokhas.dossiers.queries import parapheur as signing
from rokhas.dossiers.queries import sight, worklist
from rokhas.dossiers.views import decision
from rokhas.dossiers.views.case import look
from rokhas.dossiers.views.review import officers_task
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import Kind
from rokhas.work.forms import ListForm
from rokhas.work.models import SavedView
from rokhas.work.queries import late as late_ones
from rokhas.work.queries import lists, sharing

router = Router(tags=["work"])
READS = Holds(Scope.WORK_READ)
Codes = Annotated[list[Code], Query(), Field(max_length=50)]


@router.get(
    "/work",
    auth=READS,
    response=WorkPage,
    summary=gettext_noop("Everything that waits for me, in every office I serve, the most urgent first"),
)
def work_list(
    request: Asking,
    q: Line = "",
    when: Literal["", "late", "soon", "week"] = "",
    who: Literal["", "mine", "nobody", "others"] = "",
    procedure: Codes = [],  # noqa: B006 - the schema's default; it is never changed
    step: Codes = [],  # noqa: B006
    commune: Codes = [],  # noqa: B006
    class_code: Codes = [],  # noqa: B006
    view: Row | None = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> WorkPage:
    """With `view`, the filters of that saved view and no other."""
    actor = officer(request)
    wanted = worklist.Wanted(
        text=q, when=when, steps=step, communes=commune, classes=class_code, procedures=procedure
    )
    if view is not None:
        kept = SavedView.objects.offered_to(actor.person_pk, actor.offices())
        query = QueryDict(get_object_or_404(kept, pk=view).query)
        _figures, facets = worklist.surveyed(actor)
        form = ListForm(query, facets)
        wanted, who = form.wanted(), form.holder  # type: ignore[assignment]
    found = worklist.chosen(lists.to_do(actor), wanted, actor.today())
    return _page(request, sharing.of_holder(found, who, actor), cursor, limit)


@router.get(
    "/work/waiting",
    auth=READS,
    response=WorkPage,
    summary=gettext_noop("What others hold, of the dossiers where my offices have done their part"),
)
def waiting(request: Asking, q: Line = "", cursor: Cursor = "", limit: Limit = 50) -> WorkPage:
    held = lists.held_by_others(officer(request))
    found = worklist.chosen(held, worklist.Wanted(text=q), request.actor.today())
    return _page(request, found, cursor, limit)


@router.get(
    "/work/late",
    auth=READS,
    response=WorkPage,
    summary=gettext_noop("What is late in the provinces I govern, whoever holds it"),
)
def late(
    request: Asking,
    q: Line = "",
    holder: Codes = [],  # noqa: B006
    commune: Codes = [],  # noqa: B006
    cursor: Cursor = "",
    limit: Limit = 50,
) -> WorkPage:
    """`holder`: numbers of offices, or `applicant`."""
    if not policy.may_oversee(request.actor):
        raise Http404
    every = sight.late_tasks(request.actor, request.actor.today())
    wanted = late_ones.Wanted.of(sent({"q": q, "holder": holder, "commune": commune}))
    return _page(request, late_ones.chosen(every, wanted), cursor, limit)


@router.get(
    "/work/{pk}",
    auth=READS,
    response=TaskSaid,
    summary=gettext_noop(
        "A step with what is studied; whoever may sign a decision has then read its whole file"
    ),
)
def task(request: Asking, response: HttpResponse, pk: Row) -> TaskSaid:
    found = officers_task(request, pk, *Kind)
    if found is None or found.dossier.number is None:
        raise Http404
    mine = found.is_open and policy.may_sign_decision(request.actor, found)
    seen = look(request, found.dossier.number, READ if mine else f"task-{found.kind}", whole_file=True)
    tell(response, version_of_task(found))
    return said.task(found, seen, request.actor)


@router.get(
    "/work/{pk}/preview",
    auth=READS,
    response={200: None},
    summary=gettext_noop("The paper that a signature would make, typeset now and never kept"),
    openapi_extra={"x-file": True},
)
def preview(request: Asking, pk: Row) -> HttpResponseBase:
    return decision.preview(request, pk)


@router.get(
    "/parapheur",
    auth=READS,
    response=ParapheurPage,
    summary=gettext_noop("The permits and letters that wait for my signature"),
)
def parapheur(request: Asking, cursor: Cursor = "", limit: Limit = 50) -> ParapheurPage:
    if not signing.has_one(request.actor):
        raise Http404
    tasks = signing.waiting(request.actor).select_related("assignment__person")
    page = worklist.page_of(tasks, request.actor.today(), cursor, limit)
    items = [
        ParapheurLine(
            **said.line(row, request.actor).model_dump(),
            paper=row.task.paper_kind,  # type: ignore[attr-defined]
            read=row.task.is_read,  # type: ignore[attr-defined]
        )
        for row in page.rows
    ]
    return ParapheurPage(items=items, next=page.after or None, total=page.total)


def officer(request: Asking) -> Actor:
    """Who asks, when they serve in an office. Raises `Http404`."""
    if not policy.is_official(request.actor):
        raise Http404
    return request.actor


def _page(request: Asking, tasks: TaskQuerySet, cursor: str, limit: int) -> WorkPage:
    tasks = tasks.select_related("assignment__person")
    page = worklist.page_of(tasks, request.actor.today(), cursor, limit)
    items = [said.line(row, request.actor) for row in page.rows]
    return WorkPage(items=items, next=page.after or None, total=page.total)
