"""The lands of the demonstration, invented: titles inside its communes (one number, 12345, is in two registries), a zoning."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from rokhas.territory.actions import load_titles, read_titles
from rokhas.territory.models import Unit
from rokhas.zoning.actions import check, load_layer, read_layer
from rokhas.zoning.models import Layer
from rokhas.zoning.queries import Rules, content_of
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
    approved_on=date(2019, 5, 2),
    allowed_fr="Habitat, commerce au rez-de-chaussée",
    allowed_ar="السكن والتجارة بالطابق الأرضي",
    levels=2,
    no_setback=True,
    no_easement=True,
)

# Those titles that no story places elsewhere, by commune; the others have the index of an invented registry.
HELD = {
    "04.501.01.07": ("48213/38", "48214/38", "48215/38", "48216/38", "48220/38"),
    "04.501.03.01": ("7021/38", "7022/38"),
}
REGISTRIES = {"01": "25", "03": "27", "06": "33"}


def stated(rules: Rules | None) -> Content:
    """What an officer writes by the zoning, and that the plan sets nothing where it is silent; else what is in the plan."""
    if rules is None:
        return NOTE
    content = content_of(rules)
    silent = {"height": "no_height", "setback_street": "no_setback", "easements": "no_easement"}
    added: dict[str, object] = {silent[name]: True for name in content.missing() if name in silent}
    if "allowed" in content.missing():
        added |= {"allowed_fr": NOTE.allowed_fr, "allowed_ar": NOTE.allowed_ar}
    return content.model_copy(update=added)


def title_in(commune: str, rank: int) -> str:
    """The number of a title of that commune, always the same for a rank: one that the register holds there, if it does."""
    held = HELD.get(commune)
    if held:
        return held[rank % len(held)]
    return f"{20000 + rank}/{REGISTRIES[commune[:2]]}"


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
