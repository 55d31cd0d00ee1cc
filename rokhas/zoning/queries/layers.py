"""The layers of a commune, and what they hold in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from rokhas.zoning.models import Easement, Layer, Zone

Row = TypeVar("Row", Zone, Easement)


def layers_of(unit: str) -> list[Layer]:
    """The layers in force in a commune (its HCP code), the last approved first. One query."""
    found = Layer.objects.in_force().filter(unit_id=unit).select_related("unit")
    return sorted(found, key=lambda layer: (layer.approved_on is None, layer.approved_on), reverse=True)


def has_layer(unit: str) -> bool:
    """Whether any zoning is loaded for a commune."""
    return Layer.objects.in_force().filter(unit_id=unit).exists()


def told_of(layers: Sequence[Layer]) -> list[tuple[Layer, list[Zone], list[Easement]]]:
    """What plans hold, in words: their zones and easements by code, each once; of one that is not approved, its name alone. Two
    queries."""
    open_to_all = [layer for layer in layers if layer.is_approved]
    zones = _by_layer(Zone.objects.filter(layer__in=open_to_all).defer("geometry"))
    easements = _by_layer(Easement.objects.filter(layer__in=open_to_all).defer("geometry"))
    return [(layer, zones.get(layer.pk, []), easements.get(layer.pk, [])) for layer in layers]


def _by_layer(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(row.layer_id, {}).setdefault(row.code, row)
    return {layer: list(by_code.values()) for layer, by_code in found.items()}
