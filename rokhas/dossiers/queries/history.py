"""How the legal clock of a dossier ran, in words, and who looked at the dossier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Q, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Mandate, StaffMember
from rokhas.dossiers.models import Consultation, Dossier, OfficialPaper, PaperKind, Ruling
from rokhas.dossiers.queries import case, wording
from rokhas.dossiers.queries.timeline import law_of
from rokhas.dossiers.workflow.clocks import Clock, maximum_of
from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.calendar import Due
from rokhas.procedures.schema import stop_law
from rokhas.territory.queries import Place, names_of_holidays
from rokhas.ui.clock import DAYS, WORKING_DAYS, Explained

LATEST = 200
# What starts the clock of a dossier.
DEPOSIT, AFTER_STAY, ON_APPEAL = "deposit", "stay", "appeal"
# What is contested and, quashed, opens the case again.
REOPENED = frozenset({PaperKind.REFUSAL, PaperKind.INADMISSIBILITY})
# What a page notes of each view, in words; a file is named by what it is.
PAGES = {
    "overview": _("the case"),
    "file": _("the whole file, before signing"),
    "opinions": _("the opinions"),
    "payments": _("the payments"),
    "history": _("the history"),
    "pieces": _("the list of the pieces"),
    "messages": _("the messages"),
    "versions": _("the comparison of its versions"),
    "review": _("the whole file, for an opinion"),
    "check": _("the check of the pieces"),
    "dispatch": _("the sending to the members"),
    "conclusion": _("the conclusion"),
    "lifting": _("the answer to the reserves"),
    "minutes": _("the minutes"),
    "decision": _("the decision"),
    "preview": _("a preview of a paper"),
    "works": _("the works"),
    "building": _("the history of the building"),
}


def legal_clock(found: Clock | None, dossier: Dossier, explanation_url: str) -> Explained | None:
    """The legal limit of a dossier, ready to be drawn; None where no text gives one."""
    if found is None:
        return None
    return Explained(
        total=found.total,
        used=found.used,
        left=-(found.today - found.due.on).days if found.is_late else found.left,
        start=found.start,
        due=None if found.stopped_on else found.due.on,
        moved=found.due.moved_from is not None,
        unit=WORKING_DAYS if found.delay.unit == "working_days" else DAYS,
        stopped=found.stopped_on is not None or dossier.is_ended,
        law=law_of(found.delay, dossier),
        explanation_url=explanation_url,
    )


@dataclass(frozen=True)
class Stop:
    """The text by which a delay is stopped, in words, and whether it is to be confirmed."""

    law: str
    unsure: bool


def stop_cited(dossier: Dossier, papers: Iterable[OfficialPaper]) -> Stop | None:
    law = case.stopped_by(dossier, papers)
    return Stop(wording.cited(dossier.procedure, law), law.certainty != "sourced") if law else None


@dataclass(frozen=True)
class Segment:
    """The clock from what starts it (`began`: a deposit, the end of a stay, a decision quashed on appeal) to its end.

    `stopped_on` is the day of the notification, or that of a stay (`stayed`); `ended_on` that of the decision. No limit is `due`
    while a stay runs.
    """

    version: int
    start: date
    due: Due | None
    began: str = DEPOSIT
    stopped_on: date | None = None
    stayed: bool = False
    ended_on: date | None = None


def segments(counted: Clock, dossier: Dossier, papers: Iterable[OfficialPaper]) -> list[Segment]:
    """Each time the clock started, oldest first (RGC art. 37), from the papers of the dossier and a clock whose calendar is that
    of its whole life. One query when letters stopped it, one more when it was taken up again otherwise than by a deposit, one
    more unless the versions are at hand."""
    letters = [
        each
        for each in papers
        if stop_law(each.kind, dossier.procedure.family) and each.superseded_at is None
    ]
    prefetch_related_objects(letters, "notifications")
    stops: dict[int, datetime] = {}
    for paper in letters:
        for told in paper.notifications.all():
            stops[paper.version] = min(told.available_at, stops.get(paper.version, told.available_at))
    found: list[Segment] = []
    for version in sorted(dossier.versions.all(), key=lambda each: each.number):
        if not version.restarts_clock:
            continue
        start = version.lodged_at.astimezone(MOROCCO).date()
        due = maximum_of(dossier, start, counted.calendar)
        stopped = stops.get(version.number)
        stopped_on = stopped.astimezone(MOROCCO).date() if stopped else None
        found.append(Segment(version.number, start, due, stopped_on=stopped_on))
    for again in _resumptions(dossier):
        found = _resumed(found, again, maximum_of(dossier, again.start, counted.calendar))
    last = found[-1] if found else None
    if last and dossier.stayed_on:
        found[-1] = replace(last, due=None, stopped_on=dossier.stayed_on, stayed=True)
    elif last and counted.ended_on and last.stopped_on is None:
        found[-1] = replace(last, ended_on=counted.ended_on)
    return found


@dataclass(frozen=True)
class _Resumption:
    """The day a case was taken up again, and the day that had put it aside."""

    start: date
    began: str
    aside_on: date


def _resumptions(dossier: Dossier) -> list[_Resumption]:
    """Oldest first. One query, none where the case was never taken up again."""
    if dossier.resumed_on is None:
        return []
    found = []
    stays, answers = Q(kind=Ruling.Kind.STAY, ended_at__isnull=False), Q(sense=Ruling.Sense.RESUMED)
    signed = dossier.rulings.filter(stays | answers, signed_at__isnull=False)
    for ruling in signed.select_related("appeal__against"):
        contested = ruling.appeal.against if ruling.appeal else None
        if contested is None and ruling.until and ruling.signed_at and ruling.ended_at:
            # However late the end of a stay is read, the clock runs from the day after its last.
            start = min(ruling.until + timedelta(days=1), _day(ruling.ended_at))
            found.append(_Resumption(start, AFTER_STAY, _day(ruling.signed_at)))
        elif contested and contested.kind in REOPENED and contested.issued_at and ruling.signed_at:
            aside_on = _day(contested.issued_at)
            found.append(_Resumption(_day(ruling.signed_at), ON_APPEAL, aside_on))
    return sorted(found, key=lambda each: each.start)


def _resumed(found: list[Segment], again: _Resumption, due: Due | None) -> list[Segment]:
    """The segment that was put aside ends there; another begins with what took the case up again."""
    before = [each for each in found if each.start <= again.aside_on]
    if not before:
        return found
    last, stayed = before[-1], again.began == AFTER_STAY
    closed = replace(
        last,
        stopped_on=again.aside_on if stayed else None,
        stayed=stayed,
        ended_on=None if stayed else again.aside_on,
    )
    # What had stopped the version, if anything, stopped it after it was taken up again.
    following = Segment(last.version, again.start, due, again.began, stopped_on=last.stopped_on)
    return [*before[:-1], closed, following, *found[len(before) :]]


def _day(at: datetime) -> date:
    return at.astimezone(MOROCCO).date()


@dataclass(frozen=True)
class ClosedDay:
    """A day that does not count, and its name when it is a holiday."""

    day: date
    name: str


def skipped_days(counted: Clock, place: Place) -> list[ClosedDay]:
    """The days that moved or lengthened the delay, holidays by their names."""
    if not counted.due.skipped:
        return []
    names = names_of_holidays(counted.start, counted.due.on, place)
    return [ClosedDay(each.day, names.get(each.day, "")) for each in counted.due.skipped]


@dataclass(frozen=True)
class Seen:
    """Someone who is no party opened the dossier: what of it, from which office or practice, in which role, when."""

    pk: int
    at: datetime
    what: str | Promise
    role: str
    office: str


def consultations(dossier: Dossier, *, before: int | None = None, most: int = LATEST) -> list[Seen]:
    """Who consulted what, besides its parties, latest first: offices and roles, never names (law 09-08). `before` is the
    consultation after which to go on. Six queries at most."""
    rows = Consultation.objects.filter(dossier=dossier)
    rows = rows.exclude(Q(person_id=dossier.filer_id) | Q(person_id=dossier.designer_id or 0))
    if before is not None:
        last = rows.filter(pk=before).values_list("at", flat=True).first()
        rows = rows.filter(Q(at__lt=last) | Q(at=last, pk__lt=before)) if last else rows.none()
    seen = list(rows.order_by("-at", "-pk")[:most])
    held: dict[int, list[Mandate]] = {}
    seers = Mandate.objects.filter(person_id__in={each.person_id for each in seen}, cancelled_at=None)
    for mandate in seers.select_related("office"):
        held.setdefault(mandate.person_id, []).append(mandate)
    practices = _practices(dossier, {each.person_id for each in seen} - held.keys())
    words, found = _words(dossier, seen), []
    for each in seen:
        day = each.at.astimezone(MOROCCO).date()
        mandates = [
            mandate
            for mandate in held.get(each.person_id, [])
            if mandate.starts_on <= day and (mandate.ends_on is None or mandate.ends_on >= day)
        ]
        found.append(
            Seen(
                pk=each.pk,
                at=each.at,
                what=words.get(each.what) or PAGES.get(each.what, _("a page of the dossier")),
                role=gettext(", ").join(dict.fromkeys(mandate.get_role_display() for mandate in mandates)),
                office=gettext(", ").join(dict.fromkeys(mandate.office.name for mandate in mandates))
                or practices.get(each.person_id, ""),
            )
        )
    return found


def _practices(dossier: Dossier, seers: set[int]) -> dict[int, str]:
    """The name of the practice of the dossier, for those who prepare or prepared there without any mandate."""
    if dossier.practice_id is None or not seers:
        return {}
    staff = StaffMember.objects.filter(practice=dossier.practice_id, person__in=seers)
    return {
        number: member.practice.name
        for member in staff.select_related("practice")
        if (number := member.person_id) is not None
    }


def _words(dossier: Dossier, seen: list[Consultation]) -> dict[str, str | Promise]:
    """The names of the pieces and papers that were opened: `piece-12` is the document it was given for."""
    opened: dict[str, set[str]] = {"piece": set(), "paper": set()}
    for each in seen:
        kind, _dash, number = each.what.partition("-")
        if kind in opened and number.isdecimal():
            opened[kind].add(number)
    language = get_language() or "fr"
    names: dict[str, str | Promise] = {}
    if opened["piece"]:
        named = {document.code: document.names.in_(language) for document in dossier.procedure.documents}
        for piece in dossier.pieces.filter(pk__in=opened["piece"]):
            names[f"piece-{piece.pk}"] = named.get(piece.code, piece.code)
    if opened["paper"]:
        for paper in dossier.papers.filter(pk__in=opened["paper"]):
            names[f"paper-{paper.pk}"] = PaperKind(paper.kind).label
    return names
