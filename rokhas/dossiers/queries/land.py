"""The land of a dossier as the register of titles knows it, beside what the applicant answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rokhas.documents.schema import Both
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries import wording
from rokhas.procedures.schema import FormField
from rokhas.territory.queries import Found, title
from rokhas.territory.schema import parse_number
from rokhas.ui.formats import day


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


def source_of(land: Land) -> Both:
    """Who knows the number of the title, at what day, and how surely."""
    place = land.place
    parcel = place.parcel if place else None
    if place is None or parcel is None:
        return wording.both(_("As answered by the applicant; the register of the platform does not hold it."))
    return wording.both(
        lambda: (
            gettext("%(source)s, as of %(day)s: %(certainty)s")
            % {"source": parcel.source, "day": day(parcel.as_of), "certainty": place.certainty}
        )
    )
