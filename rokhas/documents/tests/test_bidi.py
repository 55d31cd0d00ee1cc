import pytest

from rokhas.documents.providers.bidi import END, ISOLATE, isolated, plain, told


def marked(text: str) -> str:
    return text.replace("[", ISOLATE).replace("]", END)


@pytest.mark.parametrize(
    "text",
    [
        "القانون رقم [12-90] المتعلق بالتعمير",
        "المرسوم [2-18-577] بتاريخ [12/06/2019]",
        "الملف [PCT-2026-041510105-00731]",
        "فيلا [R+1] على [412] م[²]".replace("[²]", "²"),
        "المبلغ [4 860,00] درهم",
        "المبلغ [4\u00a0860,00] درهم",
        "النسبة [20 %] من [1,20] م",
        "التصميم [A-01]، النسخة [v2]",
        "هاتف [+212612345678]",
        "بيان [2,00 m] في التصاميم، [412 m²] و[15 km]",
        "الطابق [2 mezzanine]".replace("[2 mezzanine]", "[2] mezzanine"),
        "SALMA بدون رقم",
    ],
)
def test_numbers_dates_and_references_are_isolated_whole(text: str) -> None:
    assert isolated(text.replace("[", "").replace("]", "")) == marked(text)


def test_direction_controls_of_a_persons_text_are_removed() -> None:
    assert plain("Salma\u202eaderreB\u2066 \u200f(x)\x00") == "SalmaaderreB (x)"


def test_drawings_and_hashes_are_left_alone() -> None:
    data = {
        "raw_svg": "<path d='M1 2'/>",
        "sha256": "12ab",
        "items": [{"text": "لجنة 3"}],
        "n": 3,
        "none": None,
    }
    assert told(data) == {**data, "items": [{"text": f"لجنة {ISOLATE}3{END}"}]}
