"""The workspace of a member: the plans, the check-list, the opinion, its signature."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rokhas.accounts.http import frame
from rokhas.dossiers import policy
from rokhas.dossiers.actions.opinions import keep_draft, prepare_opinion
from rokhas.dossiers.actions.signatures import OPINION
from rokhas.dossiers.forms.review import OpinionForm
from rokhas.dossiers.models import Consultation, Opinion, OpinionDraft, PaperKind, Task
from rokhas.dossiers.queries import case, review
from rokhas.dossiers.queries import versions as compared
from rokhas.dossiers.queries.points import points_of
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed, Refused
from rokhas.procedures.schema import Kind
from rokhas.signing.http import problem, with_agent
from rokhas.ui import formats
from rokhas.ui.http import Request, signed_in


@signed_in
@with_agent
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: Request, pk: int) -> HttpResponseBase:
    """Study and answer; once prepared, sign. Whoever may see but not answer reads what was given."""
    task = _in_sight(request, pk)
    if task is None:
        return _ended(request, pk)
    if request.method != "POST":
        Consultation.note(task.dossier, request.actor.person_pk, "review", request.actor.now())
        return _page(request, task, None)
    form = OpinionForm(_points(task), request.POST)
    if _keep(form, task, request) and form.run(prepare_opinion, task, by=request.actor):
        return redirect(request.path)
    return _page(request, task, form, status=422)


@signed_in
@require_POST
def opinion_draft(request: Request, pk: int) -> HttpResponseBase:
    """Keep what is typed, as one goes: `{seen, said}`, or the problem that says why it is not kept."""
    task = _in_sight(request, pk)
    if task is None:
        if _own_draft(request.actor, pk) is None:
            raise Http404
        return problem(NotAllowed())
    form = OpinionForm(_points(task), request.POST)
    try:
        draft = keep_draft(task, by=request.actor, content=form.typed(), seen=request.POST.get("seen", ""))
    except Refused as refused:
        return problem(refused)
    return JsonResponse({"seen": draft.saved_at.isoformat(), "said": saved_at(draft)})


def saved_at(draft: OpinionDraft) -> str:
    return _("Draft saved at %(hour)s") % {"hour": formats.hour(draft.saved_at)}


def to_sign(paper: str, task: Task) -> dict[str, Any]:
    """What a signing panel shows of a paper: its kind, and the number of its dossier."""
    return {"subject": task.pk, "title": paper, "reference": task.dossier.number}


def officers_task(request: Request, pk: int, *kinds: Kind) -> Task | None:
    """The task when the reader is an officer who may open it: the parties have the page of the case."""
    task = review.task_in_sight(request.actor, pk, *kinds)
    return task if task and policy.may_read_opinions(request.actor, task.dossier, concluded=False) else None


def _in_sight(request: Request, pk: int) -> Task | None:
    return officers_task(request, pk, Kind.OPINION)


def _points(task: Task) -> list[review.Point]:
    return review.points_for(task)


def _keep(form: OpinionForm, task: Task, request: Request) -> bool:
    """Whatever the form lacks, what was typed is kept first."""
    form.full_clean()
    try:
        keep_draft(task, by=request.actor, content=form.typed(), seen=request.POST.get("seen", ""))
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def _page(request: Request, task: Task, form: OpinionForm | None, status: int = 200) -> HttpResponse:
    actor, dossier = request.actor, task.dossier
    room = review.room(task, actor)
    may_answer = task.is_open and policy.may_issue_opinion(actor, task)
    lines = case.opinion_lines(room.case, actor, actor.today())
    own = next((line for line in lines if line.task.pk == task.pk), None)
    given: Opinion | None = getattr(task, "opinion", None)
    draft = review.draft_of(task) if may_answer or form else None
    prepared = given if may_answer and given and _stands(given, draft) else None
    if may_answer and form is None and (prepared is None or "change" in request.GET):
        form, prepared = OpinionForm(_points(task), draft=draft, opinion=given), None
    shown = None if prepared else review.first_shown(room.pieces, dossier)
    points = points_of(room.case, actor, opinions=True, office=task.office_id)
    context: dict[str, Any] = {
        "room": room,
        "task": task,
        "dossier": dossier,
        "form": form,
        "prepared": prepared if form is None else None,
        "given": given if given and given.is_given else None,
        "own": own,
        "others": [line for line in lines if line.task.pk != task.pk],
        "draft": draft,
        "saved": saved_at(draft) if draft else "",
        "may_answer": may_answer,
        "shown": shown,
        "texts": _texts(given),
        "documents": _documents(task) if prepared else [],
        "purpose": OPINION,
        "points": points,
        "left": sum(line.is_standing for line in points),
        "changed": compared.since_read(dossier, actor),
        # A form that is being filled, or filled again, stays in front.
        "changed_first": may_answer and status == 200 and prepared is None and "change" not in request.GET,
    }
    return render(request, "dossiers/review/opinion.html", context, status=status)


def _stands(given: Opinion, draft: OpinionDraft | None) -> bool:
    """An opinion prepared, that nothing typed since contradicts."""
    return not given.is_given and (draft is None or draft.saved_at <= given.prepared_at)


def _texts(given: Opinion | None) -> list[str]:
    return review.reason_texts(given.reasons) if given else []


def _documents(task: Task) -> list[dict[str, Any]]:
    return [to_sign(str(PaperKind.OPINION.label), task)]


def _own_draft(actor: Actor, pk: int) -> OpinionDraft | None:
    drafts = OpinionDraft.objects.select_related("task__office", "task__dossier")
    return drafts.filter(task=pk, saved_by=actor.person_pk).first()


def _ended(request: Request, pk: int) -> HttpResponse:
    """A mandate ended while its holder was writing: what was typed is shown again, and nothing else of the dossier."""
    draft = _own_draft(request.actor, pk) if request.method == "POST" else None
    if draft is None or draft.task.office is None:
        raise Http404
    form = OpinionForm(review.points_for(draft.task), request.POST)
    context = {
        "refused": NotAllowed(),
        "remarks": form["remarks"].value(),
        "chosen": form["reasons"].value(),
        "frame": frame(request.actor),  # with the last mandate goes the officers' bar
    }
    return render(request, "dossiers/review/ended.html", context, status=403)
