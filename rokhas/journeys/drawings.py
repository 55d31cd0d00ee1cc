"""The files of a played dossier: vector plans and papers, drawn for the demonstration and marked as invented."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import typst

from rokhas.documents.queries import FONTS
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries import wording
from rokhas.procedures.schema import Document

SHEETS = Path(__file__).parent / "sheets"
# What a plan shows, by the document it stands for: its drawing and its scale. Each sheet has the paper it needs, A3 to A0.
PLANS = {
    "PLANSIT": ("site", 2000),
    "PLANMASSE": ("mass", 500),
    "PLANARCH": ("floors", 100),
    "PLANTOPO": ("survey", 500),
    "PLANBET": ("structure", 100),
}
PAGE = ("text", 100)


def draw(document: Document, dossier: Dossier) -> tuple[bytes, str]:
    """A PDF for a required document, and its name. Each version of a dossier has its own bytes."""
    return press(told_of(document, dossier)), f"{document.code}.pdf"


def told_of(document: Document, dossier: Dossier) -> dict[str, Any]:
    """What the sheets of a document say of its dossier."""
    drawing, scale = PLANS.get(document.code, PAGE)
    return {
        "drawing": drawing,
        "scale": scale,
        "names": {"fr": document.names.fr, "ar": document.names.ar},
        "project": wording.meant(dossier, "project").fr,
        "owner": wording.meant(dossier, "beneficiary").fr,
        "place": f"{wording.meant(dossier, 'situation').fr}, {dossier.unit.name_fr if dossier.unit else ''}",
        "reference": f"{dossier.number or dossier.pk} v{dossier.version}-{dossier.pieces.count()}",
        "date": f"{dossier.opened_at:%d/%m/%Y}",
        "architect": dossier.designer.name_fr if dossier.designer else "—",
        "lot": 10 + dossier.pk % 80,
        **_building(dossier),
    }


def press(told: dict[str, Any]) -> bytes:
    """Compile what `sheets/sheet.typ` is told into a PDF."""
    pdf = _compiler().compile(
        input=str(SHEETS / "sheet.typ"),
        format="pdf",
        sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
    )
    assert isinstance(pdf, bytes)
    return pdf


def pictures(told: dict[str, Any], dots: int) -> list[bytes]:
    """The same sheets as PNG, at so many dots an inch."""
    made = _compiler().compile(
        input=str(SHEETS / "sheet.typ"),
        format="png",
        ppi=float(dots),
        sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
    )
    return [each for each in (made if isinstance(made, list) else [made]) if each is not None]


def _building(dossier: Dossier) -> dict[str, Any]:
    """Its storeys, its modules of twelve metres side by side, its surfaces in m² and their ratios to the land."""
    levels = int(dossier.answers.get("levels") or 2)
    land, built, floors = (
        _surface(dossier, code) for code in ("land_area", "ground_surface", "floor_surface")
    )
    return {
        "levels": levels,
        "wings": 3 if levels > 4 else 1,
        "title": str(dossier.answers.get("title_number") or "—"),
        "land": f"{land:n}",
        "built": f"{built:n}",
        "floors": f"{floors:n}",
        "ces": _ratio(built, land),
        "cos": _ratio(floors, land),
    }


def _surface(dossier: Dossier, code: str) -> Decimal:
    try:
        return Decimal(str(dossier.answers.get(code) or 0))
    except InvalidOperation:
        return Decimal(0)


def _ratio(part: Decimal, whole: Decimal) -> str:
    return f"{part / whole:.2f}".replace(".", ",") if whole else "—"


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=str(SHEETS), font_paths=typst.Fonts(False, False, [str(FONTS)]))
