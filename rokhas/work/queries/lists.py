"""The lists of an officer: what is to do, what others hold, what is followed, what is closed; how well the month goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Count, DateTimeField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils.translation import get_language

from rokhas.dossiers.models import Dossier, Task
from rokhas.dossiers.models.tasks import TaskQuerySet
from rokhas.dossiers.queries import case
from rokhas.dossiers.queries.deposited import as_deposited
from rokhas.dossiers.queries.search import holding
from rokhas.dossiers.queries.worklist import PAGE, applicant_of, first, title_of
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.kernel.fixed import ASKER, Fixed
from rokhas.kernel.references import row_number
from rokhas.work.models import Followed, Seen
from rokhas.work.queries.sharing import handed_over

# A tab counts no further: beyond it, the exact figure helps nobody and costs a walk through every row.
MOST_COUNTED = 99
STEP, TODO, HOLDER, RECEIVED = "step", "todo", "holder", "received"
COLUMNS = (STEP, TODO, HOLDER, RECEIVED)
SHOWN_AT_FIRST = (STEP, TODO)


@dataclass(frozen=True)
class DossierRow:
    """A dossier in a list: its state, who holds it, until when."""

    dossier: Dossier
    title: str
    applicant: str
    procedure: str
    status: str
    held_by: tuple[str, ...]
    with_applicant: bool
    due_on: date | None


@dataclass(frozen=True)
class DossierPage:
    rows: list[DossierRow]
    after: str


def to_do(actor: Actor) -> TaskQuerySet:
    """What waits for the reader, each with whom it is assigned to, `is_new`, and `handed` by somebody away today."""
    looked = Seen.objects.filter(task=OuterRef("pk"), person=actor.person_id)
    tasks = Task.objects.awaiting(actor).select_related("assignment__person")
    return tasks.annotate(is_new=~Exists(looked), handed=handed_over(actor))


_FIRST: Fixed[Task] = Fixed(lambda actor: first(to_do(actor)), actor=ASKER)


def first_to_do(actor: Actor) -> list[Task]:
    """The first page of what waits for the reader, and one task more. One query."""
    return _FIRST.all(actor=actor)


def held_by_others(actor: Actor) -> TaskQuerySet:
    """What waits elsewhere, of the dossiers where the reader's offices have done their part and have nothing left to do."""
    offices = actor.offices()
    own = Task.objects.filter(office__in=offices)
    received = Dossier.objects.lodged().filter(desk__in=offices, ended_at=None)
    answered = own.filter(closed_at__isnull=False, under_way=True)
    # A union, and not one condition or another: each side is read through its index, the open tasks of the country never are.
    served = received.values("pk").union(answered.values("dossier"))
    waiting = own.filter(dossier=OuterRef("dossier"), closed_at=None, superseded_at=None)
    others = Task.objects.open().filter(Q(office=None) | ~Q(office__in=offices))
    return others.filter(dossier__in=served).exclude(Exists(waiting))


def followed(actor: Actor) -> QuerySet[Followed]:
    """What the reader has chosen to follow."""
    return Followed.objects.filter(person=actor.person_id)


def followed_by(actor: Actor) -> QuerySet[Dossier]:
    """What the reader follows, as long as they may see it."""
    return Dossier.objects.lodged().visible_to(actor).filter(pk__in=followed(actor).values("dossier"))


def closed_for(actor: Actor) -> QuerySet[Dossier]:
    """What has ended, among the dossiers where the reader's offices took part."""
    return Dossier.objects.visible_to(actor).filter(ended_at__isnull=False)


def some_held_by_others(actor: Actor) -> TaskQuerySet:
    """The first of them, `MOST_COUNTED` and one: enough to say that there are more."""
    return held_by_others(actor).order_by()[: MOST_COUNTED + 1]


def following_page(
    dossiers: QuerySet[Dossier], today: date, text: str, after: str = "", size: int = PAGE
) -> DossierPage:
    """The last lodged first. Four queries, whatever the number of rows."""
    beyond = row_number(after)
    rows = dossiers.filter(holding(text))
    rows = rows.filter(pk__lt=beyond) if beyond else rows
    found = list(case.listed(rows.order_by("-pk"))[: size + 1])
    return DossierPage(_rows(found[:size], today), str(found[size - 1].pk) if len(found) > size else "")


def closed_page(
    dossiers: QuerySet[Dossier], today: date, text: str, after: str = "", size: int = PAGE
) -> DossierPage:
    """The last closed first; `after` is the mark the previous page gave. Four queries."""
    rows = dossiers.filter(holding(text)).filter(_ended_before(after))
    found = list(case.listed(rows.order_by("-ended_at", "-pk"))[: size + 1])
    last = found[size - 1] if len(found) > size else None
    mark = f"{last.ended_at.isoformat()}~{last.pk}" if last and last.ended_at else ""
    return DossierPage(_rows(found[:size], today), mark)


def _ended_before(after: str) -> Q:
    moment, _sign, mark = after.partition("~")
    pk = row_number(mark)
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return Q()
    if pk is None or at.tzinfo is None:
        return Q()
    return Q(ended_at__lt=at) | Q(ended_at=at, pk__lt=pk)


def _rows(dossiers: Sequence[Dossier], today: date) -> list[DossierRow]:
    language = get_language() or "fr"
    as_deposited(dossiers)
    rows = []
    for dossier in dossiers:
        waiting = case.open_tasks(dossier)
        rows.append(
            DossierRow(
                dossier=dossier,
                title=title_of(dossier, language),
                applicant=applicant_of(dossier, language),
                procedure=dossier.procedure.names.in_(language),
                status=case.status(dossier, today),
                held_by=tuple(dict.fromkeys(task.office.name for task in waiting if task.office)),
                with_applicant=any(task.office is None for task in waiting),
                due_on=min((task.due_on for task in waiting if task.due_on), default=None),
            )
        )
    return rows


def on_time(actor: Actor) -> int | None:
    """Of what the reader's offices answered this month within a delay, the share in time, in percent; None when nothing was.

    Only tasks of the reader's own roles are counted. One query.
    """
    month = datetime.combine(actor.today().replace(day=1), time(), MOROCCO).astimezone(UTC)
    [(total, good)] = _ANSWERED.rows(actor=actor, since=month) or [(0, 0)]
    return round(100 * good / total) if total else None


def _answered(actor: Actor, since: datetime) -> QuerySet[Task, Any]:
    in_time = Q(due_on__gte=TruncDate("closed_at", tzinfo=MOROCCO))
    tasks = Task.objects.of_roles(actor).filter(closed_at__gte=since, due_on__isnull=False)
    together = tasks.values(month=Value(1)).annotate(total=Count("pk"), good=Count("pk", filter=in_time))
    return together.values_list("total", "good")


_ANSWERED: Fixed[Task] = Fixed(_answered, actor=ASKER, since=DateTimeField())
