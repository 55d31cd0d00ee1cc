"""Rates of taxes and fees as an editor writes them: successive rows of one fee, one nature and one place share a code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override
from pydantic import TypeAdapter, ValidationError

from rokhas.editing.errors import NothingLike
from rokhas.editing.queries.names import of_choice
from rokhas.editing.schema import Amount, Rate
from rokhas.procedures.checks import Found
from rokhas.procedures.schema import Part
from rokhas.tariffs.models import Tariff
from rokhas.territory.models import Kind, Unit, UrbanAgency
from rokhas.ui import formats

OF_AGENCIES = "agency_fee"
"""The one fee whose rate an urban agency sets, and no commune."""

AMOUNT: TypeAdapter[Decimal] = TypeAdapter(Amount)

Values = dict[str, dict[str, Any]]


def values_of(part: Part) -> dict[str, Any]:
    """What a part says as JSON writes it, without its code and what goes without saying."""
    return part.model_dump(mode="json", exclude_defaults=True, exclude={"code"})


def rates(day: date) -> Values:
    """The rates by the code that their successive rows share; of each, the last that has come into force and has not ended. One
    query."""
    found: Values = {}
    rows = Tariff.objects.standing().order_by("valid_from", "pk")
    for row in sorted(rows, key=lambda each: each.valid_from or date.min):
        if (row.valid_from is None or row.valid_from <= day) and (
            row.valid_to is None or day <= row.valid_to
        ):
            found[root_of(row.code)] = values_of(rate_of(row))
    return dict(sorted(found.items()))


def rate_of(row: Tariff) -> Rate:
    """A row of the rates as an editor writes it."""
    return Rate(
        place=row.territory_id or row.agency_id or "",
        rate=row.rate,
        floor=row.floor,
        ceiling=row.ceiling,
        article=row.article,
        article_certainty=row.article_certainty or None,  # type: ignore[arg-type]
        source=row.source or "—",
        certainty=row.certainty,  # type: ignore[arg-type]
        note=row.note,
    )


def unit_of(code: str) -> str:
    """The unit of the amounts of a rate; nothing where no rate has this code."""
    row = Tariff.objects.filter(code=code).first()
    return of_choice("unit_of_rate", row.unit) if row else ""


def root_of(code: str) -> str:
    """The code that the successive rows of a rate share: `TOC-RAB-COL` of `TOC-RAB-COL.2`."""
    return code.partition(".")[0]


def tariff_like(code: str) -> Tariff:
    """The first row of a rate: its fee, nature and unit are those of all that follow. Raises `NothingLike`."""
    row = Tariff.objects.filter(code=code).first()
    if row is None:
        raise NothingLike
    return row


class RateNames:
    """The fee, the nature, the place and the unit of each rate, read at once. Three queries."""

    def __init__(self) -> None:
        self.rows = {root_of(row.code): row for row in Tariff.objects.order_by("-pk")}
        places = {row.territory_id for row in self.rows.values() if row.territory_id}
        self.places: dict[str, Unit | UrbanAgency] = {
            **{unit.pk: unit for unit in Unit.objects.filter(pk__in=places)},
            **{agency.pk: agency for agency in UrbanAgency.objects.all()},
        }

    def of(self, code: str, value: Mapping[str, Any]) -> dict[str, str]:
        """What a rate is called, in each language."""
        row = self.rows.get(code)
        if row is None and not value:
            return {"fr": code, "ar": code}
        place = self.places.get(str(value.get("place", "")))
        found = {}
        for language in ("fr", "ar"):
            with override(language):
                fee = of_choice("fee", row.fee) if row else code
                nature = of_choice("nature", row.nature) if row else ""
                where = place.name if place else str(value.get("place") or _("the whole country"))
                found[language] = " · ".join(filter(None, [fee, nature, where]))
        return found

    def amount(self, code: str, value: Mapping[str, Any]) -> str:
        row = self.rows.get(code)
        unit = of_choice("unit_of_rate", row.unit) if row else ""
        if value.get("rate") is not None:
            return f"{_amount_as_given(value['rate'])} {unit}"
        bounds = " – ".join(
            _amount_as_given(value[key]) for key in ("floor", "ceiling") if value.get(key) is not None
        )
        return f"{bounds} {unit}" if bounds else _("no amount")


def _amount_as_given(value: Any) -> str:
    """An amount as it is read; what is no amount yet, as it was typed: a draft keeps both."""
    try:
        return formats.amount(AMOUNT.validate_python(value))
    except ValidationError:
        return str(value)


def mistakes_of_rate(code: str, value: Mapping[str, Any], like: str, day: date | None = None) -> list[Found]:
    """A rate is within its bounds and those of the law on its day, the last ones while it has no day.

    The place of a new one exists, and has no rate of the same nature yet.
    """
    rate = Rate.model_validate(dict(value))
    found: list[Found] = []
    if like and rate.rate is None and rate.floor is None and rate.ceiling is None:
        found.append((("rate",), _("Say an amount, or the bounds that the law sets.")))
    if not like and rate.rate is None and _is_charged(code):
        found.append((("rate",), _("Say an amount: without one, the rate in force would still be charged.")))
    base = tariff_like(like or code)
    bounds = [(rate.floor, rate.ceiling)]
    if rate.place:
        known = Tariff.objects.in_force(day) if day else Tariff.objects.standing()
        country = known.filter(fee=base.fee, nature=base.nature, territory=None, agency=None)
        # A row without a day is the oldest, whatever the database.
        newest = F("valid_from").desc(nulls_last=True)
        last = country.exclude(floor=None, ceiling=None).order_by(newest, "pk").first()
        bounds += [(last.floor, last.ceiling)] if last else []
    for low, high in bounds:
        if low is not None and high is not None and low > high:
            found.append((("floor",), _("The smallest amount is above the largest.")))
        elif rate.rate is not None and (
            (low is not None and rate.rate < low) or (high is not None and rate.rate > high)
        ):
            sentence = _("The law sets this amount between %(low)s and %(high)s.")
            words = {"low": low, "high": high}
            said = {key: "—" if each is None else formats.amount(each) for key, each in words.items()}
            found.append((("rate",), sentence % said))
    return found + (_mistakes_of_place(rate, base, day) if like else [])


def _is_charged(code: str) -> bool:
    """Whether a rate says an amount, in force or to come: a next row without one would not end it (`tariffs.queries.Book`)."""
    rows = Tariff.objects.standing().rated()
    return rows.filter(Q(code=code) | Q(code__startswith=f"{code}.")).exists()


def _mistakes_of_place(rate: Rate, base: Tariff, day: date | None) -> list[Found]:
    """The place of a new rate exists, sets such a fee, and has none of this nature that has not ended before its day."""
    taken = Tariff.objects.standing().filter(fee=base.fee, nature=base.nature)
    if day is not None:
        taken = taken.exclude(valid_to__lt=day)
    if rate.place[:1].isdecimal():
        places = Unit.objects.filter(pk=rate.place, kind__in=(Kind.COMMUNE, Kind.ARRONDISSEMENT))
        exists, same = places.exists(), taken.filter(territory=rate.place)
    elif rate.place:
        exists, same = UrbanAgency.objects.filter(pk=rate.place).exists(), taken.filter(agency=rate.place)
    else:
        exists, same = True, taken.filter(territory=None, agency=None)
    if not exists:
        return [(("place",), _("No commune and no urban agency has this code."))]
    if rate.place and (base.fee == OF_AGENCIES) == rate.place[0].isdecimal():
        return [(("place",), _("This fee is not set by this commune or agency."))]
    if (row := same.first()) is not None:
        sentence = _("This place has its rate already: write the next one of %(code)s.")
        return [(("place",), sentence % {"code": root_of(row.code)})]
    return []
