"""Every paper, typeset for real and read back."""

import io
import re
from collections.abc import Sequence
from typing import Any

import pytest
import segno
from pydantic import ValidationError
from pypdf import PdfReader

from rokhas.documents.actions import render as typeset
from rokhas.documents.errors import NotTypeset
from rokhas.documents.providers import typst
from rokhas.documents.providers.bench import Bench
from rokhas.documents.providers.paper import data_of
from rokhas.documents.schema import Both, MemberOpinion, Paper, Stated
from rokhas.documents.tests import papers
from rokhas.documents.tests.conftest import sha256

DEMONSTRATION = "Démonstration, données fictives"
CASES = [(name, language) for language in ("fr", "ar") for name in papers.every_paper(language)]


def render(paper: Paper, attachments: Sequence[tuple[str, bytes, str]] = ()) -> bytes:
    """The paper as it is issued."""
    return typeset(paper, attachments, specimen=False)


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def words(content: bytes) -> str:
    """The text of every page, without the marks that only steer its direction."""
    text = "\n".join(page.extract_text() for page in read(content).pages)
    return re.sub("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]", "", text)


def squeezed(content: bytes) -> str:
    return re.sub(r"\s+", "", words(content))


@pytest.mark.parametrize(("name", "language"), CASES)
def test_every_paper_is_tagged_pdf_a_3_on_one_page_unless_it_tells_a_visit(name: str, language: str) -> None:
    paper = papers.every_paper(language)[name]
    reader = read(render(paper))
    assert len(reader.pages) == (2 if name == "visit_minutes" else 1)
    root: Any = reader.root_object
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("fr")
    resources: list[Any] = [page["/Resources"] for page in reader.pages]
    assert all(embedded(font) for each in resources for font in each["/Font"].values())


def embedded(font: Any) -> bool:
    inner = font.get_object()["/DescendantFonts"][0].get_object()
    return bool({"/FontFile2", "/FontFile3"} & inner["/FontDescriptor"].get_object().keys())


@pytest.mark.parametrize(("name", "language"), CASES)
def test_every_paper_carries_both_languages_and_its_number(name: str, language: str) -> None:
    text = words(render(papers.every_paper(language)[name]))
    assert papers.NUMBER in text
    assert "Royaume du Maroc" in text
    assert sum("\u0600" <= char <= "\u06ff" or "\ufb50" <= char <= "\ufeff" for char in text) > 150


def test_a_specimen_says_so_on_every_page_and_a_real_paper_never(settings: Any) -> None:
    many = papers.permit(plans=papers.plans(40), opinions=papers.opinions(8))
    settings.ROKHAS_MODE = "demo"
    pages = [re.sub(r"\s", "", page.extract_text()) for page in read(render(many)).pages]
    assert len(pages) > 1
    assert all("SPÉCIMEN" in page and DEMONSTRATION.replace(" ", "") in page for page in pages)
    settings.ROKHAS_MODE = "production"
    for paper in papers.every_paper("fr").values():
        text = words(render(paper))
        assert "SPÉCIMEN" not in text
        assert DEMONSTRATION not in text


def test_a_preview_is_a_specimen_whatever_the_mode(settings: Any) -> None:
    settings.ROKHAS_MODE = "production"
    for paper in papers.every_paper("fr").values():
        text = words(typeset(paper, specimen=True))
        assert "SPÉCIMEN" in text
        assert DEMONSTRATION not in text


@pytest.mark.parametrize(("name", "language"), CASES)
def test_the_same_data_give_the_same_bytes(name: str, language: str) -> None:
    paper = papers.every_paper(language)[name]
    assert sha256(render(paper)) == sha256(render(paper.model_copy()))


@pytest.mark.parametrize("name", ["permit", "receipt", "opinion", "minutes", "refusal", "quittance"])
def test_only_sourced_articles_are_printed(name: str) -> None:
    text = words(render(papers.every_paper("fr")[name]))
    assert "article 49" in text
    assert "12-90" in text
    assert "777" not in text
    assert "mémoire" not in text


def test_a_reason_keeps_its_wording_when_its_article_is_uncertain() -> None:
    reason = papers.REASONS[0].model_copy(update={"law": (papers.REMEMBERED,)})
    text = words(render(papers.letter(reasons=(reason,), texts=())))
    assert "URB-STAIRS" in text
    assert "Largeur d’escalier" in text
    assert "article" not in text


def test_the_minutes_of_a_visit_say_who_came_each_point_and_each_photograph() -> None:
    pdf = render(papers.visit_minutes())
    text = words(pdf)
    assert len(read(pdf).pages) == 2
    told = [
        "Visite du 16/11/2026",
        "fixée au 12/11/2026",
        "Services appelés",
        "Présent ·",
        "Absent ·",
        "Un garde-corps manque",
        "À reprendre avant l’hiver",
    ]
    places = [text.index(each) for each in told]
    assert places == sorted(places)
    assert (text.count("Non conforme"), text.count("façade nord.jpg")) == (1, 2)
    assert (text.count("Présent ·"), text.count("Absent ·")) == (2, 1), "a line for each office"
    assert "ab" * 16 in squeezed(pdf)


def test_a_letter_tells_decision_reasons_texts_remedy_and_deadline_in_this_order() -> None:
    text = words(render(papers.letter()))
    told = ["est refusée", "URB-STAIRS", "Loi n° 12-90", "tribunal administratif", "17/12/2026"]
    # The law of the reason comes before the texts: look for the last place of each.
    places = [text.rindex(words_told) for words_told in told]
    assert places == sorted(places)


