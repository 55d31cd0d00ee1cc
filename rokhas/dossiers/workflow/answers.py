"""Answers of a procedure's form: read from what a person typed, kept as JSON, said again in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from rokhas.dossiers.errors import AnswerNotUnderstood
from rokhas.dossiers.models import Dossier
from rokhas.kernel.personal import masked, seal, unseal
from rokhas.kernel.text import normalise, without_controls
from rokhas.procedures.schema import FORMATS, FormField, Procedure
from rokhas.territory.models import Kind as Territory
from rokhas.territory.models import Unit
from rokhas.territory.queries import written_number

NOT_ANSWERED: tuple[Any, ...] = (None, "", [], {})
YES = frozenset({"true", "on", "yes", "1"})
MAX_TEXT = 4000
MOST_COMMUNES = 20
LAND_NUMBERS = frozenset({"title_number", "requisition_number"})
SEARCHED = frozenset({"project", "situation", "beneficiary", "title_number"})


def clean(field: FormField, raw: Any) -> Any:
    """The answer as it is kept: text, whole number, decimal as text, ISO date, list of codes, point, or None when empty.

    What identifies or reaches a person is sealed. Raises `AnswerNotUnderstood`, naming the field and what fits.
    """
    if isinstance(raw, str):
        raw = without_controls(raw).strip()
    if raw in NOT_ANSWERED:
        return False if field.type == "boolean" and raw == "" else None
    value = _READERS[field.type](field, raw)
    if field.format in LAND_NUMBERS:  # `TF 12 345/04`, `١٢٣٤٥/٠٤`: one writing of the same number
        value = written_number(str(value)) or value
    pattern = FORMATS.get(field.format) if field.format else None
    if pattern and not re.fullmatch(pattern, str(value)):
        raise _misfit(field, _("write it as on the original document"))
    if field.type == "identity":
        value = str(value).upper()
    return seal(str(value)) if field.is_sealed else value


def same(field: FormField, old: Any, new: Any) -> bool:
    """Whether an answer is given again as it was: what is sealed never has the same letters twice."""
    if field.is_sealed and old and new:
        return unseal(str(old)) == unseal(str(new))
    return bool(old == new)


def all_same(procedure: Procedure, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether two sets of answers say the same, whatever they are sealed with."""
    return old.keys() == new.keys() and all(
        same(field, old.get(field.code), new.get(field.code)) for field in procedure.fields
    )


def opened(procedure: Procedure, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with nothing sealed: for a keyed hash, or for the person they are about."""
    sealed = {field.code for field in procedure.fields if field.is_sealed}
    return {
        code: unseal(str(value)) if code in sealed and value else value for code, value in answers.items()
    }


def is_missing(field: FormField, answers: Mapping[str, Any]) -> bool:
    """Whether a required question has no answer yet."""
    return field.required and answers.get(field.code) in NOT_ANSWERED


def shown(field: FormField, value: Any, language: str, *, sealed: bool = True) -> str:
    """An answer in words; one that is sealed is masked, unless `sealed` is false."""
    if value in (None, "", []):
        return ""
    if field.type == "boolean":
        return _("Yes") if value else _("No")
    if field.is_sealed:
        return masked(unseal(value)) if sealed else unseal(value)
    if field.type in {"choice", "multichoice"}:
        labels = {choice.code: choice.label.in_(language) for choice in field.choices}
        chosen = value if isinstance(value, list) else [value]
        return (_(", ")).join(labels.get(str(code), str(code)) for code in chosen)
    if field.type == "communes":
        names = {unit.pk: unit.name_ar if language == "ar" else unit.name_fr for unit in _units(value)}
        return (_(", ")).join(names.get(code, code) for code in value)
    if field.type == "parcel":
        return f"{value['lat']:.5f}, {value['lon']:.5f}"
    if field.type == "date":
        return date.fromisoformat(value).strftime("%d/%m/%Y")
    text = str(value)
    return f"{text} {field.unit.in_(language)}" if field.unit else text


def search_text(dossier: Dossier) -> str:
    """What a dossier is found by, normalised: number, commune, title, project, situation, names of the beneficiary. Nothing else
    a person answered is listed."""
    unit = dossier.unit
    words = [dossier.number or "", *((unit.name_fr, unit.name_ar) if unit else ())]
    words += [
        str(dossier.answers.get(field.code) or "")
        for field in dossier.procedure.fields
        if field.meaning in SEARCHED and not field.is_sealed
    ]
    return normalise(" ".join(words))


def _text(field: FormField, raw: Any) -> str:
    text = str(raw)
    if len(text) > (field.max_length or MAX_TEXT):
        raise _misfit(
            field, _("it is too long; write %(n)s characters at most") % {"n": field.max_length or MAX_TEXT}
        )
    return text


def _decimal(field: FormField, raw: Any) -> str:
    try:
        value = Decimal(re.sub(r"[\s\u00a0\u202f]", "", str(raw)).replace(",", "."))
    except InvalidOperation:
        raise _misfit(field, _("write a number, for example 120 or 120.50")) from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 12:
        raise _misfit(field, _("write a number, for example 120 or 120.50"))
    if field.min is not None and value < field.min:
        raise _misfit(field, _("write %(limit)s or more") % {"limit": field.min})
    if field.max is not None and value > field.max:
        raise _misfit(field, _("write %(limit)s or less") % {"limit": field.max})
    return format(value.normalize(), "f")


def _integer(field: FormField, raw: Any) -> int:
    value = Decimal(_decimal(field, raw))
    if value != value.to_integral_value():
        raise _misfit(field, _("write a whole number"))
    return int(value)


def _choice(field: FormField, raw: Any) -> str:
    if raw not in {choice.code for choice in field.choices}:
        raise _misfit(field, _("choose one of the answers offered"))
    return str(raw)


def _multichoice(field: FormField, raw: Any) -> list[str]:
    chosen = raw if isinstance(raw, list) else [raw]
    return [_choice(field, code) for code in dict.fromkeys(chosen)]


def _communes(field: FormField, raw: Any) -> list[str]:
    """The codes of communes, or of arrondissements, in their order. One query."""
    codes = sorted({str(code) for code in (raw if isinstance(raw, list) else [raw])})
    if len(codes) > MOST_COMMUNES or len(_units(codes)) != len(codes):
        raise _misfit(field, _("choose communes among those offered"))
    return codes


def _units(codes: list[str]) -> list[Unit]:
    return list(Unit.objects.filter(pk__in=codes, kind__in=(Territory.COMMUNE, Territory.ARRONDISSEMENT)))


def _date(field: FormField, raw: Any) -> str:
    try:
        return date.fromisoformat(str(raw)).isoformat()
    except ValueError:
        raise _misfit(field, _("write a date: day, month, year")) from None


def _boolean(field: FormField, raw: Any) -> bool:
    return raw is True or str(raw).lower() in YES


def _point(field: FormField, raw: Any) -> dict[str, float]:
    try:
        return {"lon": round(float(raw["lon"]), 6), "lat": round(float(raw["lat"]), 6)}
    except (KeyError, TypeError, ValueError):
        raise _misfit(field, _("choose a point on the map")) from None


_READERS = {
    "text": _text,
    "textarea": _text,
    "identity": _text,
    "integer": _integer,
    "decimal": _decimal,
    "choice": _choice,
    "multichoice": _multichoice,
    "date": _date,
    "boolean": _boolean,
    "parcel": _point,
    "communes": _communes,
}


def _misfit(field: FormField, why: str) -> AnswerNotUnderstood:
    refusal = AnswerNotUnderstood(why=why)
    refusal.field = field.code
    return refusal
