"""The papers of a public enquiry, typeset for real and read back: the notice is posted, large; the others are A4."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from rokhas.documents.schema import (
    Both,
    EnquiryNotice,
    EnquiryReport,
    Observation,
    OppositionReceipt,
    Paper,
)
from rokhas.documents.tests.papers import (
    BENEFICIARY,
    NUMBER,
    PRESIDENT,
    REMEMBERED,
    SITUATION,
    SOURCED,
    VERIFICATION,
    common,
    plans,
)
from rokhas.documents.tests.test_papers import read, render, squeezed, words

A3, A4 = (842, 1191), (595, 842)
ACTIVITY = Both(fr="Hammam (bain maure)", ar="حمام تقليدي")
OPPOSED = Both(fr="Opposition", ar="تعرض")
CONSULTATION = Both(fr="Au service économique de la commune.", ar="بالمصلحة الاقتصادية للجماعة.")


def enquiry(language: str = "fr", **changed: Any) -> EnquiryNotice:
    fields: dict[str, Any] = {
        "procedure": Both(fr="Établissement classé", ar="مؤسسة مصنفة"),
        "class_name": Both(fr="2e classe : autorisation", ar="الصنف الثاني: ترخيص"),
        "activity": ACTIVITY,
        "situation": SITUATION,
        "commune": Both(fr="Témara", ar="تمارة"),
        "opens_on": date(2026, 11, 18),
        "closes_on": date(2026, 12, 3),
        "consultation": CONSULTATION,
        "page_url": "https://rokhas.example/enquiries/12/",
        "raw_map": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0 L9 0 L9 9 Z"/></svg>',
        "law": (SOURCED, REMEMBERED),
    }
    return EnquiryNotice(**{**common(language), **fields, **changed})


def opposition(language: str = "fr", **changed: Any) -> OppositionReceipt:
    fields: dict[str, Any] = {
        "receipt_number": f"{NUMBER}-OBS-003",
        "activity": ACTIVITY,
        "situation": SITUATION,
        "person": BENEFICIARY,
        "identity": "•••••042",
        "stance": OPPOSED,
        "text": "La cheminée donne sur la cour de l’école.",
        "files": plans(1),
        "filed_at": datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
        "revision": 2,
        "closes_on": date(2026, 12, 3),
        "office": Both(fr="Service économique", ar="المصلحة الاقتصادية"),
    }
    return OppositionReceipt(**{**common(language), **fields, **changed})


def report(language: str = "fr", **changed: Any) -> EnquiryReport:
    fields: dict[str, Any] = {
        "procedure": Both(fr="Établissement classé", ar="مؤسسة مصنفة"),
        "activity": ACTIVITY,
        "situation": SITUATION,
        "opens_on": date(2026, 11, 18),
        "closes_on": date(2026, 12, 3),
        "observations": (
            Observation(
                number="OBS-001",
                stance=OPPOSED,
                text="الدخان يضر بساكنة الحي.",
                answer="Une cheminée de six mètres est prescrite.",
            ),
        ),
        "sense": "favourable",
        "motives": "Les nuisances sont prévenues par les prescriptions.",
        "law": (SOURCED, REMEMBERED),
        "signatory": PRESIDENT,
        "verification": VERIFICATION,
    }
    return EnquiryReport(**{**common(language), **fields, **changed})


MAKERS: list[tuple[Callable[..., Paper], tuple[int, int]]] = [(enquiry, A3), (opposition, A4), (report, A4)]


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(("make", "size"), MAKERS)
def test_each_is_one_page_in_both_languages(
    make: Callable[..., Paper], size: tuple[int, int], language: str
) -> None:
    content = render(make(language))
    (page,) = read(content).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size
    text = words(content)
    assert NUMBER in text
    assert sum("\u0600" <= char <= "\u06ff" or "\ufb50" <= char <= "\ufeff" for char in text) > 150
    assert "777" not in text, "an article from memory is not printed"


def test_the_report_tells_each_observation_with_its_answer_and_names_nobody() -> None:
    text = squeezed(render(report()))
    for said in ("OBS-001", "cheminéedesixmètres", "Favorable", "Lesnuisancessontprévenues"):
        assert said in text
    assert "SalmaBerrada" not in text
