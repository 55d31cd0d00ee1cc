"""The lands of the demonstration, invented: titles inside its communes (one number, 12345, is in two registries), a zoning."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rokhas.territory.actions import load_titles, read_titles
from rokhas.territory.models import Unit
from rokhas.zoning.actions import check, load_layer, read_layer
from rokhas.zoning.models import Layer
from rokhas.zoning.schema import Content

TITLES = Path(__file__).with_name("titles.geojson")
ZONING = Path(__file__).with_name("zoning.geojson")
ZONED = "04.501.01.07"
# The rules that an officer writes for a land where no zoning is loaded.
NOTE = Content(
    plan_fr="Plan d’aménagement",
    plan_ar="تصميم التهيئة",
    zone="E3",
    zone_fr="Habitat continu à trois niveaux",
    zone_ar="سكن متصل من ثلاثة مستويات",
)


def load_land_titles() -> None:
    """Give the register those titles; again, it changes nothing.

    Raises ValueError when one of them would be refused.
    """
    load = load_titles(read_titles(TITLES.read_text(encoding="utf-8"), at=datetime.now(UTC)))
    if load.problems:
        raise ValueError("; ".join(map(str, load.problems)))


def load_zoning() -> Layer:
    """Give Témara an invented plan of five zones and three easements; again, it changes nothing.

    Raises LayerNotSound or LayerDoubtful when its check finds anything.
    """
    return load_layer(check(read_layer(ZONING.read_bytes()), Unit.objects.get(pk=ZONED))).layer
