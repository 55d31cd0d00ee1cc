"""What a calculation gives, and the arithmetic of each fee. Pure: no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any

Facts = Mapping[str, Any]

CERTAINTIES = ("sourced", "memory", "constructed", "unsure")
"""From the surest to the least sure."""

EXEMPTIONS = frozenset({"social_housing", "rural_house"})


@dataclass(frozen=True, slots=True)
class Occupation:
    """How an occupation of the domain is charged: the rows that give its rate, and the answers that are multiplied by it.

    `unit` is that of their product; an answer that is not given counts for nothing.
    """

    rated_under: str
    nature: str
    counted: tuple[str, ...]
    unit: str


OCCUPATIONS = {
    "domain_fee_terrace": Occupation(
        "domain_fee_terrace", "terrace", ("occupied_surface", "quarters"), "m² × quarter"
    ),
    "domain_fee_works": Occupation(
        "domain_fee_works", "works", ("occupied_surface", "quarters"), "m² × quarter"
    ),
    "domain_fee_network": Occupation("domain_fee_network", "trench", ("trench_length",), "m"),
    "domain_fee_equipment": Occupation("domain_fee_network", "equipment", ("pieces",), "piece"),
    "domain_fee_parking": Occupation("domain_fee_parking", "place", ("places",), "place"),
    "domain_fee_sign": Occupation("domain_fee_advertising", "shop_sign", ("faces_surface",), "m²"),
    "domain_fee_panel": Occupation("domain_fee_advertising", "panel", ("faces_surface",), "m²"),
    "domain_fee_filming": Occupation("domain_fee_filming", "filming", ("days",), "day"),
    "domain_fee_construction": Occupation(
        "domain_fee_terrace", "construction", ("occupied_surface", "quarters"), "m² × quarter"
    ),
}
"""The fees of the communal domain (law 39-07). What is rated by the year owes one: an authorisation is annual.

No rate is known for equipment nor for a construction: nothing is asked until a commune enters its own."""

COUNTED = {
    "occupied_surface": ("m²", "م²"),
    "faces_surface": ("m²", "م²"),
    "trench_length": ("m", "م"),
    "pieces": ("ouvrage(s)", "منشأة"),
    "places": ("place(s)", "موقف"),
    "quarters": ("trimestre(s)", "ربع سنة"),
    "days": ("jour(s)", "يوم"),
}
"""The units of what is multiplied, in French and in Arabic."""


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee of a dossier, in dirhams, and how it was found; its name is the procedure's (`Fee.names`).

    base       in `unit`; whole square metres for the construction tax, projections doubled
    rate       in dirhams per unit, before tax
    amount     all taxes included, two decimals
    tariff     the code of the dated row that gave the rate, empty when the fee has no rate yet; `tariffs`: every row used
    certainty  that of the least sure of those rows
    because_*  the calculation in words; `figures`: its other figures, as texts
    """

    code: str
    base: Decimal
    unit: str
    rate: Decimal
    amount: Decimal
    because_fr: str
    because_ar: str
    certainty: str
    tariff: str = ""
    tariff_pk: int | None = None
    tariffs: tuple[str, ...] = ()
    law: str = ""
    law_certainty: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)


def surface(facts: Facts, name: str) -> Decimal:
    """A surface in square metres; 0 when it is absent, negative or not a finite number."""
    given = facts.get(name)
    try:
        value = Decimal(str(given)) if given not in (None, "") else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
    return max(value, Decimal(0)) if value.is_finite() else Decimal(0)


def taxed_surface(covered: Decimal, projections: Decimal, multiplier: Decimal = Decimal(2)) -> Decimal:
    """The base of the construction tax, in whole square metres (law 47-06 art. 53).

    `covered` includes the `projections` over the communal public domain, which count `multiplier` times. Each part is rounded up
    to the whole square metre before it is multiplied: that order is not settled by the texts read (unsure). Projections larger
    than the covered surface are read as the whole of it.
    """
    projections = min(projections, covered)
    return whole(covered - projections) + multiplier * whole(projections)


def whole(square_metres: Decimal) -> Decimal:
    """Every fraction of a square metre counts as one."""
    return square_metres.to_integral_value(ROUND_CEILING)


def construction_nature(facts: Facts, *, is_urban: bool | None) -> str:
    """Which rate of the construction tax applies: an exemption (law 47-06 art. 52), individual housing, or anything else.

    A rural-type house is exempt only in a commune known to be rural.
    """
    exemption = facts.get("exemption")
    if exemption == "social_housing":
        return "social_housing"
    if exemption == "rural_house" and is_urban is False:
        return "rural_house"
    return "individual_housing" if facts.get("destination") == "individual_house" else "collective"


def least_sure(certainties: Sequence[str]) -> str:
    """The least sure of these, `unsure` when there is none."""
    return max(certainties, key=CERTAINTIES.index, default="unsure")


def plain(value: Decimal) -> str:
    """A figure as it is read in Morocco: 25, then 3,5."""
    return f"{value.normalize():f}".replace(".", ",")
