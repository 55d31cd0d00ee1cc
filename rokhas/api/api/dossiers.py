"""Dossiers as their parties follow them and as officers open them: the same questions as the pages, the same sight."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_noop
from ninja import Router
from ninja.responses import Status

from rokhas.api.errors import CursorUnknown
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.pages import following, newest
from rokhas.api.http.versions import tell, version_of
from rokhas.api.models import Scope
from rokhas.api.queries import correspondence, said
from rokhas.api.schema.applicant import (
    DossierLine,
    DossierSaid,
    MomentSaid,
    OpinionsSaid,
    PaperSaid,
    PieceSaid,
)
from rokhas.api.schema.common import Cursor, Limit, Line, Listed, Number, Row
from rokhas.api.schema.messages import ComparisonSaid, ConsultationSaid, VersionSaid
from rokhas.documents.http import deliver
from rokhas.dossiers import policy
from rokhas.dossiers.actions.papers import open_paper
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries import case, sight, timeline
from rokhas.dossiers.queries import history as case_history
from rokhas.dossiers.queries import versions as compared
from rokhas.dossiers.queries.pieces import piece_in_sight
from rokhas.dossiers.views.case import conclusion_shown, look, noted, papers_shown
from rokhas.kernel.references import row_number
from rokhas.kernel.text import normalise

router = Router(tags=["dossiers"])
READS = Holds(Scope.DOSSIERS_READ)


@router.get(
    "/dossiers",
    auth=READS,
    response=Listed[DossierLine],
    summary=gettext_noop("My drafts and dossiers, the last opened first"),
)
def dossiers(request: Asking, q: Line = "", cursor: Cursor = "", limit: Limit = 50) -> Listed[DossierLine]:
    own = Dossier.objects.of(request.actor)
    if q.strip():
        own = own.filter(search_text__contains=normalise(q)) | own.filter(title__icontains=q.strip())
    found, after = newest(case.listed(own), cursor, limit)
    return Listed(items=[said.line(each, request.actor) for each in found], next=after)


@router.get(
    "/dossiers/{number}",
    auth=READS,
    response=DossierSaid,
    summary=gettext_noop("A deposited dossier: where it stands, who is awaited, its legal delay"),
)
def dossier(request: Asking, response: HttpResponse, number: Number) -> DossierSaid:
    seen = look(request, number, "dossier")
    tell(response, version_of(seen.dossier))
    return said.whole(seen, request.actor)


@router.get(
    "/dossiers/{number}/pieces",
    auth=READS,
    response=list[PieceSaid],
    summary=gettext_noop("The files deposited, with those they replaced"),
)
def pieces(request: Asking, number: Number) -> list[PieceSaid]:
    return said.pieces(look(request, number, "pieces", whole_file=True))


@router.get(
    "/dossiers/{number}/pieces/{pk}/file",
    auth=READS,
    response={200: None},
    summary=gettext_noop("The bytes of a deposited file"),
    openapi_extra={"x-file": True},
)
def piece_file(request: Asking, number: Number, pk: Row) -> HttpResponseBase:
    seen = look(request, number, whole_file=True)
    found = piece_in_sight(seen.dossier, pk)
    if found is None or not seen.shows(found.code):
        raise Http404
    return noted(seen, f"piece-{found.pk}", deliver(found.document, request=request))


@router.get(
    "/dossiers/{number}/papers",
    auth=READS,
    response=list[PaperSaid],
    summary=gettext_noop("The official papers that I may open"),
)
def papers(request: Asking, number: Number) -> list[PaperSaid]:
    seen = look(request, number, "papers")
    return [said.paper(each, number) for each in papers_shown(seen)]


@router.get(
    "/dossiers/{number}/papers/{pk}/file",
    auth=READS,
    response={200: None, 202: PaperSaid},
    summary=gettext_noop(
        "The bytes of a paper; 202 while it is printed. Opened by its addressee, it is notified"
    ),
    openapi_extra={"x-file": True},
)
def paper_file(request: Asking, number: Number, pk: Row) -> object:
    seen = look(request, number)
    found = sight.paper_in_sight(seen.dossier, request.actor, pk)
    if found is None:
        raise Http404
    if found.document is None:
        return Status(202, said.paper(found, number))
    open_paper(found, by=request.actor)
    return noted(seen, f"paper-{found.pk}", deliver(found.document, request=request))


@router.get(
    "/dossiers/{number}/opinions",
    auth=READS,
    response=OpinionsSaid,
    summary=gettext_noop("The members' opinions and the conclusion, once the reader may know them"),
)
def opinions(request: Asking, number: Number) -> OpinionsSaid:
    seen = look(request, number, "opinions", beyond_copy=True)
    conclusion = conclusion_shown(seen)
    lines = case.opinion_lines(seen.case, request.actor, request.actor.today())
    return OpinionsSaid(
        items=[said.opinion(each) for each in lines],
        conclusion=conclusion.sense if conclusion else None,
        conclusion_reasons=[said.reason(each) for each in conclusion.reasons] if conclusion else [],
    )


@router.get(
    "/dossiers/{number}/history",
    auth=READS,
    response=list[MomentSaid],
    summary=gettext_noop("Everything that happened, oldest first"),
)
def history(request: Asking, number: Number) -> list[MomentSaid]:
    seen = look(request, number, "history", whole_file=True, beyond_copy=True)
    party = policy.prepares(request.actor, seen.dossier)
    moments = timeline.timeline(
        seen.dossier, opinions=seen.opinions_shown, told=seen.opinions_told, fine=not party
    )
    return [
        MomentSaid(at=each.at, kind=each.kind, sentence=each.sentence, actor=each.actor) for each in moments
    ]


@router.get(
    "/dossiers/{number}/versions",
    auth=READS,
    response=Listed[VersionSaid],
    summary=gettext_noop("The deposited versions, and which one my office has given its opinion on"),
)
def versions(request: Asking, number: Number, cursor: Cursor = "", limit: Limit = 50) -> Listed[VersionSaid]:
    found = look(request, number, "versions", whole_file=True, beyond_copy=True).dossier
    read = compared.read_by_office(found, request.actor)
    every = list(found.versions.order_by("number"))
    rows, after = following(every, cursor, limit, mark=lambda each: each.number)
    items = [
        VersionSaid(
            number=each.number,
            lodged_at=each.lodged_at,
            restarts_clock=each.restarts_clock,
            read=each.number == read,
        )
        for each in rows
    ]
    return Listed(items=items, next=after)


@router.get(
    "/dossiers/{number}/versions/{old}/{new}",
    auth=READS,
    response=ComparisonSaid,
    summary=gettext_noop("What differs between two versions: answer by answer, file by file"),
)
def comparison(request: Asking, number: Number, old: Row, new: Row) -> ComparisonSaid:
    seen = look(request, number, "versions", whole_file=True, beyond_copy=True)
    rows = {each.number: each for each in seen.dossier.versions.filter(number__in=[old, new])}
    if old not in rows or new not in rows:
        raise Http404
    found = compared.compare(seen.dossier, rows[old], rows[new], seen.documents)
    return correspondence.comparison(found, number)


@router.get(
    "/dossiers/{number}/consultations",
    auth=READS,
    response=Listed[ConsultationSaid],
    summary=gettext_noop("Who consulted a dossier of mine, the latest first: offices and roles, never names"),
)
def consultations(
    request: Asking, number: Number, cursor: Cursor = "", limit: Limit = 50
) -> Listed[ConsultationSaid]:
    seen = look(request, number, whole_file=True, beyond_copy=True)
    if not policy.is_party(request.actor, seen.dossier):
        raise Http404
    before = row_number(cursor) if cursor else None
    if cursor and before is None:
        raise CursorUnknown
    found = case_history.consultations(seen.dossier, before=before, most=limit + 1)
    after = str(found[limit - 1].pk) if len(found) > limit else None
    return Listed(items=[correspondence.consultation(each) for each in found[:limit]], next=after)
