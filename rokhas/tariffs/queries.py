"""Which tariff applies here and today, and what a dossier owes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from math import prod

from rokhas.kernel.money import dirhams
from rokhas.tariffs.errors import NoTariff
from rokhas.tariffs.models import Tariff
from rokhas.tariffs.schema import (
    COUNTED,
    EXEMPTIONS,
    OCCUPATIONS,
    Facts,
    FeeLine,
    Occupation,
    construction_nature,
    least_sure,
    plain,
    surface,
    taxed_surface,
)
from rokhas.territory.queries import Competence

ZERO = Decimal(0)
HUNDRED = Decimal(100)
EXEMPT = ("Exonéré de la taxe.", "معفى من الرسم.")
FLAT = ("Montant forfaitaire.", "مبلغ جزافي.")
UNSET = ("Aucun montant n'est fixé.", "لم يحدد أي مبلغ.")


def tariff_for(fee: str, nature: str, where: Competence, day: date) -> Tariff | None:
    """The rate in force of a fee: the arrondissement's, else the commune's or the agency's, else the country's. One query."""
    return Book([fee], where, day).find(fee, nature)


def assess(fees: Iterable[str], facts: Facts, where: Competence, day: date) -> list[FeeLine]:
    """What a dossier owes for the fees its procedure names, in their order, at the tariffs in force on `day`. One query.

    An exempt dossier, or a fee whose amount is not set yet, gives a line of 0 that says so. Facts read: `covered_surface`,
    `projections_surface`, `floor_surface`, `land_area` (m²), `works_estimate`, `equipment_cost`,
    `tax_paid`, `paid_before` (DH before tax), `destination`, `exemption`.

    Raises:
        NoTariff: a tax has no rate in force here.
        KeyError: nothing calculates a fee of this name (see `FEES`).
    """
    asked = list(fees)
    book = Book({RATED_UNDER.get(fee, fee) for fee in asked}, where, day)
    return [FEES[fee](book, facts) for fee in asked]


class Book:
    """The rates in force in one place on one day, read at once."""

    def __init__(self, fees: Iterable[str], where: Competence, day: date) -> None:
        self.where = where
        self.agency = where.urban_agency
        places = [where.unit.pk, where.commune.pk]
        rows = Tariff.objects.in_force(day).rated().filter(fee__in=list(fees)).select_related("territory")
        self.rows = [
            row
            for row in rows
            if (row.territory_id is None or row.territory_id in places)
            and (row.agency_id is None or (self.agency is not None and row.agency_id == self.agency.pk))
        ]
        self.places = places

    def find(self, fee: str, nature: str) -> Tariff | None:
        """The nearest row, the most recent one when a place has several."""
        rows = [row for row in self.rows if row.fee == fee and row.nature == nature]
        return max(
            rows, key=lambda row: (self._nearness(row), row.valid_from or date.min, row.code), default=None
        )

    def get(self, fee: str, nature: str) -> Tariff:
        """Raises: NoTariff when no row is in force."""
        row = self.find(fee, nature)
        if row is None:
            raise NoTariff(fee=fee)
        return row

    def _nearness(self, row: Tariff) -> int:
        if row.agency_id is not None:
            return 1
        return (
            len(self.places) - self.places.index(row.territory_id) if row.territory_id in self.places else 0
        )


def construction_tax(book: Book, facts: Facts) -> FeeLine:
    """Law 47-06 art. 50-57: a rate per whole square metre covered, projections over the public domain doubled."""
    nature = construction_nature(facts, is_urban=book.where.commune.is_urban)
    tariff = book.get("construction_tax", nature)
    double = book.get("construction_tax", "projection")
    covered, projections = surface(facts, "covered_surface"), surface(facts, "projections_surface")
    base = taxed_surface(covered, projections, _rate(double))
    return _line(
        "construction_tax",
        base,
        "m²",
        dirhams(base * _rate(tariff)),
        (tariff, double),
        EXEMPT if nature in EXEMPTIONS else _tax_in_words(base, tariff),
        {"covered": str(covered), "projections": str(min(projections, covered)), "nature": nature},
    )


def restoration_tax(book: Book, facts: Facts) -> FeeLine:
    """Law 47-06 art. 54: a restoration owes a fixed amount that the commune sets, 500 DH at most; nothing until it has."""
    return _flat(book, "restoration_tax", "construction_tax", "restoration")


def agency_fee(book: Book, facts: Facts) -> FeeLine:
    """The urban agency's fee per square metre of floor, and its value added tax (RGC art. 28; dahir 1-93-51 art. 9)."""
    tariff, floor = book.get("agency_fee", "building"), surface(facts, "floor_surface")
    return _of_agency(book, "agency_fee", floor, tariff, ("de plancher", "من المساحة الأرضية"))


