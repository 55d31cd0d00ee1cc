"""Who a person is today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from rokhas.accounts.models import Mandate, Office, OfficeKind, Person
from rokhas.kernel.actor import Actor, Held
from rokhas.territory.queries import Competence


def actor_of(person: Person | int, at: datetime | None = None) -> Actor:
    """The person as an actor, with the mandates in force at `at` (now by default). One query."""
    number = person if isinstance(person, int) else person.pk
    today = Actor(number, at=at).today()
    held = Mandate.objects.filter(person_id=number, person__is_active=True).in_force(today)
    return Actor(
        number, frozenset(Held(role, office) for role, office in held.values_list("role", "office_id")), at
    )


def as_of_now(actor: Actor) -> Actor:
    """The same actor with mandates read again: one may have ended since the page was opened."""
    return actor if actor.person_id is None else actor_of(actor.person_id, actor.at)


def offices_for(kinds: Iterable[str], where: Competence) -> dict[str, Office]:
    """By kind, the office that is competent where a dossier lies; a kind without an office open on the platform is absent.

    The one-stop desk serves a commune or an arrondissement, the provincial committee the others (RGC art. 10–15); an urban agency
    serves its provinces; any other office serves its own unit and those below it, the nearest one first. One query.
    """
    wanted = Q(pk=None)
    for kind in kinds:
        if kind == OfficeKind.URBAN_AGENCY:
            wanted |= Q(kind=kind, urban_agency=where.urban_agency, urban_agency__isnull=False)
        else:
            wanted |= Q(kind=kind, unit__in=places_of(kind, where))
    found: dict[str, Office] = {}
    ranks: dict[str, int] = {}
    for office in Office.objects.filter(wanted, is_active=True):
        places = places_of(office.kind, where)
        rank = places.index(office.unit_id) if office.unit_id in places else 0
        if rank < ranks.get(office.kind, len(places) + 1):
            found[office.kind], ranks[office.kind] = office, rank
    return found


def places_of(kind: str, where: Competence) -> list[str]:
    """The codes of the units whose office of this kind is competent, the nearest first."""
    match kind:
        case OfficeKind.SINGLE_DESK | OfficeKind.PROVINCIAL_COMMITTEE:
            return [where.seat.code] if where.body == kind else []
        case OfficeKind.COMMUNE:
            return [where.commune.code]
        case OfficeKind.ARRONDISSEMENT:
            return [where.unit.code] if where.unit != where.commune else []
        case OfficeKind.PREFECTURE:
            return [where.prefecture.code]
    above = [
        where.unit.code,
        where.commune.code,
        where.prefecture.code,
        where.commune.parent_id,
        where.unit.code[:2],
    ]
    return list(dict.fromkeys(code for code in above if code))
