"""One building, its whole history: the permits that follow each other, their works, and what else was granted on the land.

Everybody reads the numbers, the natures and the days of what was granted; the rest is for whoever sees the dossier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import get_language, gettext

from rokhas.accounts.models import Office
from rokhas.dossiers import policy as cases
from rokhas.dossiers.models import AccessGrant, Dossier, Ending, Invitation, OfficialPaper, PaperKind, Task
from rokhas.dossiers.models.case import of_the_party
from rokhas.dossiers.models.papers import GRANTS
from rokhas.dossiers.queries import sight
from rokhas.dossiers.queries.case import ENDED
from rokhas.dossiers.queries.land import numbers_asked
from rokhas.dossiers.queries.timeline import ICONS, sentence
from rokhas.journal.models import Event
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.kernel.personal import fingerprint
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import procedure_of
from rokhas.territory.schema import parse_number
from rokhas.worksites import policy
from rokhas.worksites.models import Note, Plot

NO = Value(False)
GRANTED = (Ending.DELIVERED, Ending.CANCELLED)
MOST, MOST_ON_THE_LAND, LAST_NOTES = 200, 60, 40
# How many kin are looked at, the nearest first: some are out of sight, and are not shown.
MOST_KIN = 500
# What is told of a copy, to whoever was invited too: what was granted, its end, its works.
OF_A_COPY = frozenset(
    {
        "dossier.lodged",
        "permit.delivered",
        "acknowledgement.delivered",
        "permit.kept",
        "permit.lapsed",
        "permit.cancelled",
        "permit.restored",
        "worksite.opened",
        "worksite.completed",
    }
)
# What marks the life of a building, for its holder and the offices: the study of each request is told by its own history.
MARKS = OF_A_COPY | {
    "visit.reported",
    "silence.certified",
    "parent.cancelled",
    "parent.restored",
    "dossier.withdrawn",
    "dossier.ended",
    "appeal.filed",
    "appeal.silent",
    "appeal.without_object",
    "appeal.answered",
    "case.resumed",
    "stay.signed",
    "stay.ended",
}
# Said already by a mark of its own.
SAID = frozenset({Ending.DELIVERED, Ending.WITHDRAWN, Ending.CANCELLED})
WORKS_ICONS = {"worksite.opened": "building", "worksite.completed": "checks"}


@dataclass(frozen=True)
class Mark:
    """A fact of the life of a building."""

    at: datetime
    kind: str
    sentence: str
    icon: str


@dataclass(frozen=True)
class Book:
    """The last entries of the book of a site, the latest first, of `total`."""

    notes: list[Note]
    total: int


@dataclass(frozen=True)
class Permit:
    """A request or a permit, as the reader sees it: `marks` and `book` are empty where it is out of their sight; `opens`:
    they may open its page."""

    number: str
    procedure: str
    nature: str
    place: str
    granted_on: date | None
    cancelled_on: date | None
    follows: str
    is_in_sight: bool
    opens: bool
    has_works: bool
    state: str
    marks: list[Mark] = field(default_factory=list)
    book: Book | None = None


@dataclass(frozen=True)
class History:
    """The permits of a building, in the order in which they were asked: of more than `MOST` the nearest to the one asked for,
    and `has_more_kin` says so. `land`: what else was granted on its land, for whoever sees `dossier`, the one that was asked;
    `more` when there is yet more than is shown."""

    dossier: Dossier
    number: str
    place: str
    permits: list[Permit]
    has_more_kin: bool
    land: list[Permit]
    more: bool
    is_in_sight: bool


def history(number: str, actor: Actor) -> History | None:
    """None where the reader sees no dossier of that number and nothing was granted under it.

    Six queries, whatever the number of permits; three more at most for a governor who watches over a late dossier.
    """
    kin = _family(number)
    rows = list(_seen(Dossier.objects.filter(pk__in=kin), actor))
    asked = next((each for each in rows if each.number == number), None)
    if asked is None or asked.procedure.family != "urban":
        return None
    if not _opens(asked) and cases.may_oversee(actor) and sight.in_sight(actor, number) is not None:
        asked.whole = True  # type: ignore[attr-defined]
    if not _opens(asked) and asked.ending not in GRANTED:
        return None
    told_of = [each for each in rows if _opens(each) or each.ending in GRANTED]
    rows = _nearest(told_of, kin)
    others = _on_the_land(rows, actor) if _opens(asked) else []
    days = _days([*rows, *others])
    told, books = _marks(rows), _books(rows)
    numbers = {each.pk: each.number or "" for each in rows}
    return History(
        dossier=asked,
        number=number,
        place=asked.unit.name if asked.unit else "",
        permits=[_permit(each, days, numbers, told.get(each.pk), books.get(each.pk)) for each in rows],
        has_more_kin=len(told_of) > len(rows) or len(kin) == MOST_KIN,
        land=[_permit(each, days, numbers) for each in others[:MOST_ON_THE_LAND]],
        more=len(others) > MOST_ON_THE_LAND,
        is_in_sight=_opens(asked),
    )


def building_of(code: str) -> str:
    """The number of the permit of urbanism that bears a verification code; empty for any other paper, and for one that grants
    no works. One query."""
    papers = OfficialPaper.objects.filter(verification_code=code, kind__in=GRANTS) if code else None
    found = papers.select_related("dossier").first() if papers is not None else None
    if found is None or found.dossier.ending not in GRANTED:
        return ""
    procedure = found.dossier.procedure
    if procedure.family != "urban" or not procedure.on_map:
        return ""
    return found.dossier.number or ""


def urban_versions() -> list[str]:
    """The versions of the procedures that are about land and buildings."""
    keys: Iterable[str] = ProcedureVersion.objects.values_list("pk", flat=True)
    return [key for key in keys if procedure_of(key).family == "urban"]


def key_of(dossier: Dossier) -> str:
    """The keyed fingerprint of the land of a dossier; empty where it gives no whole number of a title or of a réquisition."""
    for asked in numbers_asked(dossier):
        read = parse_number(str(dossier.answers.get(asked.code) or "")) if asked else None
        if asked and read and read.index:
            return fingerprint(f"{asked.format} {read.number}/{read.index}")
    return ""


def _family(number: str) -> list[int]:
    """The dossiers that follow each other, up and down from one: whatever the length of the chain, one query. The nearest first:
    itself, what it follows, what follows it, then the others that follow the same, the latest first; `MOST_KIN` at most."""
    table = connection.ops.quote_name(Dossier._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH RECURSIVE up(id, parent_id) AS (
                SELECT id, parent_id FROM {table} WHERE number = %s
                UNION SELECT above.id, above.parent_id FROM {table} above JOIN up ON above.id = up.parent_id
            ), down(id) AS (
                SELECT id FROM {table} WHERE number = %s
                UNION SELECT below.id FROM {table} below JOIN down ON below.parent_id = down.id
                WHERE below.number IS NOT NULL
            ), whole(id) AS (
                SELECT id FROM up
                UNION SELECT below.id FROM {table} below JOIN whole ON below.parent_id = whole.id
                WHERE below.number IS NOT NULL
            ) SELECT kin.id FROM whole JOIN {table} kin ON kin.id = whole.id
            ORDER BY CASE WHEN kin.number = %s THEN 0 WHEN kin.id IN (SELECT id FROM up) THEN 1
                WHEN kin.id IN (SELECT id FROM down) THEN 2 ELSE 3 END, kin.lodged_at DESC, kin.id DESC
            LIMIT {MOST_KIN}""",  # noqa: S608 - the name of our own table
            [number, number, number],
        )
        return [row[0] for row in cursor.fetchall()]


