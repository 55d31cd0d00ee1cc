"""The people and offices of a played story. Every name is invented, and marked as such in the account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property

from django.contrib.auth.hashers import make_password

from rokhas.accounts.actions import enter, give_mandate
from rokhas.accounts.models import Mandate, Office, OfficeKind, Person, Role
from rokhas.accounts.queries import actor_of, offices_for
from rokhas.dossiers.queries.wording import elided
from rokhas.kernel.actor import Actor, system
from rokhas.procedures.schema import Procedure, Step
from rokhas.territory.models import Unit
from rokhas.territory.queries import Competence, competence, neighbours

FIRST_DAY = date(2020, 1, 1)

# Given and family names, in both scripts; plausible, and nobody's.
GIVEN = [
    ("Yassine", "ياسين"), ("Salma", "سلمى"), ("Nadia", "نادية"), ("Karim", "كريم"), ("Hanane", "حنان"), ("Mehdi", "مهدي"),
    ("Imane", "إيمان"), ("Reda", "رضا"), ("Soukaina", "سكينة"), ("Anas", "أنس"), ("Loubna", "لبنى"), ("Hamza", "حمزة"),
]  # fmt: skip
FAMILY = [
    ("Berrada", "برادة"), ("El Ouazzani", "الوزاني"), ("Tazi", "التازي"), ("Bouzid", "بوزيد"), ("Naciri", "الناصري"),
    ("Chraibi", "الشرايبي"), ("Lahlou", "لحلو"), ("Amrani", "العمراني"), ("Sqalli", "الصقلي"), ("Ouahbi", "الوهبي"),
    ("Idrissi", "الإدريسي"),
]  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A part to play: who, in which kind of office; `word` names the account."""

    word: str
    role: Role
    office: OfficeKind


