"""The land of a dossier as the register of titles knows it, beside what the applicant answered."""

from __future__ import annotations

from dataclasses import dataclass

from rokhas.dossiers.models import Dossier
from rokhas.procedures.schema import FormField
from rokhas.territory.queries import Found, title
from rokhas.territory.schema import parse_number


@dataclass(frozen=True, slots=True)
class Land:
    """The number that was given, and the place of it in the register; None when the register does not hold it."""

    number: str
    place: Found | None
    is_elsewhere: bool


def numbers_asked(dossier: Dossier) -> tuple[FormField | None, FormField | None]:
    """The questions of a procedure for the number of the title and for that of the réquisition."""
    found = {field.format: field for field in dossier.procedure.fields if field.format}
    return dossier.procedure.meaning("title_number"), found.get("requisition_number")


def land_of(dossier: Dossier) -> Land | None:
    """What the register says of the number that was given; None when none was. Two queries."""
    given = [str(dossier.answers.get(field.code) or "") for field in numbers_asked(dossier) if field]
    number = next((text for text in given if text), "")
    read = parse_number(number)
    if not number:
        return None
    place = next(iter(title(read)), None) if read and read.index else None
    return Land(number, place, bool(place and place.unit and dossier.unit_id not in {None, place.unit.pk}))
