"""Who a person is today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q

from rokhas.accounts import schema
from rokhas.accounts.models import Mandate, Office, OfficeKind, Person, Role
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


@dataclass(frozen=True)
class HeldMandate:
    """A mandate and whether it is in force, to come, or over."""

    mandate: Mandate
    state: str


def mandates_of(person: Person, day: date) -> list[HeldMandate]:
    """Every mandate of a person, those in force first. One query."""
    held = person.mandates.select_related("office", "delegated_by__person").order_by("-starts_on", "pk")
    found = [HeldMandate(mandate, _state(mandate, day)) for mandate in held]
    return sorted(found, key=lambda each: ("now", "ahead", "over").index(each.state))


def names_are_attested(person: Person, by: Actor) -> bool:
    """Whether somebody else answers for the person's names: a mandate in force or to come, or what an app above knows."""
    return person.mandates.not_over(by.today()).exists() or schema.is_attested(person, by.now())


def _state(mandate: Mandate, day: date) -> str:
    if mandate.cancelled_at:
        return "over"
    if mandate.starts_on > day:
        return "ahead"
    return "over" if mandate.ends_on and mandate.ends_on < day else "now"


@dataclass(frozen=True)
class Place:
    """The invented people of a commune, or of an office that serves several: each with what they are there."""

    name: str
    people: tuple[tuple[Person, str, str], ...]


def fictional_people(day: date) -> list[Place]:
    """The accounts of a demonstration, by place: (person, role, office). Two queries."""
    in_force = Mandate.objects.in_force(day).select_related("office__unit").order_by("pk")
    people = (
        Person.objects.filter(is_fictional=True, is_active=True)
        .prefetch_related(Prefetch("mandates", queryset=in_force, to_attr="held"))
        .order_by("pk")
    )
    places: dict[str, list[tuple[Person, str, str]]] = {}
    for person in people:
        held = next(iter(person.held), None)
        role = str(Role(held.role).label) if held else str(Role.APPLICANT.label)
        place = _place(held.office) if held else ""
        places.setdefault(place, []).append((person, role, held.office.name if held else ""))
    return [Place(name, tuple(found)) for name, found in sorted(places.items())]


def _place(office: Office) -> str:
    """The territory an office serves; nothing for a professional's own."""
    if office.unit:
        return office.unit.name
    return "" if office.kind == OfficeKind.PRACTICE else office.name
