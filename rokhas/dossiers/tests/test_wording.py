"""What official papers say is said in both languages, or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import override

from rokhas.accounts.models import Office, OfficeKind
from rokhas.dossiers.models import Dossier, Reason
from rokhas.dossiers.queries import papers, wording
from rokhas.procedures.actions import seed
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import packaged_reasons
from rokhas.procedures.schema import Delay
from rokhas.territory.models import Unit, UrbanAgency


@pytest.fixture
def dossier(db: None) -> Dossier:
    seed()
    return Dossier(procedure_version=ProcedureVersion.objects.get(pk="building-permit.v1"))


def test_every_text_that_a_permit_cites_is_named_in_both_languages(dossier: Dossier) -> None:
    printable = [law for law in dossier.procedure.laws if dossier.procedure.may_print(law)]
    cited = wording.laws(dossier, *dossier.procedure.laws)
    assert len(cited) == len(printable) > 0
    assert (cited[0].text.fr, cited[0].text.ar) == ("loi n° 12-90", "القانون رقم 12.90")


def test_a_numbered_text_that_no_procedure_declares_has_its_arabic_name(dossier: Dossier) -> None:
    name = wording.name_of_law(dossier, "décret 2-92-832")
    assert (name.fr, name.ar) == ("décret n° 2-92-832", "المرسوم رقم 2.92.832")


@pytest.mark.parametrize(
    ("cites", "printed"), [("loi 12-90 art. 47", ["47"]), ("dahir 6 avr. 1938", []), ("", [])]
)
def test_a_reason_cites_its_text_in_both_languages_or_in_none(
    dossier: Dossier, cites: str, printed: list[str]
) -> None:
    given = Reason(code="X-01", text_fr="Motif.", text_ar="سبب.", article=cites, certainty="sourced")
    (reason,) = wording.reasons(dossier, [given])
    assert [law.article for law in reason.law] == printed
    assert all(law.text.fr and law.text.ar for law in reason.law)


def test_a_paper_of_the_commune_does_not_name_the_arrondissement_of_the_land(dossier: Dossier) -> None:
    """In a city divided into arrondissements, one of them or the commune decides: the head says which."""
    dossier.unit = Unit.objects.get(pk="06.141.01.01")
    commune = Office.objects.create(
        kind=OfficeKind.COMMUNE, unit=dossier.where.commune, name_fr="Commune", name_ar="جماعة"
    )
    alone = Office.objects.create(
        kind=OfficeKind.ARRONDISSEMENT, unit=dossier.unit, name_fr="Arrondissement", name_ar="مقاطعة"
    )
    names = [[each.fr for each in wording.issuer(dossier, office)] for office in (commune, alone)]
    assert not any("Anfa" in name for name in names[0] if "Arrondissement" in name)
    assert any("Arrondissement" in name and "Anfa" in name for name in names[1])


def test_a_paper_of_the_urban_agency_is_headed_by_the_agency_alone(dossier: Dossier) -> None:
    agency = Office.objects.create(
        kind=OfficeKind.URBAN_AGENCY,
        urban_agency=UrbanAgency.objects.first(),
        name_fr="Agence urbaine",
        name_ar="الوكالة الحضرية",
    )
    assert [each.fr for each in wording.issuer(dossier, agency)] == ["Agence urbaine"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "french", "arabic"),
    [
        ("04.501.01.07", "Commune de Témara", "جماعة تمارة"),
        ("04", "Région Rabat-Salé-Kénitra", "جهة الرباط-سلا-القنيطرة"),
    ],
)
def test_a_unit_is_printed_with_its_title(code: str, french: str, arabic: str) -> None:
    said = wording.titled(Unit.objects.get(pk=code))
    assert (said.fr, said.ar) == (french, arabic)


@pytest.mark.parametrize(
    ("unit", "french", "arabic"),
    [
        ("working_days", "1 jour ouvrable à compter du dépôt", "يوم عمل واحد ابتداء من الإيداع"),
        ("days", "1 jour à compter du dépôt", "يوم واحد ابتداء من الإيداع"),
        ("months", "1 mois à compter du dépôt", "شهر واحد ابتداء من الإيداع"),
        ("years", "1 an à compter du dépôt", "سنة واحدة ابتداء من الإيداع"),
    ],
)
def test_a_limit_is_said_in_its_own_unit(unit: str, french: str, arabic: str) -> None:
    law = {"text": "loi 12-90", "certainty": "sourced"}
    said = papers.said_delay(Delay.model_validate({unit: 1, "starts": "lodged", "law": law}))
    assert (said.fr, said.ar) == (french, arabic)


@pytest.mark.django_db
def test_french_elides_before_a_vowel() -> None:
    assert wording.titled(Unit.objects.get(name_fr="Al Haouz")).fr == "Province d’Al Haouz"


@pytest.mark.parametrize(
    ("said", "fr", "ar"),
    [
        ("loi 12-90 art. 47", "loi n° 12-90, art. 47", "القانون رقم 12.90، المادة 47"),
        (
            "RGC annexes 2-3",
            "règlement général de construction de 2013, annexes 2-3",
            "ضابط البناء العام لسنة 2013، الملاحق 2-3",
        ),
        (
            "loi 10-03 ; décret 2-11-246",
            "loi n° 10-03 ; décret n° 2-11-246",
            "القانون رقم 10.03؛ المرسوم رقم 2.11.246",
        ),
        ("", "", ""),
    ],
)
def test_what_a_reason_cites_is_named_in_the_language_of_the_page(said: str, fr: str, ar: str) -> None:
    for language, words in (("fr", fr), ("ar", ar)):
        with override(language):
            assert wording.citation(said) == words


def test_no_reason_of_the_catalogue_cites_its_text_in_french_on_an_arabic_page() -> None:
    with override("ar"):
        said = {each.law: wording.citation(each.law) for each in packaged_reasons().values() if each.law}
    assert said
    assert not {law: named for law, named in said.items() if re.search(r"[A-Za-zé]{2}", named)}


def test_no_french_sentence_needs_a_contraction_before_an_office() -> None:
    """“de Agence urbaine”, “de le demandeur”: what names an office stands apart in the sentence."""
    for catalogue in sorted(Path(__file__).parents[2].glob("*/locale/fr/LC_MESSAGES/django.po")):
        with catalogue.open("rb") as read:
            said = [str(message.string) for message in read_po(read)]
        assert [each for each in said if re.search(r"\b(?:de|que) %\(office\)s", each)] == [], catalogue