@pytest.mark.parametrize("count", [1, 7, 40])
def test_a_manifest_is_one_page_and_gives_every_hash_whole(count: int) -> None:
    content = render(papers.manifest(plans=papers.plans(count), project=papers.LONG_PROJECT))
    assert len(read(content).pages) == 1
    text = squeezed(content)
    assert all(plan.sha256 in text for plan in papers.plans(count))


def test_a_large_permit_continues_in_an_annex_with_whole_hashes() -> None:
    content = render(
        papers.permit(plans=papers.plans(40), opinions=papers.opinions(8), project=papers.LONG_PROJECT)
    )
    text = squeezed(content)
    assert all(each.sha256 in text for each in papers.plans(40))
    assert all(each.sha256 in text for each in papers.opinions(8) if each.sha256)
    assert "1/3" in text


def test_a_permit_of_twelve_plans_and_six_opinions_is_still_one_page() -> None:
    paper = papers.permit(plans=papers.plans(12), opinions=papers.opinions(6), project=papers.LONG_PROJECT)
    assert len(read(render(paper)).pages) == 1


def test_missing_values_leave_no_empty_row() -> None:
    paper = papers.permit(
        title_number="",
        parcel_surface=None,
        covered_surface=None,
        architect=Both(),
        fees=None,
        conditions=(),
        law=(),
    )
    text = words(render(paper))
    for label in (
        "Titre foncier",
        "Surface couverte",
        "Architecte",
        "Droits acquittés",
        "Conditions",
        "None",
    ):
        assert label not in text


def test_a_permit_carries_the_hashes_and_the_opinions_as_files() -> None:
    paper = papers.permit()
    content = render(paper, [("PCT-2026-1-opinion-commune.pdf", b"%PDF-signed", "application/pdf")])
    attached = read(content).attachments
    assert attached["PCT-2026-1-opinion-commune.pdf"] == [b"%PDF-signed"]
    lines = attached["hashes.sha256"][0].decode().splitlines()
    assert lines[0] == f"{paper.plans[0].sha256}  {paper.plans[0].name}"
    assert len(lines) == len(paper.plans) + len(paper.opinions)


@pytest.mark.parametrize("paper", [papers.permit(), papers.receipt(), papers.letter()])
def test_the_code_is_drawn_large_enough_to_be_read(paper: Paper) -> None:
    data = data_of(paper, specimen=False)
    drawn = data.get("verification") or data["tracking"]
    modules = segno.make(drawn["url"], error="m", micro=False, boost_error=False)
    assert modules.error == "M"
    side = modules.symbol_size(border=4)[0]
    assert f'viewBox="0 0 {side} {side}"' in drawn["raw_svg"]
    assert drawn["code"].replace("-", "") in squeezed(render(paper)).replace("-", "")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('#read("/etc/passwd") *gras* $x$ @ref', '#read("/etc/passwd")*gras*$x$@ref'),
        ("Salma\u202e adarreB", "SalmaadarreB"),
        ("İnci Şahin ⵜⴰⵎⴰⵣⵉⵖⵜ 漢 🏠", "InciSahin"),
        ("x" * 180, "x" * 180),
    ],
)
def test_what_a_person_typed_is_text_and_nothing_else(name: str, shown: str) -> None:
    content = render(papers.permit(beneficiary=Both.same(name)))
    assert shown in squeezed(content)
    assert len(read(content).pages) == 1


def test_a_text_in_one_language_stands_for_both() -> None:
    assert Both.same("Rampe nord, plan A-03") == Both(fr="Rampe nord, plan A-03")
    assert Both.same("المنحدر الشمالي A-03") == Both(ar="المنحدر الشمالي A-03")


def test_a_paper_that_cannot_be_true_is_refused() -> None:
    with pytest.raises(ValidationError):
        MemberOpinion(office=papers.OFFICES[0], verdict="favourable")
    with pytest.raises(ValidationError):
        papers.opinion(verdict="unfavourable", reasons=())
    with pytest.raises(ValidationError):
        papers.permit(project=None)


def test_a_permit_speaks_only_of_what_its_procedure_asks() -> None:
    """No plan, no opinion, no fee: nothing is said of them."""
    purpose = Both(fr="Terrasse ouverte", ar="سطيحة مفتوحة")
    surface = Stated(
        label=Both(fr="Surface occupée", ar="المساحة المحتلة"), value=Both(fr="24 m²", ar="24 م²")
    )
    bare = squeezed(
        render(papers.permit(plans=(), opinions=(), fees=None, purpose=purpose, stated=(surface,)))
    )
    whole = squeezed(render(papers.permit()))
    for said in ("Avissignés", "vulesavis", "paiementdesdroitsdus", "nevarietur", "Plansvisés"):
        assert said in whole
        assert said not in bare
    for said in ("Objet", "Terrasseouverte", "Surfaceoccupée", "24m²"):
        assert said in bare
        assert said not in whole


def test_a_press_that_is_late_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    late = Bench("rokhas.documents.providers.press", seconds=0.0, memory=typst.MEMORY)
    monkeypatch.setattr(typst, "_press", late)
    with pytest.raises(NotTypeset):
        render(papers.quittance())
    late.seconds = 10
    assert render(papers.quittance()).startswith(b"%PDF-1.7")


def test_the_press_is_replaced_after_its_share_of_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    press = Bench("rokhas.documents.providers.press", seconds=10, memory=typst.MEMORY, jobs=1)
    monkeypatch.setattr(typst, "_press", press)
    render(papers.quittance())
    first = press._child
    render(papers.quittance())
    assert press._child is not first
    assert first is not None
    assert first.returncode == 0
