"""Write a layer that holds: a new version of its plan, whole or not at all."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import shapely

from rokhas.journal.events import act, record
from rokhas.kernel.actor import SYSTEM, Actor
from rokhas.territory.models import Unit
from rokhas.zoning.actions.checking import Checked, Drawn
from rokhas.zoning.errors import LayerDoubtful, LayerNotSound
from rokhas.zoning.models import Easement, Layer, Zone
from rokhas.zoning.schema import EasementSaid, PlanHead, ZoneSaid
from rokhas.zoning.schema.geometry import box

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Loaded:
    """The layer in force, and whether this load made it: the same content twice is once."""

    layer: Layer
    is_new: bool


def load_layer(checked: Checked, *, accept: bool = False, by: Actor = SYSTEM) -> Loaded:
    """Load what was checked as the next version of its plan; the one before stays as it was, replaced.

    Raises:
        LayerNotSound: the report has an error.
        LayerDoubtful: it has warnings and they are not accepted.
    """
    head = checked.head
    if checked.errors or head is None:
        raise LayerNotSound
    if checked.warnings and not accept:
        raise LayerDoubtful
    sha256 = _fingerprint(checked, head)
    with act():
        unit = Unit.objects.select_for_update(no_key=True).get(pk=checked.unit.pk)
        held = Layer.objects.in_force().filter(unit=unit, plan=head.plan).first()
        if held and held.sha256 == sha256:
            return Loaded(held, is_new=False)
        if held:
            held.replaced_at = by.now()
            held.save(update_fields=["replaced_at"])
        layer = Layer.objects.create(
            unit=unit,
            plan=head.plan,
            version=held.version + 1 if held else 1,
            kind=head.kind,
            name_fr=head.name_fr,
            name_ar=head.name_ar,
            approved_on=head.approved_on,
            ends_on=head.ends_on,
            certainty=head.certainty,
            source=head.source,
            is_fictional=head.fictional,
            sha256=sha256,
            loaded_at=by.now(),
        )
        Zone.objects.bulk_create([_zone(layer, each) for each in checked.zones], batch_size=_BATCH)
        Easement.objects.bulk_create(
            [_easement(layer, each) for each in checked.easements], batch_size=_BATCH
        )
        record(
            "layer.loaded",
            layer,
            by,
            stream=unit,
            plan=layer.plan,
            version=layer.version,
            zones=len(checked.zones),
            easements=len(checked.easements),
            sha256=sha256,
        )
    return Loaded(layer, is_new=True)


def _fingerprint(checked: Checked, head: PlanHead) -> str:
    """The hash of what is said and drawn, in whatever order and in whichever of the two formats it came."""
    features = [
        [each.said.model_dump(mode="json"), each.shape.wkb_hex]
        for each in (*checked.zones, *checked.easements)
    ]
    whole = [head.model_dump(mode="json"), sorted(features, key=json.dumps)]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _zone(layer: Layer, drawn: Drawn) -> Zone:
    said = drawn.said
    assert isinstance(said, ZoneSaid)
    return Zone(
        layer=layer,
        code=said.code,
        name_fr=said.name_fr,
        name_ar=said.name_ar,
        allowed=said.allowed,
        forbidden=said.forbidden,
        height=said.height,
        levels=said.levels,
        coverage=said.coverage,
        floor_ratio=said.floorratio,
        setback_street=said.set_street,
        setback_side=said.set_side,
        setback_back=said.set_back,
        min_plot=said.min_plot,
        note_fr=said.note_fr,
        note_ar=said.note_ar,
        **_place(drawn, 0),
    )


def _easement(layer: Layer, drawn: Drawn) -> Easement:
    said = drawn.said
    assert isinstance(said, EasementSaid)
    return Easement(
        layer=layer,
        code=said.code,
        kind=said.kind,
        name_fr=said.name_fr,
        name_ar=said.name_ar,
        text_fr=said.text_fr,
        text_ar=said.text_ar,
        law=said.law,
        reach=said.reach,
        **_place(drawn, float(said.reach)),
    )


def _place(drawn: Drawn, reach: float) -> dict[str, Any]:
    west, south, east, north = box(drawn.shape, reach)
    geometry = json.loads(shapely.to_geojson(drawn.shape))
    return {"geometry": geometry, "west": west, "south": south, "east": east, "north": north}
