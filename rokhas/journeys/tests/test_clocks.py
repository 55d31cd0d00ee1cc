"""The simulation of the clocks finds nothing wrong, and would find it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rokhas.dossiers.workflow import reminders
from rokhas.dossiers.workflow.clocks import HORIZON
from rokhas.journeys import clocks_by_acts as acts
from rokhas.journeys import clocks_lives
from rokhas.journeys import clocks_naive as naive
from rokhas.journeys.clocks import FIRST, clocks, simulate
from rokhas.kernel.calendar import UNITS, Calendar, Unit
from rokhas.procedures.actions import seed
from rokhas.procedures.queries import all_current
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
CLOSED = st.frozensets(st.dates(date(2024, 1, 1), date(2031, 12, 31)), max_size=60)


def test_every_clock_of_every_file_does_what_a_count_day_by_day_says() -> None:
    tally = simulate(years=10, dossiers=240, seed=20)
    assert tally.differences == 0, tally.example
    assert tally.passed > 50
    assert tally.told > 300
    assert tally.runs > tally.clocks == 240
    assert {"building-permit", "refurbishment-permit", "simple-declaration"} <= tally.procedures


def test_a_limit_one_day_off_is_found_and_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Calendar.add

    def wrong(self: Calendar, start: date, quantity: int, unit: Unit) -> date:
        return right(self, start, quantity, unit) + timedelta(days=unit == "months")

    monkeypatch.setattr(Calendar, "add", wrong)
    tally = simulate(years=10, dossiers=60, seed=20)
    assert tally.wrong_limits > 0
    assert "months from" in tally.example
    assert "day by day" in tally.example


def test_a_reminder_told_again_or_forgotten_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = reminders.look

    def again(*given: object) -> reminders.Round:
        found = right(*given)  # type: ignore[arg-type]
        return reminders.Round(found.reached, found.told * 2, found.next_on)

    monkeypatch.setattr(reminders, "look", again)
    assert simulate(years=10, dossiers=60, seed=20).doubled > 0
    monkeypatch.setattr(reminders, "look", lambda *given: reminders.Round(9, (), None))
    assert simulate(years=10, dossiers=60, seed=20).missed > 0


def test_the_calendar_at_hand_covers_the_longest_delay_of_the_files() -> None:
    longest = max(
        naive.limit(FIRST, clock.delay.quantity, clock.delay.unit, frozenset()) for clock in clocks()
    )
    assert longest - FIRST < HORIZON - timedelta(days=200)


@given(DAYS, st.integers(0, 40), st.sampled_from(UNITS), CLOSED)
def test_a_limit_never_falls_on_a_closed_day_and_is_the_naive_one(
    start: date, quantity: int, unit: Unit, closed: frozenset[date]
) -> None:
    quantity = min(quantity, 3) if unit == "years" else quantity
    found = Calendar(closed).add(start, quantity, unit)
    assert Calendar(closed).is_working(found)
    assert found == naive.limit(start, quantity, unit, closed)


@given(DAYS, st.integers(0, 400), st.integers(0, 60), st.sampled_from(UNITS), CLOSED)
def test_a_later_start_or_a_longer_delay_never_ends_earlier(
    start: date, later: int, quantity: int, unit: Unit, closed: frozenset[date]
) -> None:
    quantity = min(quantity, 3) if unit == "years" else quantity
    calendar = Calendar(closed)
    found = calendar.add(start, quantity, unit)
    assert calendar.add(start + timedelta(days=later), quantity, unit) >= found
    assert calendar.add(start, quantity + 1, unit) >= found


@given(DAYS, st.integers(0, 60), st.sampled_from(UNITS), CLOSED, DAYS)
def test_one_more_closed_day_never_brings_a_limit_forward(
    start: date, quantity: int, unit: Unit, closed: frozenset[date], day: date
) -> None:
    quantity = min(quantity, 3) if unit == "years" else quantity
    assert Calendar(closed | {day}).add(start, quantity, unit) >= Calendar(closed).add(start, quantity, unit)


@given(DAYS, st.integers(0, 40), CLOSED)
def test_working_days_go_back_as_they_go_on(day: date, number: int, closed: frozenset[date]) -> None:
    calendar = Calendar(closed)
    before = calendar.working_days_before(day, number)
    assert before == naive.shifted(day, -number, closed)
    if number and calendar.is_working(day):
        assert calendar.add_working_days(before, number) == day


def told(at: Callable[[], datetime | None], procedure: str, class_code: str) -> Scene:
    return Scene.opens(procedure=procedure, class_code=class_code, at=at)


@pytest.mark.django_db
def test_the_acts_themselves_do_what_the_count_day_by_day_says() -> None:
    """A large project, a request whose silence gives the decision to another, one whose enquiry starts that of its report."""
    seed()
    played = [
        procedure
        for procedure in all_current(acts.FIRST)
        if procedure.code in {"building-permit", "occupancy-permit", "classified-establishment"}
    ]
    with TestAuthority.shared().plays():
        tally = acts.simulate_by_acts(told, played, dossiers=6, seed=5)
    assert tally.differences == 0, tally.example
    assert tally.clocks == 6
    assert len(tally.procedures) == 3
    assert tally.passed > 2
    assert tally.told > 5
    assert tally.maxima >= 6, "the legal maximum of each dossier is counted with its steps"


@pytest.mark.django_db
def test_a_legal_maximum_that_nobody_attends_to_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    seed()
    played = [each for each in all_current(acts.FIRST) if each.code == "building-permit"]
    monkeypatch.setattr(acts, "attend_maxima", lambda _by: 0)
    monkeypatch.setattr(acts, "EACH", 1)
    monkeypatch.setattr(clocks_lives, "gap", lambda _random: None)
    with TestAuthority.shared().plays():
        tally = acts.simulate_by_acts(told, played, dossiers=1, seed=5)
    assert tally.missed > 0
    assert "legal maximum from" in tally.example
