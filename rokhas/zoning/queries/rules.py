"""Which zones and easements a land touches, and what a note says of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import shapely
from django.utils.translation import gettext, override

from rokhas.ui.formats import number
from rokhas.zoning.models import Easement, EasementKind, Layer, Use, Zone
from rokhas.zoning.schema import Content
from rokhas.zoning.schema.geometry import area, distance

# Below this share of a land, a zone only rubs its border: outlines are not drawn finer.
_LEAST = 0.005


@dataclass(frozen=True, slots=True)
class Share:
    """A zone and the part of the land (0 to 1) that lies in it."""

    zone: Zone
    part: float


@dataclass(frozen=True, slots=True)
class Rules:
    """What one layer says of a land: its zones, the largest part first, and the easements that touch it."""

    layer: Layer
    shares: tuple[Share, ...]
    easements: tuple[Easement, ...]

    @property
    def zone(self) -> Zone | None:
        """The zone of the largest part of the land; None where the layer has none."""
        return self.shares[0].zone if self.shares else None


def rules_at(lon: float, lat: float) -> list[Rules]:
    """What the layers in force say of a point (degrees, WGS 84)."""
    return rules_of(shapely.Point(lon, lat))


def rules_of(shape: Any) -> list[Rules]:
    """What the layers in force say of a shape in degrees, the layers that have a zone there first. Three queries at most.

    A layer of which nothing touches the land is not among them.
    """
    zones = [each for each in _near(Zone, shape) if _drawn(each).intersects(shape)]
    easements = [each for each in _near(Easement, shape) if distance(_drawn(each), shape) <= each.reach]
    found = {each.layer_id for each in (*zones, *easements)}
    layers = Layer.objects.select_related("unit").filter(pk__in=found) if found else ()
    rules = [
        Rules(
            layer,
            _shares([zone for zone in zones if zone.layer_id == layer.pk], shape),
            tuple(each for each in easements if each.layer_id == layer.pk),
        )
        for layer in layers
    ]
    return sorted(rules, key=lambda each: (not each.shares, each.layer.unit_id, each.layer.plan))


def told_to_all(rules: Rules) -> Rules:
    """What anybody may read of them: of a plan that is not approved its name alone, for its note is given to the owner or with
    their consent (RGC 2013, art. 6-9; that this holds for the indicative note is not sure)."""
    return rules if rules.layer.is_approved else replace(rules, shares=(), easements=())


def _near(model: type[Zone] | type[Easement], shape: Any) -> Iterable[Any]:
    """What may touch a shape: the boxes meet."""
    west, south, east, north = shape.bounds
    return model._default_manager.filter(
        layer__replaced_at=None, west__lte=east, east__gte=west, south__lte=north, north__gte=south
    )


def _drawn(row: Zone | Easement) -> Any:
    return shapely.geometry.shape(row.geometry)


def _shares(zones: Sequence[Zone], shape: Any) -> tuple[Share, ...]:
    whole = area(shape)
    if not whole:  # a point on a border is in the zone of the lesser code: always the same answer
        return tuple(Share(zone, 1.0) for zone in sorted(zones, key=lambda zone: zone.code)[:1])
    parts = [Share(zone, area(_drawn(zone).intersection(shape)) / whole) for zone in zones]
    kept = [each for each in parts if each.part >= _LEAST]
    return tuple(sorted(kept, key=lambda each: (-each.part, each.zone.code)))


def content_of(rules: Rules) -> Content:
    """What a note says by these rules, in both languages."""
    layer, zone = rules.layer, rules.zone
    said: dict[str, Any] = {
        "plan_fr": layer.name_fr,
        "plan_ar": layer.name_ar,
        "approved_on": layer.approved_on,
        "ends_on": layer.ends_on,
        "not_approved": layer.approved_on is None,
    }
    if zone:
        said |= {
            "zone": zone.code,
            "zone_fr": zone.name_fr,
            "zone_ar": zone.name_ar,
            "height": zone.height,
            "levels": zone.levels,
            "coverage": zone.coverage,
            "floor_ratio": zone.floor_ratio,
            "setback_street": zone.setback_street,
            "setback_side": zone.setback_side,
            "setback_back": zone.setback_back,
            "min_plot": zone.min_plot,
        }
    for language in ("fr", "ar"):
        with override(language):
            said |= {f"{name}_{language}": text for name, text in _worded(rules, language).items()}
    return Content(**said)


def _worded(rules: Rules, language: str) -> dict[str, str]:
    zone = rules.zone
    return {
        "allowed": _uses(zone.allowed if zone else []),
        "forbidden": _uses(zone.forbidden if zone else []),
        "easements": "\n".join(_easement(each, language) for each in rules.easements),
        "remarks": "\n".join(
            [*([str(getattr(zone, f"note_{language}"))] if zone else []), *_others(rules, language)]
        ).strip(),
    }


def _uses(values: Iterable[str]) -> str:
    return gettext(", ").join(str(Use(value).label) for value in values)


def _easement(easement: Easement, language: str) -> str:
    return gettext("%(kind)s: %(name)s. %(text)s") % {
        "kind": EasementKind(easement.kind).label,
        "name": getattr(easement, f"name_{language}"),
        "text": getattr(easement, f"text_{language}"),
    }


def _others(rules: Rules, language: str) -> list[str]:
    """The zones of the smaller parts of the land, whose rules are not in the note."""
    return [
        gettext("The land also touches the zone %(code)s · %(name)s (%(part)s %% of it).")
        % {
            "code": share.zone.code,
            "name": getattr(share.zone, f"name_{language}"),
            "part": number(share.part * 100, 0),
        }
        for share in rules.shares[1:]
    ]
