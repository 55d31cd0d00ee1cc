"""The rules of the land of a dossier, and what its note states of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import shapely

from rokhas.documents.schema import Both, Stated
from rokhas.dossiers.models import Dossier, PlanningNote, Task
from rokhas.dossiers.queries.land import land_of
from rokhas.zoning.models import Layer
from rokhas.zoning.queries import Rules, content_of, rules_at, rules_of
from rokhas.zoning.schema import Content, Term, terms


def rules_of_land(dossier: Dossier) -> Rules | None:
    """What the zoning says where the land lies: under its title when the register draws it, else at the point that was given.

    None where no layer has a zone there. Five queries at most.
    """
    return next(iter(_rules(dossier)), None)


def plans_of_land(dossier: Dossier) -> list[Layer]:
    """Every plan in force of which a zone touches the land, as the zoning that is loaded gives them. Five queries at most."""
    return [rules.layer for rules in _rules(dossier)]


def _rules(dossier: Dossier) -> list[Rules]:
    drawn, point = where(dossier)
    if point is None:
        return []
    found = rules_of(shapely.geometry.shape(drawn)) if drawn else rules_at(*point)
    return [rules for rules in found if rules.zone]


def where(dossier: Dossier) -> tuple[dict[str, Any] | None, tuple[float, float] | None]:
    """Where the land lies: the outline of its title when the register draws it (GeoJSON), and a point of it (`lon`, `lat`)."""
    land = land_of(dossier)
    parcel = land.place.parcel if land and land.place else None
    if land and land.place and parcel and parcel.is_drawn:
        return parcel.geometry, (land.place.lon, land.place.lat)
    return None, _point(dossier)


def _point(dossier: Dossier) -> tuple[float, float] | None:
    field = next((each for each in dossier.procedure.fields if each.type == "parcel"), None)
    given = dossier.answers.get(field.code) if field else None
    return (float(given["lon"]), float(given["lat"])) if given else None


def proposed(dossier: Dossier, rules: Rules | None) -> Content:
    """What a note begins from: what the zoning says, or nothing."""
    return content_of(rules) if rules else Content()


def note_of(task: Task) -> PlanningNote | None:
    """What was written for a step. One query."""
    return PlanningNote.objects.filter(task=task).first()


def stated(task: Task) -> tuple[Stated, ...]:
    """The lines that the paper of a step says of the land; none where its step states nothing."""
    if task.step.states is None:
        return ()
    note = note_of(task)
    return lines(terms(note.said)) if note else ()


def lines(said: Iterable[Term]) -> tuple[Stated, ...]:
    """The lines of a note as papers print them; what is the same in both languages (a day, a share) is printed once."""
    return tuple(
        Stated(
            label=Both(fr=term.label_fr, ar=term.label_ar),
            value=Both(fr=term.value_fr, ar=term.value_ar if term.value_ar != term.value_fr else ""),
        )
        for term in said
    )
