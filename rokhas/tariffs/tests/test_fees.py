"""What a dossier owes, by the tariffs of the place and of the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from rokhas.tariffs.errors import NoTariff
from rokhas.tariffs.models import Tariff
from rokhas.tariffs.queries import FEES, assess, tariff_for
from rokhas.tariffs.schema import FeeLine, construction_nature, surface, taxed_surface
from rokhas.territory.queries import competence

TODAY = date(2026, 3, 2)
ANFA, ERRACHIDIA, BERRECHID = "06.141.01.01", "08.201.01.05", "06.117.01.03"
HOUSE: dict[str, Any] = {
    "destination": "individual_house",
    "covered_surface": "120.2",
    "projections_surface": "8.5",
    "floor_surface": "240.50",
}


def owed(code: str, place: str = ANFA, day: date = TODAY, **answers: Any) -> FeeLine:
    return assess([code], HOUSE | answers, competence(place), day)[0]


@pytest.mark.django_db
def test_the_tax_of_an_arrondissement_is_its_citys() -> None:
    line = owed("construction_tax")
    assert line.base == 112 + 2 * 9  # ceil(111.7) + 2 × ceil(8.5)
    assert (line.rate, line.amount, line.tariff) == (Decimal(25), Decimal("3250.00"), "TOC-CASA-IND")
    assert line.certainty == "sourced"
    assert "Casablanca" in line.because_fr


@pytest.mark.django_db
def test_a_commune_without_a_rate_takes_the_default_and_says_so() -> None:
    line = owed("construction_tax", ERRACHIDIA)
    assert (line.rate, line.tariff, line.certainty) == (Decimal(30), "TOC-DEFAULT-IND", "constructed")
    assert "défaut" in line.because_fr
    assert owed("construction_tax", ERRACHIDIA, destination="commercial").rate == 20


@pytest.mark.django_db
def test_social_housing_pays_no_tax() -> None:
    line = owed("construction_tax", exemption="social_housing")
    assert (line.amount, line.because_fr) == (Decimal("0.00"), "Exonéré de la taxe.")


@pytest.mark.django_db
def test_a_new_rate_does_not_change_yesterdays() -> None:
    Tariff.objects.create(
        code="TOC-CASA-IND-NEXT", fee="construction_tax", nature="individual_housing", territory_id="06.141.01.0",
        unit="DH/m² covered", rate=28, valid_from=TODAY, certainty="sourced",
    )  # fmt: skip
    assert owed("construction_tax", day=date(2026, 3, 1)).rate == 25
    assert owed("construction_tax", day=TODAY).rate == 28


@pytest.mark.django_db
def test_a_nearer_rate_is_preferred() -> None:
    Tariff.objects.create(
        code="TOC-ANFA", fee="construction_tax", nature="individual_housing", territory_id=ANFA,
        unit="DH/m² covered", rate=21, certainty="memory",
    )  # fmt: skip
    line = owed("construction_tax")
    assert (line.tariff, line.certainty) == ("TOC-ANFA", "memory")


@pytest.mark.django_db
def test_the_agencys_fee_carries_its_tax() -> None:
    line = owed("agency_fee")
    assert (line.rate, line.amount) == (Decimal("3.00"), Decimal("865.80"))  # 240.5 × 3 = 721.50, and 20 %
    assert line.figures == {"net": "721.50", "vat": "144.30"}
    assert (line.tariff, line.certainty) == ("RSR-DEFAULT", "constructed")
    assert owed("agency_fee", BERRECHID).tariff == "RSR-AUB-BUILD"


@pytest.mark.django_db
def test_the_platform_asks_nothing_until_its_fee_is_set() -> None:
    assert owed("platform_fee").amount == 0
    Tariff.objects.create(
        code="SRV-1", fee="platform_fee", nature="slot", unit="DH", rate=150, certainty="sourced"
    )
    assert owed("platform_fee").amount == 150


@pytest.mark.django_db
def test_a_tax_without_any_rate_is_refused() -> None:
    with pytest.raises(NoTariff):
        owed("construction_tax", day=date(1980, 1, 1))


@pytest.mark.django_db
def test_all_the_fees_cost_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    where = competence(ANFA)
    assert where.urban_agency, "found once, when it is asked for"
    with django_assert_num_queries(1):
        lines = assess(FEES, HOUSE, where, TODAY)
    assert [line.code for line in lines] == list(FEES)
    found = tariff_for("construction_tax", "collective", where, TODAY)
    assert found is not None
    assert found.code == "TOC-CASA-COL"


@pytest.mark.django_db
def test_the_legal_ranges_are_kept_and_never_taken_for_rates() -> None:
    ranges = Tariff.objects.filter(fee="construction_tax", territory=None, rate=None).exclude(
        nature="restoration"
    )
    assert {(row.nature, row.floor, row.ceiling) for row in ranges} == {
        ("collective", Decimal(10), Decimal(20)),
        ("individual_housing", Decimal(20), Decimal(30)),
    }
    assert not set(Tariff.objects.values_list("certainty", flat=True)) - {"sourced", "memory", "constructed"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"rate": -1},
        {"rate": 31, "ceiling": 30},
        {"rate": 9, "floor": 10},
        {"valid_from": date(2026, 1, 2), "valid_to": date(2026, 1, 1)},
        {"territory_id": ANFA, "agency_id": "AUB"},
    ],
)
def test_the_database_refuses_an_impossible_tariff(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Tariff.objects.create(
            code="X", fee="construction_tax", nature="x", unit="DH", certainty="memory", **wrong
        )


metres = st.decimals(0, 100_000, places=2)


@given(metres, metres)
def test_the_base_is_whole_and_at_least_the_surface(covered: Decimal, projections: Decimal) -> None:
    base = taxed_surface(covered, projections)
    assert base == base.to_integral_value()
    assert base >= covered + min(projections, covered)


@given(metres, metres, metres)
def test_the_base_grows_with_the_covered_surface(
    covered: Decimal, more: Decimal, projections: Decimal
) -> None:
    projections = min(projections, covered)
    assert taxed_surface(covered + more, projections) >= taxed_surface(covered, projections)


@given(st.one_of(st.none(), st.text(), st.floats(), st.integers(), st.decimals(allow_nan=True)))
def test_a_surface_is_never_negative_nor_absurd(given_value: object) -> None:
    value = surface({"x": given_value}, "x")
    assert value >= 0
    assert value.is_finite()


def test_a_rural_house_is_exempt_only_where_the_commune_is_known_to_be_rural() -> None:
    asked = HOUSE | {"exemption": "rural_house"}
    assert construction_nature(asked, is_urban=False) == "rural_house"
    assert construction_nature(asked, is_urban=True) == "individual_housing"
    assert construction_nature(asked, is_urban=None) == "individual_housing"


@pytest.mark.django_db
def test_a_terrace_owes_its_surface_and_its_quarters() -> None:
    line = owed("domain_fee_terrace", ERRACHIDIA, occupied_surface="12.5", quarters=4)
    assert (line.base, line.rate, line.amount) == (Decimal("50.0"), Decimal(40), Decimal("2000.00"))
    assert line.certainty == "constructed", "the default of the country is nobody's decision"
    assert line.because_fr == "12,5 m² × 4 trimestre(s) × 40 DH, taux national par défaut"
    assert "12,5 م²" in line.because_ar


@pytest.mark.django_db
def test_a_sign_and_a_panel_have_their_own_rates() -> None:
    assert owed("domain_fee_sign", faces_surface="2.5").amount == Decimal("250.00")
    assert owed("domain_fee_panel", faces_surface="12").amount == Decimal("6000.00")


@pytest.mark.django_db
def test_an_occupation_without_a_rate_or_without_an_answer_owes_nothing() -> None:
    unset = owed("domain_fee_construction", occupied_surface="20", quarters=4)
    assert (unset.amount, unset.tariff, unset.because_fr) == (
        Decimal("0.00"),
        "",
        "Aucun montant n'est fixé.",
    )
    assert owed("domain_fee_network").amount == 0


@pytest.mark.django_db
def test_a_subdivision_owes_an_advance_on_a_tax_that_the_commune_rates() -> None:
    assert owed("subdivision_tax", works_estimate="4000000").because_fr == "Aucun montant n'est fixé."
    Tariff.objects.create(
        code="TOL-TEST",
        fee="subdivision_tax",
        nature="works",
        territory_id=ANFA,
        unit="%",
        rate=5,
        certainty="constructed",
    )
    line = owed("subdivision_tax", works_estimate="4000000")
    assert (line.figures["tax"], line.amount) == ("200000.00", Decimal("150000.00")), "75 % of 5 %"
    assert line.because_fr == "4000000 DH de travaux hors taxe × 5 %, dont 75 % d’avance"


@pytest.mark.django_db
def test_what_is_left_of_the_tax_on_the_real_cost_is_due_at_the_provisional_acceptance() -> None:
    asked: dict[str, Any] = {"equipment_cost": "4400000", "tax_paid": "150000"}
    assert owed("subdivision_balance", **asked).because_fr == "Aucun montant n'est fixé."
    rate = Tariff(code="TOL-TEST", fee="subdivision_tax", nature="works", territory_id=ANFA, unit="%", rate=5)
    rate.certainty = "constructed"
    rate.save()
    line = owed("subdivision_balance", **asked)
    assert (line.figures["tax"], line.amount) == ("220000.00", Decimal("70000.00"))
    on_receipts = "dont 150000 DH selon les seules quittances remises"
    assert line.because_fr == (
        f"4400000 DH de coût réel hors taxe × 5 %, moins 150000 DH déjà payés, {on_receipts}"
    )
    received = owed("subdivision_balance", paid_before={"subdivision_tax": Decimal("200000.00")}, **asked)
    assert received.amount == Decimal("20000.00"), "never less than what the platform received"
    assert "quittances" not in received.because_fr
    part = owed("subdivision_balance", paid_before={"subdivision_tax": Decimal("100000.00")}, **asked)
    assert part.amount == Decimal("70000.00"), "the rest was paid on paper"
    assert (part.figures["paid"], part.figures["on_receipts"]) == ("150000.00", "50000.00")
    assert "منها 50000 درهم" in part.because_ar
    other = owed("subdivision_balance", paid_before={"agency_fee": Decimal("9000.00")}, **asked)
    assert other.amount == Decimal("70000.00"), "another fee was received"
    assert owed("subdivision_balance", equipment_cost="2000000", tax_paid="150000").amount == 0


@pytest.mark.django_db
def test_the_agency_of_berrechid_asks_its_fee_on_the_land_of_a_subdivision() -> None:
    assert owed("agency_land_fee", land_area="1000").amount == 0, "the agency of Casablanca has not set it"
    line = owed("agency_land_fee", BERRECHID, land_area="1000")
    assert (line.rate, line.amount) == (Decimal("3.00"), Decimal("3600.00")), "its tax included"
    assert owed("agency_division_fee", BERRECHID).amount == 0
    assert owed("information_note_fee", BERRECHID).amount == 0
