"""The land of a dossier as the register of titles knows it, beside what the applicant answered."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import cos, radians

import numpy as np
import shapely
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rokhas.documents.schema import Both
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries import wording
from rokhas.procedures.schema import Choice, FormField, Wording
from rokhas.territory.models import Unit
from rokhas.territory.queries import Found, neighbours, title
from rokhas.territory.schema import Parcel, parse_number
from rokhas.ui import formats
from rokhas.ui.formats import day

METRES_PER_DEGREE = 111_320
# A telephone places a point within some metres, and an area that is answered is rounded: less than that is no disagreement.
POINT_TOLERANCE = 25
AREA_TOLERANCE = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Land:
    """The number that was given, and the place of it in the register; None when the register does not hold it.

    `is_elsewhere`: the register places it in another commune than the one chosen; `is_outside`: the point that was given lies
    outside of its outline; `declared`: the area that was answered, where it is not the one of the title.
    """

    number: str
    place: Found | None
    is_elsewhere: bool
    is_outside: bool = False
    declared: str = ""

    @property
    def disagrees(self) -> bool:
        return self.is_outside or bool(self.declared)


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
    return Land(
        number,
        place,
        is_elsewhere=bool(place and place.unit and dossier.unit_id not in {None, place.unit.pk}),
        is_outside=bool(place and place.parcel and _is_outside(dossier, place.parcel)),
        declared=_declared(dossier, place.parcel) if place and place.parcel else "",
    )


def _is_outside(dossier: Dossier, parcel: Parcel) -> bool:
    field = next((each for each in dossier.procedure.fields if each.type == "parcel"), None)
    given = dossier.answers.get(field.code) if field else None
    if not given or not parcel.is_drawn:
        return False
    lon, lat = float(given["lon"]), float(given["lat"])
    across = METRES_PER_DEGREE * cos(radians(lat))
    scale = np.array([across, METRES_PER_DEGREE])
    drawn = shapely.transform(shapely.geometry.shape(parcel.geometry), lambda points: points * scale)
    return bool(drawn.distance(shapely.Point(lon * across, lat * METRES_PER_DEGREE)) > POINT_TOLERANCE)


def _declared(dossier: Dossier, parcel: Parcel) -> str:
    question = dossier.procedure.meaning("land_area")
    given = str(dossier.answers.get(question.code) or "") if question else ""
    try:
        area = Decimal(given or "0")
    except InvalidOperation:
        return ""
    if not area or abs(area - parcel.area) <= parcel.area * AREA_TOLERANCE:
        return ""
    return formats.number(area.normalize())


def communes_offered(dossier: Dossier, question: FormField) -> FormField:
    """The question of the other communes of a land, with the neighbours of its place to choose among."""
    if dossier.unit_id is None:
        return question
    around = neighbours(dossier.unit_id)
    kept = set(dossier.answers.get(question.code) or ()) - {unit.pk for unit in around}
    offered = [*around, *Unit.objects.select_related("parent__parent").filter(pk__in=kept)]
    return question.model_copy(update={"choices": tuple(_offered(unit) for unit in offered)})


def _offered(unit: Unit) -> Choice:
    """A place as a form offers it, with what it is a part of."""
    label = Wording(fr=unit.name_fr, ar=unit.name_ar)
    if above := unit.parent:
        label = Wording(fr=f"{unit.name_fr} ({above.name_fr})", ar=f"{unit.name_ar} ({above.name_ar})")
    return Choice.model_construct(code=unit.pk, label=label, group=None, traits=())


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
