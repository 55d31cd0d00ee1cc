"""The drawings of the demonstration: vector sheets, each on the paper that it needs, at the scale that it says."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from rokhas.journeys.drawings import PLANS, press

VILLA: dict[str, Any] = {
    "names": {"fr": "Plans", "ar": "تصاميم"}, "project": "Villa", "owner": "Salma Tazi", "place": "Lot 14, Témara", "lot": 14,
    "reference": "PCT v1-1", "date": "01/11/2026", "architect": "Mehdi Idrissi", "levels": 2, "wings": 1, "title": "48213/38",
    "land": "412", "built": "110", "floors": "312", "ces": "0,27", "cos": "0,76",
}  # fmt: skip
BLOCK = VILLA | {"levels": 7, "wings": 3}
WIDE = {420: "A3", 594: "A2", 841: "A1", 1189: "A0"}  # mm


def sheets(told: dict[str, Any], drawing: str, scale: int) -> list[str]:
    """The paper of each sheet; none holds a picture."""
    content = press(told | {"drawing": drawing, "scale": scale})
    assert not re.search(rb"/Subtype\s*/Image", content)
    reader = PdfReader(io.BytesIO(content))
    said = reader.pages[0].extract_text()
    assert f"1/{scale}" in said
    assert "Démonstration, données fictives" in said
    return [WIDE[round(float(page.mediabox.width) * 25.4 / 72)] for page in reader.pages]


def test_a_villa_has_eight_sheets_and_more_on_a3() -> None:
    assert sheets(VILLA, "floors", 100) == ["A3"] * 11


def test_a_block_goes_up_to_a0() -> None:
    papers = sheets(BLOCK, "floors", 100)
    assert len(papers) >= 8
    assert set(papers) == {"A3", "A2", "A1", "A0"}


@pytest.mark.parametrize("told", [VILLA, BLOCK], ids=["villa", "block"])
@pytest.mark.parametrize(("drawing", "scale"), [plan for plan in PLANS.values() if plan[0] != "floors"])
def test_every_other_plan_is_drawn(told: dict[str, Any], drawing: str, scale: int) -> None:
    assert sheets(told, drawing, scale)
