"""The demonstration country: two staffed communes, their people and keys, and dossiers at the stages one wants to look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress

from rokhas.accounts.models import Person
from rokhas.dossiers.models import Conclusion, Dossier, Verdict
from rokhas.journeys.cast import administrator, cast_for
from rokhas.journeys.hands import DEMO_PIN, RealHands
from rokhas.journeys.lands import load_land_titles
from rokhas.journeys.story import Story
from rokhas.procedures.actions import seed
from rokhas.territory.models import Unit

PASSWORD = "rokhas-demo-2026"  # noqa: S105 - printed for whoever tries the demonstration, which refuses to run in production
# An urban commune with its one-stop desk, and a rural one under its provincial committee.
COMMUNES = ("04.501.01.07", "04.501.03.01")
SIGNERS = ("architect", "secretary", "chair", "prefecture", "commune", "urban-agency", "president")

Plot = Callable[[Story], object]


@dataclass(frozen=True)
class Scenario:
    """A dossier to show: how long ago it began, and how far it went."""

    days_ago: int
    plot: Plot
    grand: bool = False


SCENARIOS = (
    Scenario(34, lambda story: story.delivered()),
    Scenario(20, lambda story: story.deposited().studied().conclude().sign_minutes().pay()),
    Scenario(13, lambda story: story.deposited().studied().conclude().sign_minutes()),
    Scenario(
        12,
        lambda story: (
            story.deposited()
            .studied(urban_agency=Verdict.TO_MODIFY)
            .conclude(Conclusion.Sense.CHANGES_ASKED)
            .sign_minutes()
            .sign_letter()
        ),
    ),
    Scenario(6, lambda story: story.deposited().admit().dispatch().opinion("commune"), grand=True),
    Scenario(2, lambda story: story.deposited().admit()),
    Scenario(1, lambda story: story.deposited()),
    Scenario(0, lambda story: story.draft().give_pieces(without=["CONTRARCH"])),
)


def load(hands: RealHands, tell: Callable[[str], None]) -> list[dict[str, str]]:
    """Staff the communes, make the keys, play the dossiers; returns the accounts. Loading again adds nothing."""
    seed()
    load_land_titles()
    accounts = []
    for code in COMMUNES:
        tell(f"  people and keys of {code}…")
        cast = cast_for(Unit.objects.get(pk=code), password=PASSWORD)
        for word in SIGNERS:
            hands.key_of(cast.people[word], datetime.now(UTC) - timedelta(days=60))
        accounts += [_account(word, cast.unit.name_fr, person) for word, person in cast.people.items()]
    accounts.append(_account("administrator", "", administrator(password=PASSWORD)))
    if not Dossier.objects.exists():
        town = cast_for(Unit.objects.get(pk=COMMUNES[0]), password=PASSWORD)
        for number, scenario in enumerate(SCENARIOS, start=1):
            tell(f"  dossier {number} of {len(SCENARIOS)}…")
            story = Story(town, hands, grand=scenario.grand, at=moments(scenario.days_ago))
            scenario.plot(story)
    return accounts


def moments(days_ago: int) -> Callable[[], datetime | None]:
    """From ten in the morning of that day, an hour and a half between two acts, and never in the future."""
    if days_ago == 0:
        return lambda: None
    now = datetime.now(UTC)
    moment = (now - timedelta(days=days_ago)).replace(hour=9, minute=0, second=0, microsecond=0)
    pace = min(timedelta(hours=1.5), (now - moment) / 120)

    def tick() -> datetime:
        nonlocal moment
        moment = min(moment + pace, now)
        return moment

    return tick


def _account(word: str, place: str, person: Person) -> dict[str, str]:
    _confirm(person)
    return {
        "role": word,
        "place": place,
        "name": person.name_fr,
        "email": person.email,
        "password": PASSWORD,
        "pin": DEMO_PIN if word in SIGNERS else "",
    }


def _confirm(person: Person) -> None:
    """The mail of a demonstration account needs no proof."""
    EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