def platform_fee(book: Book, facts: Facts) -> FeeLine:
    """The service fee of the platform: nothing until its amount is set."""
    return _flat(book, "platform_fee", "platform_fee", "slot")


def subdivision_tax(book: Book, facts: Facts) -> FeeLine:
    """Law 47-06 art. 58-64: a share of the cost of the works before tax, of which an advance is due at the authorisation.

    The commune sets the share, between 3 and 5 %: nothing is asked until it has. The balance is due on the real cost, before the
    provisional acceptance.
    """
    tariff, advance = book.find("subdivision_tax", "works"), book.get("subdivision_tax", "advance")
    if tariff is None:
        return _unset("subdivision_tax")
    cost = surface(facts, "works_estimate")
    whole_tax = dirhams(cost * _rate(tariff) / HUNDRED)
    figures = {"cost": plain(cost), "rate": plain(_rate(tariff)), "advance": plain(_rate(advance))}
    return _line(
        "subdivision_tax",
        cost,
        "DH",
        dirhams(whole_tax * _rate(advance) / HUNDRED),
        (tariff, advance),
        (
            "{cost} DH de travaux hors taxe × {rate} %, dont {advance} % d’avance".format_map(figures),
            "{cost} درهم من الأشغال دون رسم × {rate} %، منها تسبيق {advance} %".format_map(figures),
        ),
        {"tax": str(whole_tax)},
    )


def subdivision_balance(book: Book, facts: Facts) -> FeeLine:
    """Law 47-06 art. 62: what is left of the tax on the real cost of the works, before the provisional acceptance.

    What was paid is the whole that is declared on the receipts given (`tax_paid`), of which what the platform received for the
    permit (`paid_before`: amounts by fee); never less than that. The line says what rests on the receipts alone, which the
    office reads before it admits the request. Nothing is asked until the commune has set its share, nor when as much was paid.
    """
    tariff = book.find("subdivision_tax", "works")
    if tariff is None:
        return _unset("subdivision_balance")
    received = (facts.get("paid_before") or {}).get("subdivision_tax", ZERO)
    paid = max(received, surface(facts, "tax_paid"))
    elsewhere = paid - received
    cost = surface(facts, "equipment_cost")
    whole_tax = dirhams(cost * _rate(tariff) / HUNDRED)
    figures = {"cost": plain(cost), "rate": plain(_rate(tariff)), "paid": plain(paid), "on": plain(elsewhere)}
    fr = "{cost} DH de coût réel hors taxe × {rate} %, moins {paid} DH déjà payés"
    ar = "{cost} درهم من الكلفة الحقيقية دون رسم × {rate} %، ناقص {paid} درهم مؤداة"
    if elsewhere:
        fr += ", dont {on} DH selon les seules quittances remises"
        ar += "، منها {on} درهم حسب الوصولات المدلى بها وحدها"
    return _line(
        "subdivision_balance",
        cost,
        "DH",
        max(dirhams(whole_tax - paid), dirhams(ZERO)),
        (tariff,),
        (fr.format_map(figures), ar.format_map(figures)),
        {"tax": str(whole_tax), "paid": str(dirhams(paid)), "on_receipts": str(dirhams(elsewhere))},
    )


def agency_land_fee(book: Book, facts: Facts) -> FeeLine:
    """The urban agency's fee per square metre of land that is divided into plots; nothing until the agency has set it."""
    tariff = book.find("agency_fee", "subdivision")
    if tariff is None:
        return _unset("agency_land_fee")
    land = surface(facts, "land_area")
    return _of_agency(book, "agency_land_fee", land, tariff, ("de terrain", "من العقار"))


def agency_division_fee(book: Book, facts: Facts) -> FeeLine:
    """The urban agency's fee for the division of a land: by brackets that were not read, so nothing until it is set."""
    return _flat(book, "agency_division_fee", "agency_fee", "land_division")


def information_note_fee(book: Book, facts: Facts) -> FeeLine:
    """What an urban agency asks for its official note: nothing until it has set it."""
    return _flat(book, "information_note_fee", "agency_fee", "information_note")


def domain_fee(code: str) -> Callable[[Book, Facts], FeeLine]:
    """The fee of an occupation of the communal domain: what is occupied, times how long, times the rate; nothing until it is set.

    Each rate says its own unit (DH/m²/quarter, DH/place/year…); `OCCUPATIONS` says which answers are multiplied.
    """
    occupation = OCCUPATIONS[code]

    def calculated(book: Book, facts: Facts) -> FeeLine:
        tariff = book.find(occupation.rated_under, occupation.nature)
        if tariff is None:
            return _unset(code)
        counted = [surface(facts, name) for name in occupation.counted]
        base = prod(counted, start=Decimal(1))
        return _line(
            code,
            base,
            occupation.unit,
            dirhams(base * _rate(tariff)),
            (tariff,),
            _occupation_in_words(occupation, counted, tariff),
            dict(zip(occupation.counted, map(str, counted), strict=True)),
        )

    return calculated


