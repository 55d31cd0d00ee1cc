"""Who a person is today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, DateField, Q, QuerySet, Value
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rokhas.accounts import schema
from rokhas.accounts.errors import EntryNotCurrent
from rokhas.accounts.models import (
    PROFESSIONS,
    EntryRequest,
    EntryStatus,
    Mandate,
    Office,
    OfficeKind,
    Person,
    RegisterEntry,
    Role,
    StaffMember,
)
from rokhas.accounts.policy import SUBSTITUTES, Known
from rokhas.accounts.providers import doors
from rokhas.journal.events import fact_of, reference
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, Held
from rokhas.kernel.fixed import Fixed, Several
from rokhas.kernel.personal import fingerprint
from rokhas.territory.queries import Competence


def actor_of(person: Person | int, at: datetime | None = None) -> Actor:
    """The person as an actor, with the mandates in force at `at` (now by default) and the practices they serve. One query."""
    number = person if isinstance(person, int) else person.pk
    today = Actor(number, at=at).today()
    rows = _RIGHTS.rows(person=number, day=today)
    # Of a role held in both ways, the one of their own: equal ones are kept once, the first.
    held = sorted((source is not None, role, office) for role, office, source in rows if role)
    mandates = frozenset(Held(role, office, delegated) for delegated, role, office in held)
    return Actor(number, mandates, at, practices=frozenset(office for role, office, _ in rows if not role))


def _rights(person: Any, day: Any) -> QuerySet[Any, Any]:
    """The mandates in force, `(role, office, mandate that delegated it)`, and the practices served, `("", practice, None)`."""
    held = Mandate.objects.filter(person_id=person, person__is_active=True).in_force(day)
    staff = StaffMember.objects.joined().filter(person_id=person, person__is_active=True)
    nobody = Value(None, output_field=BigIntegerField())
    return held.values_list("role", "office_id", "delegated_by_id").union(
        staff.values_list(Value("", output_field=CharField()), "practice_id", nobody)
    )


_RIGHTS = Fixed(_rights, person=BigIntegerField(), day=DateField())


def as_of_now(actor: Actor) -> Actor:
    """The same actor with mandates read again: one may have ended since the page was opened."""
    return actor if actor.person_id is None else actor_of(actor.person_id, actor.at)


def offices_for(kinds: Iterable[str], where: Competence) -> dict[str, Office]:
    """By kind, the office that is competent where a dossier lies; a kind without an office open on the platform is absent.

    The one-stop desk serves a commune or an arrondissement, the provincial committee the others (RGC art. 10–15); an urban agency
    serves its provinces; any other office serves its own unit and those below it, the nearest one first. One query.
    """
    asked = set(kinds)
    agency = where.urban_agency if OfficeKind.URBAN_AGENCY in asked else None
    places = {kind: places_of(kind, where) for kind in asked - {OfficeKind.URBAN_AGENCY}}
    units = {unit for each in places.values() for unit in each}
    if not units and agency is None:
        return {}
    found: dict[str, Office] = {}
    rows = _SERVING.all(kinds=sorted(asked), units=sorted(units), agency=agency.pk if agency else None)
    for office in rows:
        if office.kind == OfficeKind.URBAN_AGENCY:
            if agency is not None and office.urban_agency_id == agency.pk:
                found[office.kind] = office
        elif office.unit_id in (near := places[office.kind]):
            known = found.setdefault(office.kind, office)
            if near.index(office.unit_id) < near.index(str(known.unit_id)):
                found[office.kind] = office
    return found


def _serving(kinds: Any, units: Any, agency: Any) -> QuerySet[Office]:
    """The offices of these kinds in these units, and of this agency when there is one."""
    where = Q(unit__in=units)
    if agency is not None:
        where |= Q(urban_agency=agency)
    return Office.objects.filter(where, kind__in=kinds, is_active=True)


_SERVING = Fixed(
    _serving,
    kinds=Several(CharField()),
    units=Several(CharField()),
    agency=CharField(null=True),
)


def offices_of_communes(kind: str, where: Competence) -> dict[str, Office]:
    """By the code of the commune, the office of this kind of each commune that the land is on. One query."""
    codes = [each.code for each in where.communes]
    return {
        office.unit_id: office
        for office in Office.objects.filter(kind=kind, unit__in=codes, is_active=True)
        if office.unit_id
    }


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


STATES = ("suspended", "now", "ahead", "over")


@dataclass(frozen=True)
class HeldMandate:
    """A mandate and whether it is suspended, in force, to come, or over."""

    mandate: Mandate
    state: str


def mandates_of(person: Person, day: date) -> list[HeldMandate]:
    """Every mandate of a person, those in force first. One query."""
    held = person.mandates.select_related("office", "delegated_by__person").order_by("-starts_on", "pk")
    found = [HeldMandate(mandate, mandate.state(day)) for mandate in held]
    return sorted(found, key=lambda each: STATES.index(each.state))


def offices_of(person: Person, day: date) -> frozenset[int]:
    """The offices where the person holds a mandate in force, to come or suspended. One query."""
    return frozenset(person.mandates.not_over(day).values_list("office_id", flat=True))


def known(person: Person, day: date) -> Known:
    """What the rules ask of a person whose names are to be rectified. One query."""
    return Known(person.pk, offices_of(person, day))


def awaits_opening(person: Person) -> bool:
    """Whether the person has been invited and has not opened their account. One query."""
    return not doors.is_open(person)


def has_second_factor(person: Person) -> bool:
    """Whether an application or a passkey is linked to the account. One query."""
    return doors.has_second_factor(person)


def offices_named(actor: Actor, text: str) -> QuerySet[Office]:
    """The offices overseen whose name holds the text, in either language, with the number of their people."""
    today = actor.today()
    in_force = Q(mandates__starts_on__lte=today, mandates__cancelled_at=None, mandates__suspended_at=None)
    in_force &= Q(mandates__ends_on=None) | Q(mandates__ends_on__gte=today)
    found = offices_overseen(actor).annotate(people=Count("mandates__person", in_force, distinct=True))
    if text:
        found = found.filter(Q(name_fr__icontains=text) | Q(name_ar__icontains=text))
    return found.order_by("name_ar" if get_language() == "ar" else "name_fr", "pk")


def delegations_of(mandate: Mandate) -> QuerySet[Mandate]:
    """What the holder delegated, the latest first."""
    return mandate.delegations.select_related("person", "office").order_by("-starts_on", "-pk")


@dataclass(frozen=True)
class Told:
    """A fact of a mandate as its page tells it."""

    sentence: str
    at: datetime
    by: Person | None


def told_of(subject: Mandate | RegisterEntry) -> list[Told]:
    """What happened to a mandate or to an entry, the latest first. Two queries."""
    found = list(Event.objects.filter(stream=reference(subject)).order_by("-seq"))
    people = Person.objects.in_bulk({event.by_id for event in found if event.by_id})
    return [
        Told(str(fact_of(event.kind).sentence), event.at, people.get(event.by_id or 0)) for event in found
    ]


def offices_overseen(actor: Actor) -> QuerySet[Office]:
    """The offices whose people the actor sees: those they manage, or every one for a platform administrator."""
    public = Office.objects.exclude(kind=OfficeKind.PRACTICE)
    if actor.has_role(Role.PLATFORM_ADMINISTRATOR):
        return public
    return public.filter(pk__in=actor.offices(Role.OFFICE_MANAGER))


def mandates_in_sight(actor: Actor) -> QuerySet[Mandate]:
    """The mandates of the offices overseen, and what the actor delegated."""
    seen = Q(office__in=offices_overseen(actor)) | Q(delegated_by__person_id=actor.person_id)
    return Mandate.objects.filter(seen).select_related("person", "office", "delegated_by__person")


@dataclass(frozen=True)
class Colleague:
    """A person of an office, with the mandates they hold there."""

    person: Person
    mandates: list[HeldMandate]


def people_of(office: Office, day: date, *, former: bool) -> list[Colleague]:
    """The people of an office by name, with their mandates there: those not over, or only those that are. One query."""
    mandates_then = Mandate.objects.over(day) if former else Mandate.objects.not_over(day)
    held = mandates_then.filter(office=office).select_related("person", "delegated_by__person")
    people: dict[Person, list[HeldMandate]] = {}
    for mandate in held.order_by("-starts_on", "pk"):
        mandate.office = office
        people.setdefault(mandate.person, []).append(HeldMandate(mandate, mandate.state(day)))
    for mandates in people.values():
        mandates.sort(key=lambda each: STATES.index(each.state))
    return [Colleague(person, people[person]) for person in sorted(people, key=lambda each: each.name)]


def colleagues_of(mandate: Mandate, day: date) -> QuerySet[Person]:
    """The others who serve in the office. One query."""
    return _serving_with(Mandate.objects.in_force(day).filter(office_id=mandate.office_id), mandate)


def delegates_for(mandate: Mandate, day: date) -> QuerySet[Person]:
    """Whom a holder may ask to act in their absence: in the office, those to whom the role is delegated. One query."""
    roles = SUBSTITUTES.get(mandate.role)
    if roles is None:
        return colleagues_of(mandate, day)
    held = Mandate.objects.not_over(day).filter(
        office_id=mandate.office_id, suspended_at=None, delegated_by=None
    )
    return _serving_with(held.filter(role__in=roles), mandate)


def roles_named(roles: Iterable[Role]) -> str:
    """The roles as they are shown, one after the other."""
    return " · ".join(str(role.label) for role in sorted(roles))


def _serving_with(held: QuerySet[Mandate], mandate: Mandate) -> QuerySet[Person]:
    people = Person.objects.filter(pk__in=held.values("person"), is_active=True)
    return people.exclude(pk=mandate.person_id).order_by("name_fr")


def names_are_attested(person: Person, by: Actor) -> bool:
    """Whether somebody else answers for the person's names: a mandate in force or to come, or what an app above knows."""
    return person.mandates.not_over(by.today()).exists() or schema.is_attested(person, by.now())


