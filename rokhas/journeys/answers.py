"""Plausible answers to any procedure's form: what a story fills in. It reads the questions, never which procedure asks them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from rokhas.dossiers.workflow.facts import is_urban
from rokhas.journeys.cast import Cast
from rokhas.journeys.requests import request_under
from rokhas.procedures.predicates import holding
from rokhas.procedures.schema import FormField, Procedure

MEANT = {
    ("situation", "fr"): "Lot 14, rue des Orangers",
    ("situation", "ar"): "البقعة 14، زنقة البرتقال",
}
FORMATTED = {
    "cnie": "DM00042",
    "ice": "000000000000042",
    "title_number": "48213/38",
    "requisition_number": "R1200/38",
    "phone": "+212600000042",
    "email": "demandeur@demo.example",
}
# What makes a small house, and a large building open to the public, wherever a form asks.
SMALL: dict[str, Any] = {
    "applicant_kind": "natural_person", "land_status": "registered", "subdivision_status": "received",
    "destination": "individual_house",
    "height": "8.20", "levels": 2, "dwellings": 1, "covered_surface": "198", "floor_surface": "312", "ground_surface": "110",
    "works_weeks": 4, "land_area": "412", "projections_surface": "6.4", "works_cost": "1600000",
    "subdivision_name": "Al Amal", "lot_number": "18",
    "plots": 24, "works_estimate": "4000000", "equipment_cost": "4200000", "tax_paid": "0",
}  # fmt: skip
LARGE: dict[str, Any] = SMALL | {
    "destination": "collective_housing", "height": "21.5", "levels": 7, "dwellings": 36, "covered_surface": "4820",
    "floor_surface": "4820", "ground_surface": "720", "land_area": "1260", "opens_to_public": True,
}  # fmt: skip


Meant = Mapping[str, Mapping[str, str]]


def answers_for(
    procedure: Procedure,
    cast: Cast,
    *,
    grand: bool,
    words: Meant | None = None,
    fixed: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """An answer to each question that applies: asking again until no new question appears.

    `words` are the answers to the questions that have a meaning, by meaning and language; `fixed` those that are chosen already.
    """
    applicant = cast.people["applicant"]
    french, arabic = request_under(procedure)
    meant: Meant = {
        "beneficiary": {"fr": applicant.name_fr, "ar": applicant.name_ar},
        "project": {"fr": french, "ar": arabic},
        **(words or {}),
    }
    fixed = fixed or {}
    given: dict[str, Any] = dict(fixed)
    for _ in range(4):
        before = len(given)
        for field in procedure.fields_for(_holding(procedure, given, cast)):
            if field.type == "communes":
                given[field.code] = [each.pk for each in cast.beyond]
            elif field.code not in given and (field.required or field.code in SMALL):
                given[field.code] = _answer(field, meant, LARGE if grand else SMALL)
        if grand:
            known = {field.code for field in procedure.fields}
            given |= {code: value for code, value in LARGE.items() if code in known - fixed.keys()}
        if len(given) == before:
            break
    return given


def answers_of_class(
    procedure: Procedure, cast: Cast, class_code: str, *, words: Meant | None = None
) -> dict[str, Any]:
    """Answers that make a dossier of this class: a small request, a large one, or either with one answer chosen otherwise.

    Raises:
        LookupError: no such answers were found.
    """
    for fixed in _chosen_otherwise(procedure, cast):
        for grand in (False, True):
            given = answers_for(procedure, cast, grand=grand, words=words, fixed=fixed)
            if procedure.classify(_holding(procedure, given, cast)).code == class_code:
                return given
    raise LookupError(f"no answers make a dossier of {procedure.code} of the class {class_code}")


def _chosen_otherwise(procedure: Procedure, cast: Cast) -> Iterator[dict[str, Any]]:
    """Nothing, then each other answer to one of the questions where one chooses among those asked of a small request."""
    yield {}
    small = answers_for(procedure, cast, grand=False)
    for field in procedure.fields_for(_holding(procedure, small, cast)):
        if field.type == "boolean":
            yield {field.code: True}
        for choice in field.choices:
            yield {field.code: [choice.code] if field.type == "multichoice" else choice.code}


def _holding(procedure: Procedure, given: Mapping[str, Any], cast: Cast) -> frozenset[str]:
    """What holds of these answers in the commune of the cast."""
    return holding({**given, "traits": procedure.traits(given), "unit_is_urban": is_urban(cast.unit)})


def _answer(field: FormField, meant: Meant, preferred: dict[str, Any]) -> Any:
    language = field.in_language or "fr"
    if field.meaning and field.meaning in meant:
        return meant[field.meaning][language]
    if field.meaning and (field.meaning, language) in MEANT:
        return MEANT[field.meaning, language]
    if field.code in preferred:
        value = preferred[field.code]
        too_small = field.min is not None and field.min > Decimal(str(value))
        return str(field.min) if too_small else value
    if field.format:
        return FORMATTED[field.format]
    return _by_type(field)


def _by_type(field: FormField) -> Any:
    if field.choices:
        first = field.choices[0].code
        return [first] if field.type == "multichoice" else first
    if field.type in {"integer", "decimal"}:
        return str(max(field.min or Decimal(1), Decimal(1)))
    fixed = {"boolean": False, "date": "2026-01-15", "parcel": None, "identity": "DM00042"}
    return fixed.get(field.type, f"{field.label.fr} (démonstration)"[: field.max_length or 200])