PARTS = (
    Part("front-desk", Role.FRONT_DESK, OfficeKind.SINGLE_DESK),
    Part("secretary", Role.SECRETARY, OfficeKind.SINGLE_DESK),
    Part("chair", Role.CHAIR, OfficeKind.SINGLE_DESK),
    Part("prefecture", Role.COMMISSION_MEMBER, OfficeKind.PREFECTURE),
    Part("commune", Role.COMMISSION_MEMBER, OfficeKind.COMMUNE),
    Part("urban-agency", Role.COMMISSION_MEMBER, OfficeKind.URBAN_AGENCY),
    Part("revenue", Role.REVENUE_AGENT, OfficeKind.COMMUNE),
    Part("president", Role.PRESIDENT, OfficeKind.COMMUNE),
    Part("local-authority", Role.LOCAL_AUTHORITY, OfficeKind.LOCAL_AUTHORITY),
    Part("governor", Role.GOVERNOR, OfficeKind.PREFECTURE),
    Part("desk-manager", Role.OFFICE_MANAGER, OfficeKind.SINGLE_DESK),
    Part("commune-manager", Role.OFFICE_MANAGER, OfficeKind.COMMUNE),
    Part("commune-desk", Role.FRONT_DESK, OfficeKind.COMMUNE),
    Part("planning", Role.PLANNING_OFFICER, OfficeKind.COMMUNE),
    Part("economic", Role.ECONOMIC_OFFICER, OfficeKind.ECONOMIC_SERVICE),
    Part("hygiene", Role.COMMISSION_MEMBER, OfficeKind.HYGIENE),
)
# Which of the two there is depends on the commune.
DESKS = frozenset({OfficeKind.SINGLE_DESK, OfficeKind.PROVINCIAL_COMMITTEE})
# In the cities divided into arrondissements, which sign for themselves what the law leaves to them.
ARRONDISSEMENT_PARTS = (
    Part("arrondissement-desk", Role.FRONT_DESK, OfficeKind.ARRONDISSEMENT),
    Part("arrondissement-planning", Role.PLANNING_OFFICER, OfficeKind.ARRONDISSEMENT),
    Part("arrondissement-president", Role.ARRONDISSEMENT_PRESIDENT, OfficeKind.ARRONDISSEMENT),
)
OFFICE_NAMES = {
    OfficeKind.SINGLE_DESK: ("Guichet unique de {}", "الشباك الوحيد ل{}"),
    OfficeKind.PROVINCIAL_COMMITTEE: ("Comité provincial d’urbanisme de {}", "اللجنة الإقليمية للتعمير ب{}"),
    OfficeKind.PREFECTURE: ("Division de l’urbanisme de {}", "قسم التعمير ب{}"),
    OfficeKind.COMMUNE: ("Commune de {}", "جماعة {}"),
    OfficeKind.LOCAL_AUTHORITY: ("Autorité locale de {}", "السلطة المحلية ل{}"),
    OfficeKind.ECONOMIC_SERVICE: ("Service économique de {}", "المصلحة الاقتصادية ل{}"),
    OfficeKind.HYGIENE: ("Bureau d’hygiène de {}", "مكتب حفظ الصحة ب{}"),
    OfficeKind.ARRONDISSEMENT: ("Arrondissement de {}", "مقاطعة {}"),
    OfficeKind.TREASURY: ("Trésorerie de {}", "خزينة {}"),
    OfficeKind.LAND_REGISTRY: ("Conservation foncière de {}", "المحافظة العقارية ب{}"),
    OfficeKind.ROADS: ("Direction de l’équipement de {}", "مديرية التجهيز ب{}"),
    OfficeKind.AGRICULTURE: ("Direction de l’agriculture de {}", "مديرية الفلاحة ب{}"),
    OfficeKind.HOUSING: ("Direction de l’habitat de {}", "مديرية السكنى ب{}"),
    OfficeKind.CIVIL_PROTECTION: ("Protection civile de {}", "الوقاية المدنية ب{}"),
    OfficeKind.MUNICIPAL_PROPERTY: ("Service du patrimoine communal de {}", "مصلحة الممتلكات الجماعية ل{}"),
    OfficeKind.ADMINISTRATIVE_POLICE: ("Police administrative de {}", "الشرطة الإدارية ل{}"),
    OfficeKind.TECHNICAL_SERVICE: ("Service technique de {}", "المصلحة التقنية ل{}"),
    OfficeKind.ROADS: ("Service de la voirie de {}", "مصلحة الطرق ب{}"),
    OfficeKind.WATER: ("Distributeur d’eau de {}", "موزع الماء ب{}"),
    OfficeKind.ELECTRICITY: ("Distributeur d’électricité de {}", "موزع الكهرباء ب{}"),
    OfficeKind.TELECOM: ("Opérateur de télécommunications de {}", "متعهد الاتصالات ب{}"),
    OfficeKind.LABOUR_INSPECTION: ("Inspection du travail de {}", "مفتشية الشغل ب{}"),
}


