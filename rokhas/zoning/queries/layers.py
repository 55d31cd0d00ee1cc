"""The layers of a commune, and their drawing."""

from __future__ import annotations

from typing import Any

from rokhas.zoning.models import Layer


def layers_of(unit: str) -> list[Layer]:
    """The layers in force in a commune (its HCP code), the last approved first. One query."""
    found = Layer.objects.in_force().filter(unit_id=unit).select_related("unit")
    return sorted(found, key=lambda layer: (layer.approved_on is None, layer.approved_on), reverse=True)


def has_layer(unit: str) -> bool:
    """Whether any zoning is loaded for a commune."""
    return Layer.objects.in_force().filter(unit_id=unit).exists()


def drawing(layer: Layer) -> dict[str, Any]:
    """The zones and easements of a layer as GeoJSON, with their names in both languages. Two queries."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": f"{kind}-{row.pk}",
                "geometry": row.geometry,
                "properties": {
                    "feature": kind,
                    "code": row.code,
                    "name_fr": row.name_fr,
                    "name_ar": row.name_ar,
                },
            }
            for kind, rows in (("zone", layer.zones.all()), ("easement", layer.easements.all()))
            for row in rows
        ],
    }
