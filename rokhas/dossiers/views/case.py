"""The case of a dossier: what it waits for, its pieces, opinions, payments and history, for whoever may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from rokhas.accounts.http import frame, next_look
from rokhas.documents.http import deliver
from rokhas.documents.schema import Both
from rokhas.dossiers import policy
from rokhas.dossiers.actions.papers import open_paper
from rokhas.dossiers.models import Conclusion, Consultation, Dossier, OfficialPaper, PaperKind, Reason
from rokhas.dossiers.queries import case, history, sight, timeline, wording
from rokhas.dossiers.queries.deposited import as_deposited
from rokhas.dossiers.queries.extensions import extended
from rokhas.dossiers.queries.land import land_of
from rokhas.dossiers.queries.later import later_acts
from rokhas.dossiers.queries.messages import unread_in
from rokhas.dossiers.queries.next_steps import next_action
from rokhas.dossiers.queries.people import people_of
from rokhas.dossiers.queries.pieces import DocumentPieces, ShownPiece, piece_in_sight, pieces_by_document
from rokhas.dossiers.queries.points import points_of
from rokhas.dossiers.queries.silence import silence
from rokhas.dossiers.workflow import clocks, facts
from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.calendar import Calendar
from rokhas.payments.queries import order_and_lines
from rokhas.procedures.predicates import sentence
from rokhas.procedures.schema import Kind, Meaning
from rokhas.territory.queries import Closures
from rokhas.ui import waiting
from rokhas.ui.http import Request, hx, signed_in

RECENT = 5
UNREAD = "unread of the dossier"
ONE_READING = timedelta(minutes=30)
PAPERS, PIECES = 3, 4
SENSE_STATUS = {
    Conclusion.Sense.FAVOURABLE: "favourable",
    Conclusion.Sense.MINOR_RESERVES: "reserves",
    Conclusion.Sense.CHANGES_ASKED: "to_modify",
    Conclusion.Sense.UNFAVOURABLE: "unfavourable",
}
MEANINGS: tuple[Meaning, ...] = ("beneficiary", "project", "situation")


@signed_in
@require_safe
def dossier(request: Request, number: str) -> HttpResponse:
    """The overview: the next action first, then opinions, timeline, documents; the legal clock, people and fees aside."""
    seen = look(request, number, "dossier")
    found, actor = seen.dossier, request.actor
    order, order_lines = order_and_lines(f"dossiers.dossier:{found.pk}")
    lines = case.opinion_lines(seen.case, actor, actor.today())
    moments = timeline.timeline(found, opinions=seen.opinions_shown, told=seen.opinions_told)
    papers = papers_shown(seen) if seen.file_shown else []
    if seen.copy_only:
        lines, order, order_lines = [], None, []
        moments = [moment for moment in moments if moment.kind in timeline.OF_A_COPY]
    return seen.page(
        "overview",
        next=next_action(seen.case, actor, order),
        lines=lines,
        given=sum(not line.task.is_open for line in lines),
        moments=moments[::-1][:RECENT],
        pieces=seen.pieces[:PIECES] if seen.file_shown else [],
        papers=papers[:PAPERS],
        documents_count=len(papers) + len(seen.pieces),
        people=people_of(found) if seen.file_shown else None,
        land=land_of(found) if seen.file_shown and not seen.copy_only else None,
        order=order,
        order_lines=order_lines,
        later=later_acts(seen.case, actor),
        **_delays(seen),
    )


@signed_in
@require_safe
def pieces(request: Request, number: str) -> HttpResponse:
    """Every document, its versions, who signed it, its hash, and the official papers."""
    seen = look(request, number, "pieces", whole_file=True)
    return seen.page("pieces", documents=seen.documents, papers=papers_shown(seen))


@signed_in
@require_safe
def plan(request: Request, number: str, pk: int) -> HttpResponse:
    """One piece in the plan viewer, the others one click away."""
    seen = look(request, number, "pieces", whole_file=True)
    every = [shown for each in seen.documents for shown in (*each.current, *each.earlier)]
    shown = next((each for each in every if each.piece.pk == pk), None)
    if shown is None:
        raise Http404
    return seen.page("plan", shown=shown, documents=seen.documents)


@signed_in
@require_safe
def piece(request: Request, number: str, pk: int, name: str) -> HttpResponseBase:
    """The bytes of a piece, by ranges for the viewer. The name is for people: it decides nothing."""
    seen = look(request, number, whole_file=True)
    found = piece_in_sight(seen.dossier, pk)
    if found is None or not seen.shows(found.code):
        raise Http404
    return noted(seen, f"piece-{found.pk}", deliver(found.document, request=request))


@signed_in
@require_safe
def paper(request: Request, number: str, pk: int) -> HttpResponseBase:
    """An official paper. Opened by its addressee, that is the proof of notification; not printed yet, a page that waits."""
    seen = look(request, number)
    found = sight.paper_in_sight(seen.dossier, request.actor, pk)
    if found is None:
        raise Http404
    if found.document is None:
        template = "dossiers/case/_waiting.html" if hx(request) else "dossiers/case/waiting.html"
        context = {"paper": found, "dossier": seen.dossier, "frame": frame(request.actor)}
        return render(request, template, context | {"poll": next_look(request)})
    if hx(request):  # the waiting page learns that it is there: the browser then asks for the file itself
        return HttpResponse(status=204, headers={"HX-Redirect": request.path})
    if request.method == "GET":
        open_paper(found, by=request.actor)
    return noted(seen, f"paper-{found.pk}", deliver(found.document, request=request))


@signed_in
@require_safe
def opinions(request: Request, number: str) -> HttpResponse:
    """Each member's opinion with its reasons and its signed file; the conclusion and the minutes."""
    seen = look(request, number, "opinions", beyond_copy=True)
    today = request.actor.today()
    language = get_language() or "fr"
    conclusion = conclusion_shown(seen)
    return seen.page(
        "opinions",
        lines=case.opinion_lines(seen.case, request.actor, today),
        earlier=case.earlier_opinions(seen.case, request.actor, today),
        conclusion=conclusion,
        conclusion_status=SENSE_STATUS[Conclusion.Sense(conclusion.sense)] if conclusion else "",
        conclusion_reasons=[_worded(each, language) for each in conclusion.reasons] if conclusion else [],
        minutes=_paper(seen, PaperKind.MINUTES),
        points=points_of(seen.case, request.actor, opinions=seen.opinions_shown) if seen.file_shown else [],
    )


