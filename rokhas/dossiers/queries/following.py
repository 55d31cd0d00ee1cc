"""The permits that a draft may come after, and what a page says of the one that was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rokhas.dossiers.models import Dossier, Ending, Ruling
from rokhas.dossiers.queries.drafts import title_of, words
from rokhas.dossiers.workflow.following import names_of, require_followable
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.kernel.errors import Refused

MOST = 20


@dataclass(frozen=True)
class Followable:
    """A permit in a list: what it is, where, since when, and why it cannot be followed (empty: it can)."""

    number: str
    name: str
    title: str
    place: str
    ended_on: date | None
    obstacle: str = ""


def followable(dossier: Dossier, actor: Actor) -> list[Followable]:
    """The actor's own permits of the kinds that a draft may follow, the last delivered first: at most twenty."""
    rule = dossier.procedure.follows
    if rule is None:
        return []
    own = Dossier.objects.of(actor).filter(
        procedure_version__code__in=rule.procedures, ending=Ending.DELIVERED
    )
    found = own.select_related("unit", "procedure_version").order_by("-ended_at", "-pk")[:MOST]
    return [said(each, _obstacle(dossier, each, actor.today())) for each in found]


def said(parent: Dossier, obstacle: str = "") -> Followable:
    """A permit as a page names it."""
    return Followable(
        number=parent.number or "",
        name=words(parent.procedure.names),
        title=title_of(parent),
        place=parent.unit.name if parent.unit else "",
        ended_on=parent.ended_at.astimezone(MOROCCO).date() if parent.ended_at else None,
        obstacle=obstacle,
    )


@dataclass(frozen=True)
class CancelledParent:
    """The permit that a request comes after, once cancelled: its number, and the civil day."""

    number: str
    on: date


def cancelled_parent(dossier: Dossier) -> CancelledParent | None:
    """None while the permit that the request comes after stands, and where it comes after none. One query at most."""
    if dossier.parent_id is None:
        return None
    signed = Ruling.objects.filter(
        kind=Ruling.Kind.CANCELLATION, signed_at__isnull=False, ended_at=None, dossier=dossier.parent_id
    )
    number, at = signed.values_list("dossier__number", "signed_at").first() or ("", None)
    return CancelledParent(number or "", at.astimezone(MOROCCO).date()) if at else None


def expected(dossier: Dossier) -> str:
    """The kinds of permit that a draft comes after, in words; empty where it follows none."""
    return names_of(dossier.procedure.follows.procedures) if dossier.procedure.follows else ""


def _obstacle(dossier: Dossier, parent: Dossier, today: date) -> str:
    try:
        require_followable(dossier.procedure, parent, today)
    except Refused as refused:
        return str(refused)
    return ""