def _nearest(rows: Sequence[Dossier], kin: Sequence[int]) -> list[Dossier]:
    """At most `MOST` of them, the nearest, in the order in which they were asked."""
    rank = {pk: place for place, pk in enumerate(kin)}
    kept = sorted(rows, key=lambda each: rank[each.pk])[:MOST]
    return sorted(kept, key=lambda each: (each.lodged_at, each.pk))


def _seen(dossiers: QuerySet[Dossier], actor: Actor) -> QuerySet[Dossier]:
    """Each with how the reader sees it: `whole`, as its parties and its offices do; `copied`, by a copy of the permit; `invited`,
    as a professional who took part."""
    dossiers = dossiers.select_related("unit", "procedure_version")
    if actor.person_id is None:
        return dossiers.annotate(whole=NO, copied=NO, invited=NO)
    offices = actor.offices()
    mine = Q(person_id=actor.person_id) | Q(office__in=offices)
    granted = AccessGrant.objects.filter(
        mine, Q(until=None) | Q(until__gte=actor.now()), dossier=OuterRef("pk")
    )
    served = Task.objects.filter(dossier=OuterRef("pk"), office__in=offices)
    invited = Invitation.objects.filter(dossier=OuterRef("pk"), person_id=actor.person_id)
    invited = invited.filter(accepted_at__isnull=False, declined_at=None, revoked_at=None)
    whole = of_the_party(actor) | Q(desk__in=offices) | Q(Exists(served))
    whole |= Q(Exists(granted.exclude(reason=sight.COPY)))
    return dossiers.annotate(whole=_whether(whole), copied=Exists(granted), invited=Exists(invited))


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=NO, output_field=BooleanField())