@signed_in
@require_safe
def payments(request: Request, number: str) -> HttpResponse:
    """What is to be paid or was, line by line, and the receipt."""
    seen = look(request, number, "payments", beyond_copy=True)
    order, order_lines = order_and_lines(f"dossiers.dossier:{seen.dossier.pk}")
    return seen.page(
        "payments",
        order=order,
        order_lines=order_lines,
        may_pay=policy.may_pay(request.actor, seen.dossier),
        quittance=_paper(seen, PaperKind.QUITTANCE),
    )


@signed_in
@require_safe
def full_history(request: Request, number: str) -> HttpResponse:
    """Everything that happened, oldest first; what is awaited and why on that day; the legal clock explained; who looked."""
    seen = look(request, number, "history", whole_file=True, beyond_copy=True)
    found, today = seen.dossier, request.actor.today()
    counted = seen.clock
    party = policy.prepares(request.actor, found)
    return seen.page(
        "history",
        moments=timeline.timeline(
            found, opinions=seen.opinions_shown, told=seen.opinions_told, fine=not party
        ),
        awaited=timeline.awaited(found, case.open_tasks(found), today, seen.closures),
        oversees=policy.may_oversee(request.actor),
        counted=counted,
        why=timeline.why(counted.delay, counted.start, found) if counted else "",
        segments=history.segments(counted, found, seen.case.papers) if counted else [],
        skipped=history.skipped_days(counted, clocks.place_of(found))
        if counted and not found.stayed_on
        else [],
        versions=sorted(found.versions.all(), key=lambda each: each.number),
        party=party,
        consultations=history.consultations(found) if party else [],
        **_delays(seen),
    )