@dataclass
class Cast:
    """The staff of one commune, and its applicant and architect, by the word of their part."""

    unit: Unit
    domain: str = "demo.example"
    password: str | None = None
    people: dict[str, Person] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)
    staffed: set[str] = field(default_factory=set)

    def actor(self, word: str, at: datetime | None = None) -> Actor:
        return actor_of(self.people[word], at)

    def member_of(self, office: Office) -> Person:
        """Who gives the opinion of an office."""
        held = Mandate.objects.filter(office=office, role=Role.COMMISSION_MEMBER).select_related("person")
        return held.earliest("pk").person

    def neighbour(self, word: str) -> str:
        """The word of somebody of the quarter, made the first time."""
        if word not in self.people:
            seed = seed_of(self.unit, 40 + len(self.people))
            self.people[word] = invented(
                f"{word}.{self.unit.reference_code}@{self.domain}", seed, self.password
            )
        return word

    def holder(self, office: Office, roles: Sequence[str]) -> str:
        """The word of who acts for an office: the first of these roles that somebody of the cast holds there."""
        words = {person.pk: word for word, person in self.people.items()}
        held = Mandate.objects.filter(office=office, role__in=roles, person__in=words).order_by("pk")
        by_role = {mandate.role: words[mandate.person_id] for mandate in reversed(held)}
        return next(by_role[role] for role in roles if role in by_role)

    @cached_property
    def beyond(self) -> tuple[Unit, ...]:
        """The other commune of a land on several: the first neighbour in the same province; nothing where there is none."""
        for unit in neighbours(self.unit.pk):
            where = competence(self.unit.pk, over=[unit.pk])
            if len(where.communes) > 1 and len(where.provinces) == 1:
                return (unit,)
        return ()

    def staff(self, procedure: Procedure) -> None:
        """Open the offices that a procedure asks there, and give each of their roles that nobody of the cast holds a person.

        Once for each procedure. A step that asks the first office open there asks one that is, whoever opened it.
        """
        if procedure.code in self.staffed:
            return
        self.staffed.add(procedure.code)
        self._staff(procedure, competence(self.unit.pk))
        if procedure.communes and self.beyond:
            self._staff_beyond(procedure, competence(self.unit.pk, over=[each.pk for each in self.beyond]))

    def _staff(self, procedure: Procedure, where: Competence) -> None:
        others = [step for step in procedure.steps if step.choose == "first"]
        for step in procedure.steps:
            if step.choose != "first":
                for kind in step.by:
                    self._serve(office_of(OfficeKind(kind), where), step)
        opened = offices_for({kind for step in others for kind in step.by}, where)
        for step in others:
            first = next((opened[kind] for kind in step.by if kind in opened), None)
            self._serve(first or office_of(OfficeKind(step.by[0]), where), step)
        for kind in procedure.copied_to():
            self._receive(office_of(OfficeKind(kind), where))

    def _staff_beyond(self, procedure: Procedure, where: Competence) -> None:
        """The offices of a land on several communes: those of its province, and in each other commune those that are asked."""
        self._staff(procedure, where)
        for unit in self.beyond:
            there = competence(unit.pk)
            for step in procedure.steps:
                for kind in step.in_each:
                    self._serve(office_of(OfficeKind(kind), there), step)

    def _serve(self, office: Office, step: Step) -> None:
        """One person of the cast at least acts there in that step, and each of its signers is one."""
        self.offices.setdefault(office.kind, office)
        roles = [Role(role) for role in step.signers or step.roles]
        here = office.mandates.filter(role__in=roles, person__in=list(self.people.values()))
        held = set(here.values_list("role", flat=True))
        for role in roles if step.signers else () if held else roles[:1]:
            if role not in held:
                self._hire(office, role)

    def _receive(self, office: Office) -> None:
        """One person of the cast at least reads the copies that reach an office."""
        self.offices.setdefault(office.kind, office)
        if not office.mandates.filter(person__in=list(self.people.values())).exists():
            self._hire(office, Role.COMMISSION_MEMBER)

    def _hire(self, office: Office, role: Role) -> None:
        word = f"{office.kind}-{role}".replace("_", "-")
        if self.offices[office.kind] != office:
            word += "-beyond"
        address = f"{word}.{place_of(office)}@{self.domain}"
        self.people[word] = invented(address, seed_of(office, len(word) + len(self.people)), self.password)
        hold(self.people[word], role, office)

    def professional(self, role: str, body: str) -> str:
        """The word of the professional of that role, entered in the register of this body; made the first time."""
        word = role.replace("_", "-")
        if word not in self.people:
            seed = seed_of(self.unit, 22 + len(self.people))
            person = invented(f"{word}.{self.unit.reference_code}@{self.domain}", seed, self.password)
            enter(person, body=body, number=f"DEMO-{person.pk:04d}", since=FIRST_DAY, by=system())
            self.people[word] = person
        return word