def entry_of(
    person_id: int | None, codes: Iterable[str], day: date, *, hold: bool = False
) -> RegisterEntry | None:
    """The person's best entry in these registers: one that is current that day when there is one. One query.

    `hold` keeps it as it is until the end of the act: a suspension waits, or has come first.
    """
    if person_id is None:
        return None
    known = (_ENTRIES_HELD if hold else _ENTRIES).all(person=person_id)
    asked = set(codes)
    entries = [each for each in known if each.body in asked]
    current = [each for each in entries if each.state(day) == EntryStatus.APPROVED]
    return next(iter([*current, *entries]), None)


_ENTRIES = Fixed(
    lambda person: RegisterEntry.objects.filter(person=person).order_by("pk"), person=BigIntegerField()
)
_ENTRIES_HELD = Fixed(
    lambda person: RegisterEntry.objects.filter(person=person).order_by("pk").select_for_update(no_key=True),
    person=BigIntegerField(),
)


def refusal_of_entry(actor: Actor, codes: Iterable[str], *, hold: bool = False) -> EntryNotCurrent | None:
    """Why the actor may not act as a professional of these registers today; None when an entry is current. One query."""
    asked, today = tuple(codes), actor.today()
    entry = entry_of(actor.person_id, asked, today, hold=hold)
    state = entry.state(today) if entry else ""
    if state == EntryStatus.APPROVED:
        return None
    said = {
        EntryStatus.SUSPENDED.value: _("it is suspended"),
        EntryStatus.STRUCK_OFF.value: _("it is struck off"),
        "over": _("its last day has passed"),
        "ahead": _("its first day has not come"),
    }
    name = schema.body_of(entry.body if entry else asked[0]).name
    return EntryNotCurrent(body=name, state=said.get(state, _("the platform knows none")))


