"""What happened to a dossier and what is awaited, in words, with the reason of each date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, OuterRef, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from rokhas.accounts.models import Office, Person, Role
from rokhas.dossiers.models import Conclusion, Dossier, Ending, HandedCheck, PaperKind, Ruling, Task, Verdict
from rokhas.dossiers.queries import wording
from rokhas.dossiers.workflow import clocks
from rokhas.journal.events import fact_of
from rokhas.journal.models import Event
from rokhas.kernel.calendar import Calendar, Due
from rokhas.procedures.schema import Delay
from rokhas.territory.queries import Closures
from rokhas.ui import formats

# What the applicant is not told before the commission has concluded, nor the public ever.
OPINIONS = frozenset({"opinion.issued", "opinion.out_of_time", "points.raised", "point.lifted", "point.kept"})
# What a holder of the permit's copy is told.
OF_A_COPY = frozenset(
    {
        "dossier.lodged",
        "permit.signed",
        "permit.delivered",
        "acknowledgement.signed",
        "acknowledgement.delivered",
        "permit.cancelled",
        "permit.restored",
        "dossier.ended",
    }
)
# Facts that stand behind others: too fine for a timeline.
FINE = frozenset(
    {
        "task.opened",
        "deadline.reminded",
        "maximum.reminded",
        "permit.lapse_near",
        "occupation.fee_reminded",
        "piece.added",
        "piece.removed",
        "paper.issued",
        "draft.opened",
        "code.consent",
        "code.handing",
        "invitation.opened",
        "points.raised",
        "visit.photographed",
        "visit.photo_removed",
    }
)
ICONS = {
    "dossier.lodged": "upload",
    "manifest.signed": "writing-sign",
    "dossier.admissible": "clipboard-check",
    "dossier.inadmissible": "file-alert",
    "dossier.dispatched": "share",
    "visit.scheduled": "calendar-event",
    "visit.postponed": "calendar-event",
    "visit.unannounced": "clock-exclamation",
    "visit.reported": "clipboard-check",
    "visit.photographed": "upload",
    "visit.photo_removed": "x",
    "opinion.issued": "message",
    "opinion.out_of_time": "clock-exclamation",
    "dossier.concluded": "checklist",
    "minutes.signed": "writing-sign",
    "letter.signed": "file-text",
    "paper.notified": "bell",
    "paper.opened": "file-check",
    "paper.handed": "printer",
    "assistance.begun": "user-plus",
    "consent.given": "shield-check",
    "reserves.answered": "upload",
    "reserves.lifted": "circle-check",
    "points.answered": "upload",
    "dossier.withdrawn": "arrow-back-up",
    "permit.cancelled": "circle-x",
    "permit.restored": "circle-check",
    "stay.signed": "player-pause",
    "stay.ended": "progress",
    "appeal.filed": "scale",
    "appeal.silent": "clock-exclamation",
    "appeal.without_object": "scale",
    "appeal.answered": "scale",
    "case.resumed": "progress",
    "point.lifted": "circle-check",
    "point.kept": "pencil-exclamation",
    "fees.ordered": "credit-card",
    "fees.paid": "credit-card",
    "fees.none": "credit-card",
    "permit.signed": "certificate",
    "permit.delivered": "certificate",
    "acknowledgement.signed": "certificate",
    "acknowledgement.delivered": "certificate",
    "copy.sent": "share",
    "correspondence.asked": "message",
    "correspondence.answered": "message",
    "designer.named": "pencil",
    "signature.asked": "writing-sign",
    "invitation.sent": "mail",
    "invitation.reminded": "mail",
    "invitation.accepted": "user-plus",
    "invitation.declined": "x",
    "invitation.revoked": "x",
    "invitation.given": "upload",
    "contribution.signed": "writing-sign",
    "dossier.ended": "lock",
    "task.escalated": "alert-octagon",
    "task.substituted": "share",
    "deadline.moved": "calendar-event",
    "time_limit.set": "clock-exclamation",
    "time_limit.passed": "alert-octagon",
    "limit.passed": "clock-exclamation",
    "maximum.extended": "calendar-event",
    "maximum.moved": "calendar-event",
    "maximum.passed": "alert-octagon",
    "permit.lapsed": "calendar-event",
    "permit.followed": "link",
    "parent.cancelled": "circle-x",
    "parent.restored": "circle-check",
    "permit.kept": "calendar-event",
    "validity.moved": "calendar-event",
    "occupation.fee_asked": "credit-card",
    "occupation.fee_paid": "credit-card",
    "occupation.fee_overdue": "alert-octagon",
    "occupation.renewed": "certificate",
    "occupation.end_declared": "arrow-back-up",
    "occupation.end_incomplete": "pencil-exclamation",
    "occupation.ended": "lock",
}


@dataclass(frozen=True)
class Moment:
    """One line of the timeline. `actor` is the office or the person who acted, empty for the platform or the public."""

    at: datetime
    sentence: str
    icon: str
    kind: str
    actor: str = ""


def timeline(
    dossier: Dossier,
    *,
    opinions: bool,
    told: bool = False,
    people: bool = True,
    fine: bool = False,
) -> list[Moment]:
    """The facts of a dossier, oldest first. One query.

    `opinions` tells those of the members (officers, or once concluded), `told` those that a conclusion followed, whatever came
    since; `people` names who acted; `fine` adds the smallest facts.
    """
    named = Office.objects.filter(pk=OuterRef("office_pk"))
    names = JSONObject(pk="pk", name_fr="name_fr", name_ar="name_ar")
    events = list(
        Event.objects.filter(stream=f"dossiers.dossier:{dossier.pk}")
        .annotate(office_pk=Cast(KT("data__office"), BigIntegerField()))
        .annotate(office_told=Subquery(named.values(told=names)))
        .select_related("by")
        .order_by("seq")
    )
    offices = {event.data["office"]: Office(**event.office_told) for event in events if event.office_told}
    concluded = [event.seq for event in events if event.kind == "dossier.concluded"]
    told_until = max(concluded, default=0) if told else 0
    hidden = frozenset() if opinions else OPINIONS
    return [
        Moment(
            at=event.at,
            sentence=sentence(event, dossier, offices),
            icon=ICONS.get(event.kind, "file"),
            kind=event.kind,
            actor=_who(event, offices, people=people),
        )
        for event in events
        if (event.kind not in hidden or event.seq < told_until) and (fine or event.kind not in FINE)
    ]


def sentence(event: Event, dossier: Dossier, offices: Mapping[int, Office]) -> str:
    """A fact in words, with its references resolved in the language of the page."""
    values = {name: _said(name, value, dossier, offices) for name, value in event.data.items()}
    return str(fact_of(event.kind).sentence) % values


@dataclass(frozen=True)
class Awaited:
    """A step that waits: who holds it, until when, and why that day; `is_suspended` while a stay of decision stops its delay."""

    task: Task
    step: str
    office: str
    due_on: date | None
    why: str
    is_late: bool
    is_suspended: bool


def awaited(dossier: Dossier, tasks: list[Task], today: date, known: Closures) -> list[Awaited]:
    """Who holds the dossier now, with the deadline and why this date, by the closed days of its whole life."""
    language = get_language() or "fr"
    return [
        Awaited(
            task=task,
            step=task.step.names.in_(language),
            office=task.office.name if task.office else _("the applicant"),
            due_on=task.due_on,
            why=why(
                task.step.within, task.starts_on, dossier, known.at(clocks.place_of(dossier, task.office))
            )
            if task.due_on
            else "",
            is_late=task.is_late(today),
            is_suspended=bool(dossier.stayed_on and task.step.within),
        )
        for task in tasks
    ]


def why(
    delay: Delay | None, start: date, dossier: Dossier | None = None, calendar: Calendar | None = None
) -> str:
    """Why a deadline falls on its day: the delay, its start, the days that do not count, the text of law.

    With its `dossier`, the text is named in the language of the page.
    """
    if delay is None:
        return ""
    found = clocks.due(delay, start, calendar)
    parts = [_counted(delay, found)]
    holidays = sum(skipped.reason == "holiday" for skipped in found.skipped)
    if holidays:
        parts.append(
            ngettext(
                "%(n)d public holiday is not counted.", "%(n)d public holidays are not counted.", holidays
            )
            % {"n": holidays}
        )
    if found.moved_from:
        parts.append(_("The limit fell on a closed day and moves to the next working day."))
    parts.append(_("Text: %(text)s.") % {"text": law_of(delay, dossier)})
    if delay.law.certainty != "sourced":
        parts.append(_("To be confirmed."))
    return " ".join(parts)


def law_of(delay: Delay, dossier: Dossier | None) -> str:
    """The text that sets a delay, and its article."""
    if dossier is not None:
        return wording.cited(dossier.procedure, delay.law)
    return " ".join(filter(None, [delay.law.text, delay.law.article]))


def _counted(delay: Delay, found: Due) -> str:
    start = formats.day(found.start)
    if delay.starts == "session":
        return _("On the day of the session, %(day)s.") % {"day": formats.day(found.on)}
    if delay.unit == "working_days":
        text = ngettext(
            "%(n)d working day after %(start)s, that day not counted.",
            "%(n)d working days after %(start)s, that day not counted.",
            delay.quantity,
        )
    elif delay.unit == "days":
        text = ngettext("%(n)d day after %(start)s.", "%(n)d days after %(start)s.", delay.quantity)
    elif delay.unit == "months":
        text = ngettext("%(n)d month after %(start)s.", "%(n)d months after %(start)s.", delay.quantity)
    else:
        text = ngettext("%(n)d year after %(start)s.", "%(n)d years after %(start)s.", delay.quantity)
    return text % {"n": delay.quantity, "start": start}


def _who(event: Event, offices: Mapping[int, Office], *, people: bool) -> str:
    office = offices.get(event.data.get("office") or 0)
    person: Person | None = event.by
    if office:
        return office.name
    return person.name if people and person else ""


# Who is told of a limit (`procedures.schema.Told`).
TOLD = {
    "holder": gettext_lazy("whoever holds the step"),
    "secretary": gettext_lazy("the secretary of the commission"),
    "governor": gettext_lazy("the governor"),
}


def _lacking(points: int) -> str:
    """What a visit found of the points of its list."""
    if not points:
        return _("every point conforms")
    return ngettext("%(n)d point does not conform", "%(n)d points do not conform", points) % {"n": points}


# What keeps a silence from its effect (`actions.limits.obstacle_of`).
OBSTACLES = {
    "": gettext_lazy("The law may take it for an authorisation: write to the desk."),
    "agency_opinion": gettext_lazy(
        "It authorises nothing: the favourable opinion of the urban agency is not on file and is never presumed."
    ),
}
# How a value of an event is said; what is not named here is said as it is.
_LABELS: Mapping[str, Callable[[Any], str]] = {
    "verdict": lambda value: str(Verdict(value).label),
    "sense": lambda value: str(Conclusion.Sense(value).label),
    "role": lambda value: str(Role(value).label),
    "paper_kind": lambda value: str(PaperKind(value).label),
    "letter": lambda value: str(PaperKind(value).label),
    "check": lambda value: str(HandedCheck(value).label),
    "ending": lambda value: str(Ending(value).label),
    "total": formats.money,
    "due_on": lambda value: formats.day(date.fromisoformat(value)) if value else "",
    "was": lambda value: formats.day(date.fromisoformat(value)),
    "changed": lambda value: formats.day(date.fromisoformat(value)) if value else _("an earlier day"),
    "lacking": _lacking,
    "told": lambda value: str(TOLD[value]),
    "begins_on": lambda value: formats.day(date.fromisoformat(value)),
    "finished_on": lambda value: formats.day(date.fromisoformat(value)),
    "day": lambda value: formats.day(date.fromisoformat(value)),
    "former": lambda value: formats.day(date.fromisoformat(value)),
    "until": lambda value: formats.day(date.fromisoformat(value)),
    "pay_by": lambda value: formats.day(date.fromisoformat(value)),
    "answer": lambda value: str(Ruling.Sense(value).label),
    "obstacle": lambda value: str(OBSTACLES[value]),
}


def _said(name: str, value: Any, dossier: Dossier, offices: Mapping[int, Office]) -> str:
    language = get_language() or "fr"
    if name in _LABELS:
        return _LABELS[name](value)
    if name == "office":
        return offices[value].name if value in offices else _("the applicant")
    if name == "appeal":
        return dossier.procedure.remedy(value).names.in_(language)
    if name == "cause":
        limit = dossier.procedure.limit("legal_maximum", dossier.class_code or None)
        cause = limit.extension.cause(value) if limit and limit.extension else None
        return cause.names.in_(language) if cause else str(value)
    if name == "step":
        return dossier.procedure.step(value).names.in_(language)
    if name == "code":
        return dossier.procedure.document(value).names.in_(language)
    return str(value)