FEES: dict[str, Callable[[Book, Facts], FeeLine]] = {
    "construction_tax": construction_tax,
    "restoration_tax": restoration_tax,
    "agency_fee": agency_fee,
    "platform_fee": platform_fee,
    "subdivision_tax": subdivision_tax,
    "subdivision_balance": subdivision_balance,
    "agency_land_fee": agency_land_fee,
    "agency_division_fee": agency_division_fee,
    "information_note_fee": information_note_fee,
    **{code: domain_fee(code) for code in OCCUPATIONS},
}
"""Every fee a procedure file may name, and what calculates it."""

RATED_UNDER = {
    "restoration_tax": "construction_tax",
    "subdivision_balance": "subdivision_tax",
    "agency_land_fee": "agency_fee",
    "agency_division_fee": "agency_fee",
    "information_note_fee": "agency_fee",
    **{code: occupation.rated_under for code, occupation in OCCUPATIONS.items()},
}
"""Fees whose rates are rows of another fee."""


def _of_agency(book: Book, code: str, base: Decimal, tariff: Tariff, of: tuple[str, str]) -> FeeLine:
    """So many square metres of what the words name, at the agency's rate, and the value added tax."""
    vat = book.get("agency_fee", "vat")
    net = dirhams(base * _rate(tariff))
    tax = dirhams(net * _rate(vat) / HUNDRED)
    rate, percent = plain(_rate(tariff)), plain(_rate(vat))
    because = (
        f"{plain(base)} m² {of[0]} × {rate} DH hors taxe, plus TVA {percent} %",
        f"{plain(base)} م² {of[1]} × {rate} درهم دون رسم، زائد الضريبة على القيمة المضافة {percent} %",
    )
    return _line(code, base, "m²", net + tax, (tariff, vat), because, {"net": str(net), "vat": str(tax)})


def _unset(code: str) -> FeeLine:
    """A line of 0 that says that no amount is set yet."""
    return _line(code, Decimal(1), "dossier", dirhams(ZERO), (), UNSET, {})


def _flat(book: Book, code: str, rated_under: str, nature: str) -> FeeLine:
    """A fixed amount, 0 that says so until it is set."""
    tariff = book.find(rated_under, nature)
    if tariff is None:
        return _unset(code)
    return _line(code, Decimal(1), "dossier", dirhams(_rate(tariff)), (tariff,), FLAT, {})


def _occupation_in_words(
    occupation: Occupation, counted: Sequence[Decimal], tariff: Tariff
) -> tuple[str, str]:
    place = tariff.territory
    said = [
        " × ".join(
            f"{plain(value)} {COUNTED[name][at]}"
            for name, value in zip(occupation.counted, counted, strict=True)
        )
        for at in (0, 1)
    ]
    rate = plain(_rate(tariff))
    return (
        f"{said[0]} × {rate} DH, {place.name_fr if place else 'taux national par défaut'}",
        f"{said[1]} × {rate} درهم، {place.name_ar if place else 'السعر الوطني الافتراضي'}",
    )


def _tax_in_words(base: Decimal, tariff: Tariff) -> tuple[str, str]:
    place = tariff.territory
    figures = {"base": plain(base), "rate": plain(_rate(tariff))}
    return (
        "{base} m² (fractions comptées entières, saillies sur le domaine public doublées) × {rate} DH, {place}".format_map(
            figures | {"place": place.name_fr if place else "taux national par défaut"}
        ),
        "{base} م² (تحتسب الكسور كاملة وتضاعف البروزات على الملك العام) × {rate} درهم، {place}".format_map(
            figures | {"place": place.name_ar if place else "السعر الوطني الافتراضي"}
        ),
    )


def _line(
    code: str,
    base: Decimal,
    unit: str,
    amount: Decimal,
    rows: tuple[Tariff, ...],
    because: tuple[str, str],
    figures: dict[str, str],
) -> FeeLine:
    main = rows[0] if rows else None
    return FeeLine(
        code=code,
        base=base,
        unit=unit,
        rate=_rate(main) if main else ZERO,
        amount=amount,
        because_fr=because[0],
        because_ar=because[1],
        certainty=least_sure([row.certainty for row in rows]),
        tariff=main.code if main else "",
        tariff_pk=main.pk if main else None,
        tariffs=tuple(row.code for row in rows),
        law=main.article if main else "",
        law_certainty=main.article_certainty if main else "",
        figures=figures,
    )


def _rate(tariff: Tariff) -> Decimal:
    """The rate of a row that has one."""
    return ZERO if tariff.rate is None else tariff.rate
