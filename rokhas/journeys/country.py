"""The demonstration country: four provinces fully staffed, their people and keys, sixty dossiers of the daily
procedures and two of each other one, played through the acts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress

from rokhas.accounts.models import Mandate, Person, Role
from rokhas.dossiers.models import Dossier
from rokhas.journal.outbox import drain
from rokhas.journeys.attachments import attach
from rokhas.journeys.cast import Cast, cast_for
from rokhas.journeys.company import company_of, ministry
from rokhas.journeys.hands import DEMO_PIN, RealHands
from rokhas.journeys.lands import load_land_titles, load_zoning
from rokhas.journeys.practice import staff_of
from rokhas.journeys.scenarios import (
    ANFA,
    FIRST,
    RURAL,
    TEMARA,
    Scenario,
    across,
    occupied,
    on_two_communes,
    scenarios,
    subdivisions,
    under_enquiry,
    whole_buildings,
)
from rokhas.journeys.story import Story
from rokhas.kernel.actor import MOROCCO
from rokhas.procedures.actions import seed
from rokhas.procedures.queries import all_current
from rokhas.territory.models import Kind, Unit

PASSWORD = "rokhas-demo-2026"  # noqa: S105 - printed for whoever tries the demonstration, which refuses to run in production
# Skhirate-Témara, M'diq-Fnideq and Ifrane, with the one-stop desks of their towns and their provincial committees; and the
# arrondissements of Casablanca-Anfa. Every other commune is there, with no office open yet.
PROVINCES = ("04.501", "01.573", "03.271")
ARRONDISSEMENTS = ("06.141.01.01", "06.141.01.03", "06.141.01.07")
# The towns that may be signed in to from the start: a one-stop desk, a commune under its provincial committee, an arrondissement.
TOWNS = (TEMARA, RURAL, ANFA)
SIGNERS = (
    "architect",
    "secretary",
    "chair",
    "prefecture",
    "commune",
    "urban-agency",
    "president",
    "hygiene",
    "arrondissement-president",
    "vice-president",
    "surveyor",
    "engineer",
    "design-office",
    "co-designer",
)
# Whoever holds one of these signs something, whatever the procedure.
SIGNING = (
    Role.COMMISSION_MEMBER,
    Role.SECRETARY,
    Role.CHAIR,
    Role.PRESIDENT,
    Role.VICE_PRESIDENT,
    Role.ARRONDISSEMENT_PRESIDENT,
    Role.GOVERNOR,
)
KEYS_SINCE = timedelta(days=600)

Tell = Callable[[str], None]


def load(hands: RealHands, tell: Tell) -> list[dict[str, str]]:
    """What there is before the doors open: two towns, their keys, the first dossiers. Loading again adds nothing.

    Returns the accounts of the towns.
    """
    seed()
    load_land_titles()
    load_zoning()
    accounts = []
    for code in TOWNS:
        tell(f"  people and keys of {code}…")
        cast = _staffed(code)
        people = _every_office(cast)
        if code == TEMARA:
            people |= company_of(cast, password=PASSWORD) | staff_of(cast, password=PASSWORD)
        _prove(people)
        _equip(people, hands)
        signing = _signing(people)
        accounts += [
            _account(word, cast.unit.name_fr, person, signs=word in SIGNERS or person in signing)
            for word, person in people.items()
        ]
    people = ministry(password=PASSWORD)
    _prove(people)
    accounts += [_account(word, "", person, signs=False) for word, person in people.items()]
    _play(list(scenarios())[: len(FIRST)], hands, tell)
    return accounts


def go_on(hands: RealHands, tell: Tell) -> None:
    """The rest of the four provinces, then of the dossiers. Stopped anywhere, it goes on from there when it is called again."""
    communes = Unit.objects.filter(kind=Kind.COMMUNE)
    inside = [
        unit.pk
        for unit in communes.order_by("pk")
        if any(unit.pk.startswith(f"{code}.") for code in PROVINCES)
    ]
    _play(list(scenarios())[len(FIRST) :], hands, tell)
    for code in TOWNS:
        tell(f"  keys of {code}…")
        for person in _signing(_every_office(_staffed(code))):
            hands.key_of(person, datetime.now(UTC) - KEYS_SINCE)
    today = datetime.now(UTC).date()
    catalogue = all_current(today)
    _play(
        (
            *whole_buildings(),
            *subdivisions(),
            on_two_communes(),
            *across(catalogue, today),
            *under_enquiry(catalogue),
            *occupied(),
        ),
        hands,
        tell,
    )
    attach(tell)
    for code in (*inside, *ARRONDISSEMENTS):
        cast = _staffed(code)
        tell(f"  people of {cast.unit.name_fr}")
        drain(datetime.now(UTC))


def _play(wanted: Iterable[Scenario], hands: RealHands, tell: Tell) -> None:
    """Those whose dossier does not exist yet: one that was interrupted stays where it was."""
    known = set(Dossier.objects.values_list("title", flat=True))
    casts: dict[str, Cast] = {}
    for number, scenario in enumerate(wanted, start=1):
        if scenario.title in known:
            continue
        if scenario.commune not in casts:
            casts[scenario.commune] = _staffed(scenario.commune)
            _equip(casts[scenario.commune].people, hands)
        tell(f"  dossier {number}: {scenario.title}")
        story = Story(
            casts[scenario.commune],
            hands,
            procedure=scenario.procedure,
            grand=scenario.grand,
            class_code=scenario.class_code,
            at=moments(scenario.days_ago),
            answers=scenario.answers,
            meant=scenario.meant,
        )
        scenario.plot(story)
        drain(datetime.now(UTC))  # what people did in the meantime on the site that is open


def moments(days_ago: int) -> Callable[[], datetime | None]:
    """From that day on, sixteen acts a day, in the hours when people work, and never in the future."""
    if days_ago == 0:
        return lambda: None
    now = datetime.now(UTC)
    moment = (now - timedelta(days=days_ago)).replace(hour=9, minute=0, second=0, microsecond=0)
    pace = min(timedelta(hours=1.5), (now - moment) / 120)

    def tick() -> datetime:
        nonlocal moment
        moment = min(moment + pace, now)
        return min(by_daylight(moment), now)

    return tick


def by_daylight(moment: datetime) -> datetime:
    """The same day in Morocco, between nine in the morning and five; of two moments, the first stays the first."""
    local = moment.astimezone(MOROCCO)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight.replace(hour=9) + (local - midnight) / 3).astimezone(UTC)


def _staffed(code: str) -> Cast:
    cast = cast_for(Unit.objects.get(pk=code), password=PASSWORD)
    _prove(cast.people)
    return cast


def _every_office(cast: Cast) -> dict[str, Person]:
    """Those of a place once every procedure of the catalogue has its offices there."""
    for procedure in all_current(datetime.now(UTC).date()):
        cast.staff(procedure)
    return dict(cast.people)


def _signing(people: Mapping[str, Person]) -> tuple[Person, ...]:
    """Those who sign in a role that they hold."""
    held = Mandate.objects.filter(person__in=people.values(), role__in=SIGNING)
    signing = set(held.values_list("person_id", flat=True))
    return tuple(person for person in people.values() if person.pk in signing)


def _prove(people: Mapping[str, Person]) -> None:
    """Their accounts need no proof of their address."""
    known = set(EmailAddress.objects.filter(user__in=people.values()).values_list("user_id", flat=True))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True)
        for person in {each.pk: each for each in people.values()}.values()
        if person.pk not in known
    )


def _equip(people: Mapping[str, Person], hands: RealHands) -> None:
    """A key for each of those who sign in the daily procedures, older than any dossier of theirs."""
    for word in SIGNERS:
        if word in people:
            hands.key_of(people[word], datetime.now(UTC) - KEYS_SINCE)


def _account(word: str, place: str, person: Person, *, signs: bool) -> dict[str, str]:
    return {
        "role": word,
        "place": place,
        "name": person.name_fr,
        "email": person.email,
        "password": PASSWORD,
        "pin": DEMO_PIN if signs else "",
    }