def entries_numbered(text: str, body: str) -> QuerySet[RegisterEntry]:
    """The entries of a register whose number begins with the text."""
    found = RegisterEntry.objects.select_related("person").order_by("body", "number")
    found = found.filter(body=body) if body else found
    return found.filter(number__istartswith=text) if text else found


def requests_waiting() -> QuerySet[EntryRequest]:
    """What the keeper of the registers has to decide, the oldest first."""
    return EntryRequest.objects.filter(status="requested").select_related("person").order_by("at", "pk")


def practices_led(actor: Actor) -> list[Office]:
    """The practices where the actor holds a profession. One query."""
    led = Office.objects.filter(pk__in=actor.offices(*PROFESSIONS), kind=OfficeKind.PRACTICE)
    return list(led.order_by("pk"))


def professionals_of(practice: Office, day: date) -> list[Person]:
    """Who holds a profession in a practice that day, the first who came first. One query."""
    held = Mandate.objects.in_force(day).filter(office=practice, role__in=PROFESSIONS)
    return [each.person for each in held.select_related("person").order_by("pk")]


def bodies_of_practice(actor: Actor, practice: Office) -> tuple[str, ...]:
    """The registers that keep the professions which the actor holds in a practice."""
    held = {each.role for each in actor.mandates if each.office_id == practice.pk}
    return schema.bodies_of(held & PROFESSIONS)


def staff_of(practice: Office) -> list[StaffMember]:
    """Who prepares for a practice and who is invited to, the last invited first. One query."""
    return list(practice.staff.standing().select_related("person").order_by("-pk"))


def places_of_staff(actor: Actor) -> list[StaffMember]:
    """The practices that the person prepares for. One query."""
    joined = StaffMember.objects.joined().filter(person_id=actor.person_id or 0)
    return list(joined.select_related("practice", "invited_by").order_by("pk"))


def invited_to_practices(person: Person, now: datetime) -> list[StaffMember]:
    """The practices that wait for the person's answer, by the address of their account. One query."""
    waiting = StaffMember.objects.standing().filter(
        email_fingerprint=fingerprint(person.email), joined_at=None, expires_at__gt=now
    )
    return list(waiting.select_related("practice", "invited_by").order_by("pk"))
