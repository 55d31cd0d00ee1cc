"""The grid to which positions are rounded."""

from __future__ import annotations

from functools import cache
from math import cos, floor, radians
from pathlib import Path

import yaml

UNIT = 100_000
"""Positions are kept in hundred-thousandths of a degree: about a metre."""
_DEGREE = 111_195  # metres of a degree of latitude


@cache
def side() -> int:
    """The side of a square of the grid, in metres."""
    told = yaml.safe_load((Path(__file__).parent / "data" / "grid.yaml").read_text(encoding="utf-8"))
    return int(told["metres"])


def rounded(lon: float, lat: float) -> tuple[int, int]:
    """The middle of the square of the grid that holds a point (degrees), in hundred-thousandths of a degree."""
    up = side() / _DEGREE
    middle = (floor(lat / up) + 0.5) * up
    across = up / cos(radians(middle))
    return round((floor(lon / across) + 0.5) * across * UNIT), round(middle * UNIT)
