from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from rokhas.territory.models import Holiday
from rokhas.territory.queries import (
    Place,
    calendar,
    closed_days,
    closures,
    names_of_holidays,
    year_of_closures,
)

pytestmark = pytest.mark.django_db


def test_the_observed_day_replaces_the_one_the_library_computes() -> None:
    august = closed_days(date(2025, 6, 1), date(2025, 6, 30))
    assert date(2025, 6, 27) in august  # 1 Moharram 1447 as observed
    assert date(2025, 6, 26) not in august  # as the library computes it
    assert {date(2025, 6, 7), date(2025, 6, 8), date(2025, 6, 9)} <= august


def test_years_the_table_does_not_cover_come_from_the_library() -> None:
    assert date(2030, 7, 30) in closed_days(date(2030, 1, 1), date(2030, 12, 31))
    assert len(closed_days(date(2030, 1, 1), date(2030, 12, 31))) >= 17


def test_an_exceptional_day_announced_early_does_not_erase_the_feasts_of_its_year() -> None:
    Holiday.objects.create(
        date=date(2030, 2, 6),
        key="exceptional",
        name_fr="Congé exceptionnel",
        name_ar="عطلة استثنائية",
        kind=Holiday.Kind.EXCEPTIONAL,
        certainty="sourced",
    )
    closed = closed_days(date(2030, 1, 1), date(2030, 12, 31))
    assert {date(2030, 2, 6), date(2030, 1, 1), date(2030, 11, 18)} <= closed


def test_only_the_span_asked_is_given() -> None:
    assert closed_days(date(2026, 1, 1), date(2026, 1, 11)) == {date(2026, 1, 1), date(2026, 1, 11)}
    assert closed_days(date(2026, 1, 2), date(2026, 1, 1)) == frozenset()
    across = closed_days(date(2026, 12, 31), date(2027, 1, 1))
    assert across == {date(2027, 1, 1)}


@pytest.mark.parametrize("year", [2026, 2030])
def test_holidays_are_named_in_the_language_of_the_page(year: int) -> None:
    throne = date(year, 7, 30)
    with override("fr"):
        assert "Trône" in names_of_holidays(throne, throne)[throne]
    with override("ar"):
        assert "العرش" in names_of_holidays(throne, throne)[throne]


def test_fifteen_working_days_over_the_feast_of_2026() -> None:
    # 20 (Fitr) and 23 March (exceptional) are closed; the 21st is a Saturday.
    assert calendar(date(2026, 3, 10)).add_working_days(date(2026, 3, 10), 15) == date(2026, 4, 2)


def decided(day: date, kind: str = "exceptional", **more: object) -> Holiday:
    return Holiday.objects.create(
        date=day,
        key=f"decided-{Holiday.objects.count()}",
        kind=kind,
        name_fr="Décidé",
        name_ar="مقرر",
        certainty="sourced",
        decided_at=datetime(2026, 1, 1, tzinfo=UTC),
        **more,
    )


def test_a_decision_closes_or_opens_a_day_whoever_said_otherwise_until_it_is_withdrawn() -> None:
    throne, plain = date(2030, 7, 30), date(2030, 7, 31)
    opened, closed = decided(throne, "worked"), decided(plain)
    assert closed_days(throne, plain) == {plain}
    assert {throne, plain} & {each.day for each in year_of_closures(2030)} == {plain}
    for decision in (opened, closed):
        decision.withdrawn_at = datetime(2026, 2, 1, tzinfo=UTC)
        decision.save()
    assert closed_days(throne, plain) == {throne}


def test_what_is_shown_of_a_closed_day_is_the_decision_that_closed_it() -> None:
    day = date(2026, 5, 27)
    Holiday.objects.update_or_create(
        date=day, key="sacrifice", defaults={"kind": "lunar", "certainty": "memory"}
    )
    decision = decided(day)
    assert next(each.row for each in year_of_closures(2026) if each.day == day) == decision


def test_a_decided_feast_does_not_empty_a_year_that_the_table_does_not_cover() -> None:
    decided(date(2030, 2, 6))
    decided(date(2030, 7, 30), "worked")
    assert date(2030, 11, 18) in closed_days(date(2030, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("where", "place", "concerned"),
    [
        ("06", Place("06.141.01.01", "commune"), True),
        ("06.141", Place("06.141.01.01", "commune"), True),
        ("06.141.01.0", Place("06.141.01.01"), True),
        ("06.141.01.0", Place("06.141.01.81"), False),
        ("06.141.01.20", Place("06.141.01.21"), True),
        ("06.141.01.20", Place("06.141.01.31"), False),
        ("04.501.01.07", Place("04.501.01.07"), True),
        ("04.501.01.07", Place("04.501", "prefecture"), False),
        ("04.501", Place("04.501.01.07", "urban_agency", seated=False), False),
    ],
)
def test_a_local_decision_concerns_the_offices_seated_there(
    where: str, place: Place, concerned: bool
) -> None:
    day = date(2026, 9, 2)
    decided(day, unit_id=where)
    assert (day in closures(day, day).at(place).closed) is concerned
    assert closed_days(day, day) == frozenset()


def test_a_local_decision_about_one_kind_of_office_concerns_no_other() -> None:
    day = date(2026, 9, 2)
    decided(day, unit_id="04.501", office_kind="urban_agency")
    found = closures(day, day)
    assert day in found.at(Place("04.501.01.07", "urban_agency", seated=False)).closed
    assert day not in found.at(Place("04.501.01.07", "commune")).closed
