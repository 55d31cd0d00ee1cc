from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rokhas.kernel.calendar import UNITS, Calendar, Skipped, Unit

FITR, FITR_2, BRIDGE = date(2026, 3, 20), date(2026, 3, 21), date(2026, 3, 23)
MARCH = Calendar(frozenset({FITR, FITR_2, BRIDGE}))

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
calendars = st.builds(Calendar, st.frozensets(days, max_size=60))
units = st.sampled_from(UNITS)


def test_the_day_of_receipt_is_not_counted_and_the_last_counted_is_due() -> None:
    assert Calendar().add_working_days(date(2026, 11, 16), 3) == date(2026, 11, 19)


def test_a_file_received_on_a_sunday_counts_from_monday() -> None:
    assert Calendar().add_working_days(date(2026, 11, 15), 1) == date(2026, 11, 16)


def test_holidays_are_skipped_and_named_apart_from_weekends() -> None:
    due = MARCH.due(date(2026, 3, 19), 2, "working_days")
    assert due.on == date(2026, 3, 25)
    assert due.moved_from is None
    assert due.skipped == (
        Skipped(FITR, "holiday"),
        Skipped(FITR_2, "weekend"),
        Skipped(date(2026, 3, 22), "weekend"),
        Skipped(BRIDGE, "holiday"),
    )


def test_a_delay_of_no_working_day_ends_at_once_or_when_the_office_opens() -> None:
    assert MARCH.add_working_days(date(2026, 3, 19), 0) == date(2026, 3, 19)
    assert MARCH.add_working_days(FITR, 0) == date(2026, 3, 24)


@pytest.mark.parametrize(
    ("start", "quantity", "unit", "expected"),
    [
        (date(2026, 1, 15), 1, "months", date(2026, 2, 16)),  # the 15th is a Sunday
        (date(2023, 12, 31), 2, "months", date(2024, 2, 29)),
        (date(2026, 3, 31), 1, "months", date(2026, 4, 30)),
        (date(2025, 12, 30), 14, "months", date(2027, 3, 1)),  # 28 February 2027 is a Sunday
        (date(2024, 2, 29), 1, "years", date(2025, 2, 28)),
        (date(2024, 2, 29), 4, "years", date(2028, 2, 29)),
        (date(2026, 11, 2), 30, "days", date(2026, 12, 2)),
        (date(2026, 11, 2), 5, "days", date(2026, 11, 9)),  # the 7th is a Saturday
    ],
)
def test_calendar_limits(start: date, quantity: int, unit: Unit, expected: date) -> None:
    assert Calendar().add(start, quantity, unit) == expected


def test_a_calendar_limit_on_a_holiday_says_that_it_moved() -> None:
    due = MARCH.due(date(2026, 3, 18), 2, "days")
    assert (due.moved_from, due.on) == (FITR, date(2026, 3, 24))
    assert [one.day for one in due.skipped] == [FITR, FITR_2, date(2026, 3, 22), BRIDGE]


@pytest.mark.parametrize("unit", UNITS)
def test_a_negative_delay_is_refused(unit: Unit) -> None:
    with pytest.raises(ValueError, match="negative"):
        Calendar().add(date(2026, 1, 1), -1, unit)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="fortnights"):
        Calendar().add(date(2026, 1, 1), 1, "fortnights")  # type: ignore[arg-type]


@given(calendars, days, st.integers(0, 60), units)
def test_no_delay_ends_on_a_closed_day(calendar: Calendar, start: date, quantity: int, unit: Unit) -> None:
    due = calendar.due(start, quantity, unit)
    assert calendar.is_working(due.on)
    assert due.on >= start
    assert all(not calendar.is_working(one.day) and start <= one.day < due.on for one in due.skipped)


@given(calendars, days, st.integers(0, 40), st.integers(0, 10), units)
def test_a_longer_delay_never_ends_sooner(
    calendar: Calendar, start: date, n: int, more: int, unit: Unit
) -> None:
    assert calendar.add(start, n, unit) <= calendar.add(start, n + more, unit)


@given(calendars, days, st.integers(0, 30), st.integers(0, 40), units)
def test_a_later_start_never_ends_sooner(
    calendar: Calendar, start: date, later: int, n: int, unit: Unit
) -> None:
    assert calendar.add(start, n, unit) <= calendar.add(start + timedelta(days=later), n, unit)


@given(calendars, days, st.integers(1, 60))
def test_counting_back_finds_the_same_number(calendar: Calendar, start: date, n: int) -> None:
    due = calendar.add_working_days(start, n)
    assert calendar.working_days_between(start, due) == n
    assert calendar.working_days_between(due, start) == -n


@given(calendars, days, st.integers(0, 120))
def test_days_between_are_those_one_would_tick_off(calendar: Calendar, start: date, span: int) -> None:
    ticked = sum(calendar.is_working(start + timedelta(days=i)) for i in range(1, span + 1))
    assert calendar.working_days_between(start, start + timedelta(days=span)) == ticked


@given(calendars, days, st.integers(1, 40))
def test_working_days_explain_every_day_that_passed(calendar: Calendar, start: date, n: int) -> None:
    due = calendar.due(start, n, "working_days")
    assert (due.on - start).days == n + len(due.skipped)
