"""The minutes and the decisions: read the whole file, then sign, one or many, never blind."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_safe

from rokhas.accounts.models import Person
from rokhas.documents.actions import render as typeset
from rokhas.documents.schema import Paper
from rokhas.dossiers import policy
from rokhas.dossiers.actions.decision import next_signer, require_conforming
from rokhas.dossiers.actions.papers import PDF, file_name
from rokhas.dossiers.actions.planning import require_note
from rokhas.dossiers.actions.signatures import DECISION, MINUTES, READ
from rokhas.dossiers.models import Consultation, OfficialPaper, PaperKind, Task
from rokhas.dossiers.models.papers import GRANTS
from rokhas.dossiers.queries import apart, case, parapheur, review
from rokhas.dossiers.queries import papers as said
from rokhas.dossiers.views.review import officers_task, to_sign
from rokhas.dossiers.workflow import facts
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import Refused
from rokhas.payments.queries import order_for
from rokhas.procedures.schema import Kind
from rokhas.signing.http import problem, with_agent
from rokhas.ui.http import Request, signed_in

PAGE = 50
REVIEWED = "parapheur"


@signed_in
@with_agent
@require_safe
def minutes(request: Request, pk: int) -> HttpResponseBase:
    """The opinions by their hashes, the conclusion, the paper; the secretary signs, then the chair."""
    task = _seen(request, pk, Kind.MINUTES)
    Consultation.note(task.dossier, request.actor.person_pk, "minutes", request.actor.now())
    room = review.room(task, request.actor)
    paper = _signed_for(room, PaperKind.MINUTES)
    awaited = next_signer(task, paper.signed_roles) if task.is_open else None
    lines = case.opinion_lines(room.case, request.actor, request.actor.today())
    unsealed = any(line.paper and line.paper.document is None for line in lines)
    stamping = unsealed or bool(paper.signed_roles and paper.document is None)
    mine = awaited is not None and request.actor.holds(awaited, task.office_id)
    context = _around(request, room, paper) | {
        "lines": lines,
        "signers": parapheur.signers(task, paper),
        "awaited": awaited,
        "mine": mine,
        "stamping": stamping,
        "may_sign": mine and not stamping,
        "purpose": MINUTES,
    }
    return render(request, "dossiers/decision/minutes.html", context)


@signed_in
@with_agent
@require_safe
def decision(request: Request, pk: int) -> HttpResponseBase:
    """The full file before a permit or a letter is signed. Shown to whoever may sign, it is read: that is written down."""
    task = _seen(request, pk, Kind.SIGNATURE)
    actor, dossier = request.actor, task.dossier
    mine = task.is_open and policy.may_sign_decision(actor, task)
    Consultation.note(dossier, actor.person_pk, READ if mine else "decision", actor.now())
    room = review.room(task, actor)
    paper = _signed_for(room, task.step.paper)
    is_permit = paper.kind in GRANTS
    hindrance = _hindrance(task, room.case, paper) if task.is_open else None
    context = _around(request, room, paper) | {
        "lines": case.opinion_lines(room.case, actor, actor.today()),
        "is_permit": is_permit,
        "mine": mine,
        "hindrance": hindrance,
        "may_sign": mine and hindrance is None,
        "order": order_for(f"dossiers.dossier:{dossier.pk}") if is_permit else None,
        "letter": said.letter(task, paper, _signer(request), actor) if mine and not is_permit else None,
        "writes_note": policy.may_write_note(actor, task) and task.is_open,
        "issued": [each for each in room.case.papers if each.document and each.superseded_at is None],
        "waiting": task.office,
        "purpose": DECISION,
    }
    return render(request, "dossiers/decision/decision.html", context)


@signed_in
@require_safe
def preview(request: Request, pk: int) -> HttpResponseBase:
    """The paper that a signature would make, typeset now and never kept."""
    task = _seen(request, pk, Kind.OPINION, Kind.MINUTES, Kind.SIGNATURE)
    if not task.is_open or not _may_preview(request.actor, task):
        raise Http404
    paper = task.papers.filter(superseded_at=None).first()
    if paper is None:
        raise Http404
    try:
        pdf = typeset(_content(task, paper, _signer(request), request.actor), specimen=True)
    except Refused as refused:
        return problem(refused)
    Consultation.note(task.dossier, request.actor.person_pk, "preview", request.actor.now())
    response = HttpResponse(pdf, content_type=PDF)
    response["Content-Disposition"] = content_disposition_header(False, file_name(paper)) or "inline"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_safe
def signatures(request: Request) -> HttpResponseBase:
    """The permits and letters that wait for the reader's signature: read or not, chosen to be signed together.

    `subjects` are those that were chosen in the list of tasks: they alone are shown, chosen already when they are read.
    """
    reviewed = request.session.get(REVIEWED)
    if not parapheur.has_one(request.actor):
        # With a batch under way, one had a parapheur: the mandate has ended meanwhile, and that is said.
        raise PermissionDenied if reviewed else Http404
    if reviewed and parapheur.was_signed(request.actor, reviewed["subjects"], reviewed["since"]):
        del request.session[REVIEWED]
        return redirect(
            f"{reverse('dossiers:signed')}?{urlencode({'subjects': reviewed['subjects']}, doseq=True)}"
        )
    wanted = parapheur.Wanted.of(request.GET)
    waiting = parapheur.waiting(request.actor)
    asked = parapheur.numbers(request.GET.getlist("subjects"))
    found = parapheur.chosen(waiting.filter(pk__in=asked) if asked else waiting, wanted)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "wanted": wanted,
        "figures": parapheur.figures(waiting),
        "page": page,
        "items": parapheur.items(page.object_list, request.actor.today()),
        "most": parapheur.MOST,
        "asked": asked,
        "apart": apart.awaiting(request.actor),
    }
    return render(request, "dossiers/decision/parapheur.html", context)


@signed_in
@with_agent
@require_safe
def signing(request: Request) -> HttpResponseBase:
    """What will be signed together, read again before one window opens; what was not read is left out.

    One comes here from one's parapheur: whoever has none any more is told that their mandate has ended.
    """
    if not parapheur.has_one(request.actor):
        raise PermissionDenied
    asked = parapheur.numbers(request.GET.getlist("subjects"))
    found = parapheur.waiting(request.actor).filter(pk__in=asked)
    items = parapheur.items(found.order_by("due_on", "pk"), request.actor.today())
    ready = [item for item in items if item.is_read]
    request.session[REVIEWED] = {
        "subjects": [item.task.pk for item in ready],
        "since": request.actor.now().isoformat(),
    }
    context = {
        "ready": ready,
        "unread": [item for item in items if not item.is_read],
        "gone": len(asked) - len(items),
        "documents": [to_sign(item.paper, item.task) for item in ready],
        "purpose": DECISION,
    }
    return render(request, "dossiers/decision/signing.html", context)


@signed_in
@require_safe
def signed(request: Request) -> HttpResponseBase:
    """What became of each document of the last batch: signed, or refused and why."""
    results = parapheur.results(request.actor, parapheur.numbers(request.GET.getlist("subjects")))
    if not results:
        raise Http404
    context = {
        "results": results,
        "done": sum(result.is_signed for result in results),
        "count": len(results),
        "stamping": any(result.is_signed and not result.is_sealed for result in results),
    }
    return render(request, "dossiers/decision/signed.html", context)


def _seen(request: Request, pk: int, *kinds: Kind) -> Task:
    task = officers_task(request, pk, *kinds)
    if task is None:
        raise Http404
    return task


def _signed_for(room: review.Room, kind: str | None) -> OfficialPaper:
    """The paper that the task signs."""
    return next(each for each in room.case.papers if each.task_id == room.task.pk and each.kind == kind)


def _around(request: Request, room: review.Room, paper: OfficialPaper) -> dict[str, Any]:
    """What both workspaces show: the files, the facts, the paper to sign or signed, the conclusion."""
    task, conclusion = room.task, room.case.concluded
    document = to_sign(paper.name, task)
    if paper.document:
        document["sha256"] = paper.document.sha256
    return {
        "room": room,
        "task": task,
        "dossier": task.dossier,
        "paper": paper,
        "paper_url": _paper_url(request.actor, task, paper),
        "shown": review.first_shown(room.pieces, task.dossier),
        "conclusion": conclusion,
        "reasons": review.reason_texts(conclusion.reasons) if conclusion else [],
        "documents": [document],
    }


def _paper_url(actor: Actor, task: Task, paper: OfficialPaper) -> str:
    """The sealed paper, or its preview while it waits for a first signature."""
    if paper.document:
        return reverse("dossiers:paper", args=[task.dossier.number, paper.pk])
    if task.is_open and _may_preview(actor, task):
        return reverse("dossiers:preview", args=[task.pk])
    return ""


def _may_preview(actor: Actor, task: Task) -> bool:
    """Whoever would sign it; the minutes name their signers by themselves, so any officer may read them."""
    rules = {Kind.OPINION: policy.may_issue_opinion, Kind.SIGNATURE: policy.may_sign_decision}
    rule = rules.get(task.is_kind)
    return rule is None or rule(actor, task)


def _signer(request: Request) -> Person:
    return Person.objects.get(pk=request.actor.person_pk)


def _content(task: Task, paper: OfficialPaper, signer: Person, by: Actor) -> Paper:
    if task.is_kind is Kind.OPINION:
        return said.opinion(task.opinion, paper, signer, by)
    if task.is_kind is Kind.MINUTES:
        return said.minutes(task, paper, signer, by)
    if paper.kind in GRANTS:
        order = order_for(f"dossiers.dossier:{task.dossier_id}")
        case = facts.read(task.dossier)
        return said.grant(task, case, paper, signer, by, order if order and order.is_paid else None)
    return said.letter(task, paper, signer, by)


def _hindrance(task: Task, given: facts.Case, paper: OfficialPaper) -> Refused | None:
    """What stands in the way of a permit: the urban agency's own favourable opinion (RGC art. 35), rules that nobody has written,
    or a time-stamp awaited."""
    try:
        if paper.kind in GRANTS:
            require_conforming(given, reserves_may_stand=False)
            require_note(task)
            said.member_opinions(given)
    except Refused as refused:
        return refused
    return None
