"""Enquiries as pages show them: to anybody, to whoever spoke, to the petitioner, to the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.utils.translation import get_language

from rokhas.documents.models import Document
from rokhas.dossiers.models import OfficialPaper, PaperKind, Task
from rokhas.dossiers.policy import prepares
from rokhas.dossiers.queries import wording
from rokhas.enquiries import policy
from rokhas.enquiries.models import Enquiry, Opposition, OppositionFile, both
from rokhas.enquiries.models import EnquiryQuerySet as Rows
from rokhas.enquiries.queries.maps import Map, Spots, map_of, spots_of
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.territory.models import Unit


@dataclass(frozen=True)
class Shown:
    """What the notice says of an enquiry, in the language of the page; `petitioner` is empty once it is over."""

    enquiry: Enquiry
    number: str
    nature: str
    activity: str
    class_name: str
    situation: str
    petitioner: str
    commune: str
    office: str
    consultation: str
    days_left: int
    is_open: bool
    is_over: bool
    is_to_come: bool
    over_since: date


def with_rows(found: Rows) -> Rows:
    """What a page says of each, read at once."""
    return found.select_related(
        "dossier__unit", "dossier__procedure_version", "task__office", "task__dossier"
    )


def public_list(today: date, unit: Unit | None = None) -> Rows:
    """Those that the public may consult, the first to close first; of a commune and its arrondissements, or everywhere."""
    found = with_rows(Enquiry.objects.announced(today))
    if unit is not None:
        found = found.filter(dossier__unit_id=unit.pk) | found.filter(dossier__unit__parent_id=unit.pk)
    return found.order_by("closes_on", "pk")


def find(pk: int) -> Enquiry | None:
    """An enquiry whose notice was made public: under way, to come or over. One query."""
    enquiry = with_rows(Enquiry.objects.standing()).filter(pk=pk).first()
    if enquiry is not None:
        enquiry.task.dossier = enquiry.dossier
    return enquiry


def spoken_in(pk: int, actor: Actor) -> Enquiry | None:
    """An enquiry in which the reader spoke, though its request was withdrawn since: what they said stays theirs. One query."""
    mine = Enquiry.objects.filter(oppositions__in=Opposition.objects.of(actor))
    enquiry = with_rows(mine).filter(pk=pk).first()
    if enquiry is not None:
        enquiry.task.dossier = enquiry.dossier
    return enquiry


def shown(enquiry: Enquiry, today: date) -> Shown:
    """What anybody may read; no query once its rows are read (`with_rows`)."""
    language = get_language() or "fr"
    dossier, task = enquiry.dossier, enquiry.task
    task.dossier = dossier
    return Shown(
        enquiry=enquiry,
        number=dossier.number or "",
        nature=dossier.procedure.names.in_(language),
        activity=_in(enquiry, "activity", language),
        class_name=_in(enquiry, "class_name", language),
        situation=_in(enquiry, "situation", language),
        petitioner=_in(enquiry, "petitioner", language) if is_named(enquiry, today) else "",
        commune=dossier.unit.name if dossier.unit else "",
        office=task.office.name if task.office else "",
        consultation=enquiry.terms.consultation.in_(language),
        days_left=max(0, (enquiry.closes_on - today).days),
        is_open=enquiry.is_open(today),
        is_over=is_behind(enquiry, today),
        is_to_come=enquiry.is_announced(today) and today < enquiry.opens_on,
        over_since=_over_since(enquiry),
    )


def is_behind(enquiry: Enquiry, today: date) -> bool:
    """Whether nothing more is heard in it: past its last day, closed, or its request ended otherwise."""
    return enquiry.is_over(today) or not enquiry.task.is_open


def is_named(enquiry: Enquiry, today: date) -> bool:
    """Whether its public notice names who asks: where a text requires it, and until it is over. A name is published for people to
    be heard; it serves nothing after (law 09-08)."""
    return bool(enquiry.announced["petitioner"]) and not is_behind(enquiry, today)


def _over_since(enquiry: Enquiry) -> date:
    """Its last day; the day on which its request was given up or taken back, when that came sooner."""
    ended = enquiry.dossier.ended_at or enquiry.task.superseded_at
    return min(enquiry.closes_on, ended.astimezone(MOROCCO).date()) if ended else enquiry.closes_on


def drawn(enquiry: Enquiry) -> Map | None:
    return map_of(enquiry.dossier.unit_id or "", enquiry.announced["point"])


def placed(unit: Unit, found: Sequence[Enquiry]) -> Spots | None:
    """The map of a commune with the places of some of its enquiries, in their order."""
    return spots_of(unit.pk, [each.announced["point"] for each in found])


def law_of(task: Task) -> tuple[str, bool]:
    """The text that says how long an enquiry lasts, in the language of the page, and whether it was read."""
    assert task.step.enquiry is not None
    law = task.step.enquiry.lasts.law
    return wording.cited(task.dossier.procedure, law), law.certainty == "sourced"


def public_poster(enquiry: Enquiry, today: date) -> Document | None:
    """The printed notice that anybody may read: none before it is ready, nor once it is over where it names who asks. It stays
    among the papers of the dossier. One query at most."""
    if enquiry.announced["petitioner"] and not is_named(enquiry, today):
        return None
    papers = OfficialPaper.objects.ready().filter(task=enquiry.task_id, kind=PaperKind.NOTICE)
    paper = papers.select_related("document").first()
    return paper.document if paper else None


def opposition_of(enquiry: Enquiry, actor: Actor) -> Opposition | None:
    """What the reader said in an enquiry."""
    found = Opposition.objects.of(actor).filter(enquiry=enquiry).select_related("receipt").first()
    if found is not None:
        found.enquiry = enquiry
    return found


def files_of(enquiry: Enquiry, actor: Actor) -> list[OppositionFile]:
    """The reader's own files in an enquiry, those that wait to be sent with what they say included."""
    mine = OppositionFile.objects.filter(enquiry=enquiry, added_by=actor.person_id)
    return list(mine.select_related("document"))


