"""Those whom no played dossier needs and a country has: deputies, inspectors, treasury, other professions, the ministry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rokhas.accounts.actions import delegate, enter
from rokhas.accounts.models import Mandate, Office, OfficeKind, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.journeys.cast import FIRST_DAY, Cast, Part, hold, invented, office_of, place_of, seed_of
from rokhas.kernel.actor import system
from rokhas.territory.queries import competence

DELEGATED = timedelta(days=364)
LOCAL = (
    Part("vice-president", Role.VICE_PRESIDENT, OfficeKind.COMMUNE),
    Part("inspector", Role.INSPECTOR, OfficeKind.COMMUNE),
    Part("key-contact", Role.KEY_CONTACT, OfficeKind.COMMUNE),
    Part("agency-manager", Role.OFFICE_MANAGER, OfficeKind.URBAN_AGENCY),
    Part("accountant", Role.PAYEE_ACCOUNTANT, OfficeKind.URBAN_AGENCY),
    Part("treasury", Role.TREASURY_OFFICER, OfficeKind.TREASURY),
)
NATIONAL = (
    Part("administrator", Role.PLATFORM_ADMINISTRATOR, OfficeKind.MINISTRY),
    Part("supervisor", Role.NATIONAL_SUPERVISOR, OfficeKind.MINISTRY),
    Part("support", Role.SUPPORT_AGENT, OfficeKind.MINISTRY),
    Part("editor", Role.CONTENT_EDITOR, OfficeKind.MINISTRY),
)
# The professions beside the architect: their role, the register where they are entered, the name of their practice.
PROFESSIONS = (
    ("surveyor", Role.SURVEYOR, "order_of_surveyors", ("Cabinet topographique {}", "مكتب {} للطبوغرافيا")),
    ("engineer", Role.ENGINEER, "approved_design_offices", ("Études béton {}", "دراسات الخرسانة {}")),
    ("design-office", Role.DESIGN_OFFICE, "approved_design_offices", ("Bureau d’études {}", "مكتب الدراسات {}")),
    ("co-designer", Role.CO_DESIGNER, "order_of_architects", ("Atelier {}", "ورشة {}")),
)  # fmt: skip


def ministry(*, domain: str = "demo.example", password: str | None = None) -> dict[str, Person]:
    """The platform's own people, by the word of their part, once."""
    office, _ = Office.objects.get_or_create(
        kind=OfficeKind.MINISTRY,
        unit=None,
        defaults={
            "name_fr": "Administration de la plateforme (fictive)",
            "name_ar": "إدارة المنصة (افتراضية)",
        },
    )
    people = {}
    for number, part in enumerate(NATIONAL, start=30):
        person = people[part.word] = invented(f"{part.word}@{domain}", seed_of(office, number), password)
        hold(person, part.role, office)
    return people


def company_of(cast: Cast, *, domain: str = "demo.example", password: str | None = None) -> dict[str, Person]:
    """Around the cast of a commune, by the word of their part, once; its president lets the vice-president sign."""
    where = competence(cast.unit.pk)
    people = {}
    for number, part in enumerate(LOCAL, start=40):
        office = office_of(part.office, where)
        people[part.word] = invented(
            f"{part.word}.{place_of(office)}@{domain}", seed_of(office, number), password
        )
        hold(people[part.word], part.role, office)
    for number, (word, role, body, practice) in enumerate(PROFESSIONS, start=50):
        email = f"{word}.{cast.unit.reference_code}@{domain}"
        people[word] = invented(email, seed_of(cast.unit, number), password)
        _enter(people[word], role, body, practice)
    _delegate(cast.people["president"], people["vice-president"])
    return people


def _enter(person: Person, role: Role, body: str, practice: tuple[str, str]) -> None:
    family = person.name_fr.split(" ", 1)[1], person.name_ar.split(" ", 1)[1]
    names = (f"{practice[0].format(family[0])} (fictif)", f"{practice[1].format(family[1])} (افتراضي)")
    if not person.mandates.filter(role=role).exists():
        office = Office.objects.create(kind=OfficeKind.PRACTICE, name_fr=names[0], name_ar=names[1])
        hold(person, role, office)
    enter(person, body=body, number=f"DEMO-{person.pk:04d}", since=FIRST_DAY, by=system(), practice=names)


def _delegate(president: Person, deputy: Person) -> None:
    """From today, as a president would: a delegation does not reach back."""
    by = actor_of(president, datetime.now(UTC))
    seat = Mandate.objects.in_force(by.today()).get(person=president, role=Role.PRESIDENT, delegated_by=None)
    if not seat.delegations.filter(person=deputy).exists():
        today = by.today()
        delegate(
            seat,
            deputy,
            by=by,
            starts_on=today,
            ends_on=today + DELEGATED,
            act="Arrêté de délégation (fictif)",
        )
