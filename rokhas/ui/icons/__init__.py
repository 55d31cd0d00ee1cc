"""Tabler outline icons, inlined: only those that are used (`bin/rokhas vendor --icon NAME` adds one)."""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
# Drawings that point somewhere along the line: mirrored where the text runs from the right.
DIRECTIONAL = frozenset(
    {
        "arrow-back-up",
        "arrow-left",
        "arrow-right",
        "chevron-left",
        "chevron-right",
        "external-link",
        "file-export",
        "history",
        "list",
        "login",
        "logout",
        "send",
        "share-2",
    }
)

# One drawing for each kind of office that is not one administration among others.
OFFICES = {
    "agriculture": "tractor",
    "civil_protection": "flame",
    "economic_service": "building-store",
    "electricity": "bolt",
    "forests": "trees",
    "heritage": "building-castle",
    "housing": "home",
    "hygiene": "stethoscope",
    "land_registry": "map-2",
    "prefecture": "building-community",
    "roads": "road",
    "single_desk": "inbox",
    "telecom": "antenna-bars-5",
    "urban_agency": "ruler-3",
    "water": "droplet",
    "water_basin": "droplet",
}
OFFICE = "building-bank"


@cache
def drawing(name: str) -> str:
    """The inside of the icon's svg element.

    Raises:
        KeyError: no such icon in the folder.
    """
    path = FOLDER / f"{name}.svg"
    if not path.is_file():
        raise KeyError(f"no icon {name!r}: add it with `bin/rokhas vendor --icon {name}`")
    found = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        raise KeyError(f"{path} is not an SVG")
    inner = re.sub(r'\s*<path stroke="none"[^>]*/>\s*', "", found[1])
    return re.sub(r"\s+", " ", inner).strip()


def star(cx: float, cy: float, radius: float, turned: float = 0.0) -> str:
    """The points of the eight-point star (khatim), the element of the mark and of the lattice."""
    notch = radius * math.cos(math.pi / 4) / math.cos(math.pi / 8)
    points = []
    for k in range(16):
        angle, reach = math.radians(turned) + k * math.pi / 8, radius if k % 2 == 0 else notch
        points.append(f"{cx + reach * math.cos(angle):.2f},{cy + reach * math.sin(angle):.2f}")
    return " ".join(points)