@dataclass
class Seen:
    """A dossier as one reader sees it."""

    request: Request
    case: facts.Case
    file_shown: bool
    opinions_shown: bool
    copy_only: bool

    @property
    def dossier(self) -> Dossier:
        return self.case.dossier

    @cached_property
    def closures(self) -> Closures:
        """The closed days of the dossier's whole life. One query for all its delays."""
        lodged = [each.lodged_at.astimezone(MOROCCO).date() for each in self.dossier.versions.all()]
        return clocks.closures_around(*lodged, *(task.starts_on for task in self.case.tasks))

    @property
    def calendar(self) -> Calendar:
        """The working days of its legal clock: those of the place of its land."""
        return self.closures.at(clocks.place_of(self.dossier))

    @cached_property
    def clock(self) -> clocks.Clock | None:
        """The legal clock of the dossier on the day it is seen."""
        return case.clock(self.dossier, self.request.actor.today(), self.case.papers, self.calendar)

    @property
    def is_visited(self) -> bool:
        """Whether a step of the case is a visit."""
        return any(task.is_kind is Kind.VISIT for task in self.case.tasks)

    @property
    def opinions_told(self) -> bool:
        """Whether the reader keeps what was told of the members' opinions, when they are asked again."""
        return not self.copy_only and policy.may_read_opinions(
            self.request.actor, self.dossier, concluded=True
        )

    @property
    def official(self) -> bool:
        return policy.is_official(self.request.actor)

    @cached_property
    def documents(self) -> list[DocumentPieces]:
        return [each for each in pieces_by_document(self.dossier, self.case.papers) if self.shows(each.code)]

    def shows(self, code: str) -> bool:
        """Whether the reader sees the files of this document: whoever has a copy of the permit sees its plans alone."""
        return not self.copy_only or self.dossier.procedure.document(code).plan

    @property
    def pieces(self) -> list[ShownPiece]:
        """The files that stand in the version under study."""
        return [shown for each in self.documents for shown in each.current]

    def page(self, tab: str, **context: Any) -> HttpResponse:
        """The page of a tab, under the head that all share."""
        language, today = get_language() or "fr", self.request.actor.today()
        named = {meaning: wording.meant(self.dossier, meaning) for meaning in MEANINGS}
        procedure = self.dossier.procedure
        classification = procedure.classify(self.case.holding)
        chosen = classification.project_class
        head = {
            "seen": self,
            "dossier": self.dossier,
            "frame": frame(self.request.actor),
            "tab": tab,
            "title": procedure.names.in_(language),
            "project": _in(named["project"], language),
            "class_name": chosen.names.in_(language) if chosen else "",
            "class_reasons": [sentence(name, language) for name in classification.reasons],
            "beneficiary": _in(named["beneficiary"], language) if self.file_shown else "",
            "situation": _in(named["situation"], language),
            "status": case.status(self.dossier, today),
            "stages": case.stages(self.dossier),
            "receipt": _paper(self, PaperKind.RECEIPT),
            "may_hand_over": policy.may_hand_over(self.request.actor, self.dossier),
            "pieces_count": len(self.pieces),
            "unread": self._unread(),
        }
        return render(self.request, f"dossiers/case/{tab}.html", head | context)

    def _unread(self) -> int:
        """The messages of the dossier that the reader has not opened, counted with all that waits for them."""
        waiting.about(self.request, self.dossier.pk)
        waiting.ask(self.request, UNREAD, unread_in, self.dossier.pk)
        return 0 if self.copy_only else waiting.count(self.request, UNREAD)