def spoken_by(actor: Actor) -> list[Opposition]:
    """Everything the reader said, the last first. One query."""
    rows = Opposition.objects.of(actor).select_related(
        "enquiry__dossier__unit", "enquiry__dossier__procedure_version", "enquiry__task__office"
    )
    found = list(rows.order_by("-filed_at", "-pk"))
    for each in found:
        each.enquiry.task.dossier = each.enquiry.dossier
    return found


PAGE = 25
"""Observations on one page of an enquiry."""


@dataclass(frozen=True)
class Line:
    """An observation in the room of the office; `who` and `files`, which may name them, are empty for whoever may not know."""

    opposition: Opposition
    text: str
    who: str
    files: list[OppositionFile]


def lines(enquiry: Enquiry, actor: Actor) -> list[Line]:
    """Every observation, in the order of its number. Three queries."""
    named = policy.may_read_names(actor, enquiry)
    rows = enquiry.oppositions.select_related("person")
    if named:
        rows = rows.prefetch_related("files__document")
    return [_line(each, enquiry, named=named) for each in rows]


def paged(found: list[Line], asked: str | int | None) -> Page[Line]:
    """One page of them; the nearest that exists when another is asked. No query."""
    return Paginator(found, PAGE).get_page(asked)


def _line(opposition: Opposition, enquiry: Enquiry, *, named: bool) -> Line:
    opposition.enquiry = enquiry
    who = opposition.person.name if named and opposition.person else ""
    return Line(opposition, opposition.text, who, list(opposition.files.all()) if named else [])


def told_after(enquiry: Enquiry, actor: Actor, today: date) -> list[Line]:
    """What is read of it beside the case, by its parties and its officers, once it is closed: the texts, never a name."""
    hidden = enquiry.terms.petitioner_reads == "nothing" and enquiry.reported_at is None
    if not enquiry.is_over(today) or (hidden and prepares(actor, enquiry.dossier)):
        return []
    return [_line(each, enquiry, named=False) for each in enquiry.oppositions.all()]


def _in(enquiry: Enquiry, key: str, language: str) -> str:
    fr, ar = both(enquiry.announced, key)
    return (ar or fr) if language == "ar" else (fr or ar)


def communes(found: Rows) -> list[Unit]:
    """The communes where an enquiry may be consulted, by name. One query."""
    units = Unit.objects.filter(pk__in=found.order_by().values("dossier__unit_id"))
    return sorted(units, key=lambda unit: unit.name)
