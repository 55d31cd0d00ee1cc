"""The indicative note of planning information: what the zoning that is loaded says of a land."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _

from rokhas.documents.schema import Both
from rokhas.documents.schema import PlanningNote as Paper
from rokhas.dossiers.queries.planning import lines
from rokhas.dossiers.queries.wording import both, of_named, titled
from rokhas.kernel.actor import Actor
from rokhas.procedures.queries import all_current
from rokhas.procedures.schema import Procedure
from rokhas.territory.models import Unit
from rokhas.territory.queries import Found
from rokhas.zoning.models import Layer
from rokhas.zoning.queries import Rules, content_of, has_layer, rules_at, rules_of, told_to_all
from rokhas.zoning.schema import Term, terms

FICTIONAL = _("This zoning is invented, for the demonstration: it is worth nothing for any real land.")
NOT_APPROVED = _(
    "This planning document is not approved yet: the official note is given to the owner alone, or with their consent."
)
ENDED = _("The public utility of this planning document has ended: ask the urban agency what applies now.")


@dataclass(frozen=True)
class Answer:
    """What one layer says of a land, ready for its page; `cautions` are read first."""

    rules: Rules
    terms: list[Term]
    cautions: tuple[Any, ...]

    @property
    def drawn(self) -> dict[str, Any] | None:
        """The zone as the map of the page draws it."""
        zone = self.rules.zone
        return {"geometry": zone.geometry, "number": zone.code} if zone else None


@dataclass(frozen=True)
class Note:
    """The note of a place. `has_layer`: whether any zoning is loaded for its commune, even where it says nothing of this land;
    `official` is the procedure that gives the signed note."""

    place: Found
    answers: tuple[Answer, ...]
    has_layer: bool
    official: Procedure | None

    @property
    def unit(self) -> Unit | None:
        return self.place.unit

    @property
    def address(self) -> str:
        """The point, as the address of the paper says it."""
        return f"lon={self.place.lon:.6f}&lat={self.place.lat:.6f}"

    @property
    def drawn(self) -> list[dict[str, Any]]:
        return [answer.drawn for answer in self.answers if answer.drawn]


def note_of(place: Found, today: date) -> Note:
    """The note of a parcel of the register, or of a point. Six queries at most."""
    parcel = place.parcel
    drawn = parcel is not None and parcel.is_drawn
    rules = (
        rules_of(shapely.geometry.shape(parcel.geometry))
        if parcel and drawn
        else rules_at(place.lon, place.lat)
    )
    told = [told_to_all(each) for each in rules]
    return Note(
        place=place,
        answers=tuple(Answer(each, terms(content_of(each)), _cautions(each.layer, today)) for each in told),
        has_layer=bool(rules) or (place.unit is not None and has_layer(place.unit.pk)),
        official=official(today),
    )


def official(today: date) -> Procedure | None:
    """The procedure whose paper states the rules of a land; None while none is in force."""
    return next(
        (each for each in all_current(today) if any(step.states == "planning_note" for step in each.steps)),
        None,
    )


def _cautions(layer: Layer, today: date) -> tuple[Any, ...]:
    said = {FICTIONAL: layer.is_fictional, NOT_APPROVED: not layer.is_approved, ENDED: layer.has_ended(today)}
    return tuple(sentence for sentence, holds in said.items() if holds)


def paper(note: Note, language: str, by: Actor) -> Paper:
    """The note as a paper; there is one only where a layer answers."""
    place, unit = note.place, note.unit
    parcel = place.parcel
    cautions = dict.fromkeys(caution for answer in note.answers for caution in answer.cautions)
    return Paper(
        language="ar" if language == "ar" else "fr",
        issuer=(both(_("Rokhas platform of permits")), *([titled(unit)] if unit else [])),
        number=f"{place.lat:.6f}, {place.lon:.6f}",
        issued_at=by.now(),
        commune=of_named(unit) if unit else Both(),
        title_number=parcel.number.in_full if parcel else "",
        rules=tuple(lines(answer.terms) for answer in note.answers),
        cautions=tuple(both(caution) for caution in cautions),
    )