def look(
    request: Request, number: str, what: str = "", *, whole_file: bool = False, beyond_copy: bool = False
) -> Seen:
    """The dossier, when it is in sight of the reader; the view is noted when it shows something (law 09-08)."""
    actor = request.actor
    found = sight.in_sight(actor, number)
    if found is None:
        raise Http404
    prefetch_related_objects([found], "versions")
    if not policy.prepares(actor, found):
        as_deposited([found])
    given = facts.read(found)
    case.know(given)
    copy = sight.sees_copy_only(found, actor, given)
    seen = Seen(
        request=request,
        case=given,
        file_shown=policy.may_read_file(actor, found),
        opinions_shown=sight.sees_opinions(given, actor, copy=copy),
        copy_only=copy,
    )
    if (whole_file and not seen.file_shown) or (beyond_copy and copy):
        raise Http404
    if what and actor.person_id is not None and request.method == "GET":
        Consultation.note(found, actor.person_id, what, actor.now())
    return seen


def noted(seen: Seen, what: str, answer: HttpResponseBase) -> HttpResponseBase:
    """Bytes that leave are a view of the dossier (law 09-08). A viewer reads a file range by range: that is one view."""
    request, actor = seen.request, seen.request.actor
    if request.method == "GET" and answer.status_code in {200, 206}:
        since = actor.now() - ONE_READING
        if answer.status_code == 200 or not Consultation.noted(seen.dossier, actor.person_pk, what, since):
            Consultation.note(seen.dossier, actor.person_pk, what, actor.now())
    return answer


def papers_shown(seen: Seen) -> list[OfficialPaper]:
    """The papers the reader may open, the latest first; a list of plans that another replaced is left out."""
    papers = case.visible_papers(seen.case, seen.request.actor)
    return [each for each in papers if each.superseded_at is None and _opens(seen, each)]


def _opens(seen: Seen, paper: OfficialPaper) -> bool:
    return sight.opens(paper, seen.request.actor, opinions=seen.opinions_shown, copy=seen.copy_only)


def _paper(seen: Seen, kind: PaperKind) -> OfficialPaper | None:
    """The last issued paper of a kind, printed or about to be."""
    issued = [each for each in seen.case.papers if each.kind == kind and each.issued_at]
    found = next((each for each in reversed(issued) if each.superseded_at is None), None)
    return found if found and _opens(seen, found) else None


def conclusion_shown(seen: Seen) -> Conclusion | None:
    return seen.case.concluded if seen.opinions_shown else None


def _delays(seen: Seen) -> dict[str, Any]:
    """The legal clock, and the bulletin's reference delay beside it: two different things, both named."""
    found, clock = seen.dossier, seen.clock
    explanation = reverse("dossiers:history", args=[found.number]) + "#clock"
    stopped_on = clock.stopped_on if clock else case.stopped_on(found, seen.case.papers)
    limit = None if stopped_on else case.reference(found)
    start = clock.start if clock else facts.deposited_on(found)
    return {
        "clock": history.legal_clock(clock, found, explanation),
        "stopped_on": stopped_on,
        "ended_on": clock.ended_on if clock else None,
        "stop": history.stop_cited(found, seen.case.papers) if stopped_on else None,
        "extended": extended(found) if clock and clock.extended else None,
        "silence": silence(seen.case, seen.request.actor, seen.calendar, stopped=stopped_on is not None),
        "reference": limit,
        "reference_due": clocks.due(limit.delay, start, clock.calendar if clock else None).on
        if limit and start
        else None,
    }


def _worded(reason: Reason, language: str) -> str:
    return reason["text_ar"] if language == "ar" else reason["text_fr"]


def _in(both: Both, language: str) -> str:
    return (both.ar or both.fr) if language == "ar" else (both.fr or both.ar)
