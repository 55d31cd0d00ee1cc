"""The files of a played dossier: vector plans and papers, drawn for the demonstration and marked as invented."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import typst

from rokhas.documents.queries import FONTS
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries import wording
from rokhas.procedures.schema import Document

SHEETS = Path(__file__).parent / "sheets"
# What a plan shows, by the document it stands for: its drawing, its first paper, and its scale.
PLANS = {
    "PLANSIT": ("site", "a3", 2000),
    "PLANMASSE": ("mass", "a3", 500),
    "PLANARCH": ("floors", "a3", 100),
}
PAGE = ("text", "a4", 100)


def draw(document: Document, dossier: Dossier) -> tuple[bytes, str]:
    """A PDF for a required document, and its name. Each version of a dossier has its own bytes."""
    drawing, paper, scale = PLANS.get(document.code, PAGE)
    data = {
        "drawing": drawing,
        "paper": paper,
        "flipped": drawing != "text",
        "scale": scale,
        "title": {"fr": document.names.fr, "ar": document.names.ar},
        "project": wording.meant(dossier, "project").fr,
        "place": f"{wording.meant(dossier, 'situation').fr}, {dossier.unit.name_fr if dossier.unit else ''}",
        "reference": f"{dossier.number or dossier.pk} v{dossier.version}-{dossier.pieces.count()}",
        "architect": dossier.designer.name_fr if dossier.designer else "",
        **_building(dossier),
    }
    pdf = _compiler().compile(
        input=str(SHEETS / "sheet.typ"),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    assert isinstance(pdf, bytes)
    return pdf, f"{document.code}.pdf"


def _building(dossier: Dossier) -> dict[str, int]:
    """How many storeys it has, and how many modules of twelve metres side by side."""
    levels = int(dossier.answers.get("levels") or 2)
    return {"levels": levels, "wings": 3 if levels > 4 else 1}


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=str(SHEETS), font_paths=typst.Fonts(False, False, [str(FONTS)]))