def _opens(dossier: Dossier) -> bool:
    return bool(dossier.whole or dossier.copied or dossier.invited)  # type: ignore[attr-defined]


def _on_the_land(rows: Sequence[Dossier], actor: Actor) -> list[Dossier]:
    """What else was granted on the land of these, the latest first; one more than is shown."""
    keys = Plot.objects.filter(dossier__in=rows).exclude(key="").values("key")
    there = Dossier.objects.filter(plot__key__in=keys, ending__in=GRANTED).exclude(
        pk__in=[each.pk for each in rows]
    )
    return list(_seen(there, actor).order_by("-lodged_at", "-pk")[: MOST_ON_THE_LAND + 1])


def _days(dossiers: Sequence[Dossier]) -> dict[int, tuple[date | None, date | None]]:
    """When each was granted, and when it was cancelled."""
    papers = OfficialPaper.objects.filter(
        dossier__in=dossiers, kind__in=[*GRANTS, PaperKind.CANCELLATION], superseded_at=None
    ).exclude(issued_at=None)
    granted: dict[int, date] = {}
    cancelled: dict[int, date] = {}
    for owner, kind, at in papers.order_by("pk").values_list("dossier_id", "kind", "issued_at"):
        assert at is not None
        day = at.astimezone(MOROCCO).date()
        (cancelled if kind == PaperKind.CANCELLATION else granted)[owner] = day
    return {each.pk: (granted.get(each.pk), cancelled.get(each.pk)) for each in dossiers}


def _marks(rows: Sequence[Dossier]) -> dict[int, list[Mark]]:
    """The marks of those that the reader sees, the oldest first."""
    seen = {f"dossiers.dossier:{each.pk}": each for each in rows if _opens(each)}
    named = Office.objects.filter(pk=OuterRef("office_pk"))
    told = JSONObject(pk="pk", name_fr="name_fr", name_ar="name_ar")
    events = list(
        Event.objects.filter(stream__in=seen, kind__in=MARKS)
        .annotate(office_pk=Cast(KT("data__office"), BigIntegerField()))
        .annotate(office_told=Subquery(named.values(told=told)))
        .order_by("stream", "seq")
    )
    offices: Mapping[int, Office] = {
        event.data["office"]: Office(**event.office_told) for event in events if event.office_told
    }
    found: dict[int, list[Mark]] = defaultdict(list)
    for event in events:
        dossier = seen[event.stream]
        if event.kind not in (MARKS if dossier.whole else OF_A_COPY):  # type: ignore[attr-defined]
            continue
        if event.kind == "dossier.ended" and event.data["ending"] in SAID:
            continue
        icon = WORKS_ICONS.get(event.kind) or ICONS.get(event.kind, "file")
        words = (
            gettext("Request deposited.")
            if event.kind == "dossier.lodged"
            else sentence(event, dossier, offices)
        )
        found[dossier.pk].append(Mark(event.at, event.kind, words, icon))
    return found


def _books(rows: Sequence[Dossier]) -> dict[int, Book]:
    """The books of the sites that the reader sees, their last entries."""
    seen = [each.pk for each in rows if _opens(each) and policy.has_works(each)]
    last = Note.objects.filter(worksite=OuterRef("worksite")).order_by("-rank").values("rank")[:1]
    notes = Note.objects.filter(worksite__dossier__in=seen).annotate(
        total=Subquery(last), owner=F("worksite__dossier_id")
    )
    found: dict[int, Book] = {}
    for note in notes.order_by("-written_at", "-pk")[:LAST_NOTES]:
        book = found.setdefault(note.owner, Book([], note.total))
        book.notes.append(note)
    return found


def _permit(
    dossier: Dossier,
    days: Mapping[int, tuple[date | None, date | None]],
    numbers: Mapping[int, str],
    marks: list[Mark] | None = None,
    book: Book | None = None,
) -> Permit:
    granted_on, cancelled_on = days[dossier.pk]
    return Permit(
        number=dossier.number or "",
        procedure=dossier.procedure.code,
        nature=dossier.procedure.names.in_(get_language() or "fr"),
        place=dossier.unit.name if dossier.unit else "",
        granted_on=granted_on,
        cancelled_on=cancelled_on,
        follows=numbers.get(dossier.parent_id or 0, ""),
        is_in_sight=_opens(dossier),
        opens=bool(dossier.whole or dossier.copied),  # type: ignore[attr-defined]
        has_works=_opens(dossier) and policy.has_works(dossier),
        state=ENDED.get(dossier.ending, "review"),
        marks=marks or [],
        book=book,
    )