def cast_for(unit: Unit, *, domain: str = "demo.example", password: str | None = None) -> Cast:
    """Open the offices of a commune and give each a person, once: called again, it finds them."""
    where = competence(unit.pk)
    cast = Cast(unit, domain, password)
    divided = where.unit != where.commune
    for number, part in enumerate((*PARTS, *(ARRONDISSEMENT_PARTS if divided else ()))):
        office = office_of(part.office, where)
        cast.offices[office.kind] = office
        cast.people[part.word] = invented(
            f"{part.word}.{place_of(office)}@{domain}", seed_of(office, number), password
        )
        hold(cast.people[part.word], part.role, office)
    for number, word in enumerate(("architect", "applicant"), start=20):
        cast.people[word] = invented(
            f"{word}.{unit.reference_code}@{domain}", seed_of(unit, number), password
        )
    architect = cast.people["architect"]
    family = (architect.name_fr.split(" ", 1)[1], architect.name_ar.split(" ", 1)[1])
    enter(
        architect,
        body="order_of_architects",
        number=f"DEMO-{architect.pk:04d}",
        since=FIRST_DAY,
        by=system(),
        practice=(f"Cabinet {family[0]} (fictif)", f"مكتب {family[1]} (افتراضي)"),
    )
    return cast


def office_of(kind: OfficeKind, where: Competence) -> Office:
    """The office of a kind competent there, opened when it is not yet; the desk is a committee where the law says so."""
    if kind in DESKS:
        kind = OfficeKind(where.body)
    if kind == OfficeKind.URBAN_AGENCY:
        agency = where.urban_agency
        assert agency is not None, f"no urban agency covers {where.unit}"
        office, _ = Office.objects.get_or_create(
            kind=kind, urban_agency=agency, defaults={"name_fr": agency.name_fr, "name_ar": agency.name_ar}
        )
        return office
    seats = {
        OfficeKind.SINGLE_DESK: where.seat,
        OfficeKind.PROVINCIAL_COMMITTEE: where.seat,
        OfficeKind.PREFECTURE: where.prefecture,
        OfficeKind.TREASURY: where.prefecture,
        OfficeKind.COMMUNE: where.commune,
        OfficeKind.LAND_REGISTRY: where.prefecture,
        OfficeKind.ROADS: where.prefecture,
        OfficeKind.AGRICULTURE: where.prefecture,
        OfficeKind.HOUSING: where.prefecture,
    }
    unit = seats.get(kind, where.unit)
    fr, ar = OFFICE_NAMES[kind]
    office, _ = Office.objects.get_or_create(
        kind=kind,
        unit=unit,
        defaults={"name_fr": elided(fr.format(unit.name_fr)), "name_ar": ar.format(unit.name_ar)},
    )
    return office


def invented(email: str, seed: int, password: str | None) -> Person:
    """The invented person of that address, made the first time."""
    found = Person.objects.filter(email=email).first()
    if found:
        return found
    given, family = GIVEN[seed % len(GIVEN)], FAMILY[seed // 3 % len(FAMILY)]
    person = Person(
        email=email,
        name_fr=f"{given[0]} {family[0]}",
        name_ar=f"{given[1]} {family[1]}",
        is_fictional=True,
    )
    person.phone = f"+2126{seed % 100_000_000:08d}"
    if password:
        person.password = _hashed(password)
    else:
        person.set_unusable_password()
    person.save()
    return person


@cache
def _hashed(password: str) -> str:
    """One hash for all of them: hashing is slow by design, and a country has hundreds of people."""
    return make_password(password)


def hold(person: Person, role: Role, office: Office, act: str = "") -> None:
    """Give them that role there, once."""
    if not person.mandates.filter(role=role, office=office).exists():
        give_mandate(person, role, office, by=system(), starts_on=FIRST_DAY, act=act or "DEMO")


def place_of(office: Office) -> str:
    return (office.unit_id or office.urban_agency_id or str(office.pk)).replace(".", "").lower()


def seed_of(place: Office | Unit, number: int) -> int:
    """Different people in different places, always the same ones."""
    digits = "".join(char for char in str(place.pk) if char.isdigit()) or "7"
    return int(digits) * 31 + number * 7
