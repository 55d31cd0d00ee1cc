"""The land titles of the demonstration: invented lands inside its communes; one number, 12345, is in two registries."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rokhas.territory.actions import load_titles, read_titles

TITLES = Path(__file__).with_name("titles.geojson")


def load_land_titles() -> None:
    """Give the register those titles; again, it changes nothing.

    Raises ValueError when one of them would be refused.
    """
    load = load_titles(read_titles(TITLES.read_text(encoding="utf-8"), at=datetime.now(UTC)))
    if load.problems:
        raise ValueError("; ".join(map(str, load.problems)))
