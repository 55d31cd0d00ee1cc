"""Versions are rows, published once; reasons are worded in both languages."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import yaml
from pytest_django import DjangoAssertNumQueries

from rokhas.procedures import predicates, queries
from rokhas.procedures.actions import DEFINITIONS, packaged_files, seed
from rokhas.procedures.errors import PublishedFileChanged, ReasonNotFilled, UnknownProcedure
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.schema import PARTS, Kind, Procedure, Subject, published_text
from rokhas.testing.definitions import TINY_FILE, publish_tiny, tiny

LOCK = DEFINITIONS.parent / "published.lock"


def building_permit() -> Procedure:
    """The file itself, without a database."""
    text = (DEFINITIONS / "building-permit.v1.yaml").read_text(encoding="utf-8")
    return Procedure.model_validate(yaml.safe_load(text))


def test_no_published_file_has_changed() -> None:
    """Nor is any missing from the lock.

    In the folder of the files, `sha256sum *.yaml parts/*.yaml > ../published.lock` adds the next one.
    """
    locked = {name: sha256 for sha256, name in (line.split() for line in LOCK.read_text().splitlines())}
    files = [*packaged_files(), *PARTS.glob("*.yaml")]
    assert locked == {
        str(file.relative_to(DEFINITIONS)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files
    }


def test_a_text_that_was_replaced_is_declared_by_every_file_that_cites_it() -> None:
    """Or an official paper would print its articles as if they were in force."""
    citing = [text for file in packaged_files() if "{text: RGC-2013" in (text := published_text(file))]
    assert len(citing) > 5
    assert all(re.search(r"\{text: RGC-2013, ar: [^{}]*mapped: false", text) for text in citing)


@pytest.mark.django_db
def test_the_installation_publishes_every_file_and_a_second_seed_changes_nothing() -> None:
    assert set(ProcedureVersion.objects.values_list("pk", flat=True)) == {
        file.stem for file in packaged_files()
    }
    assert seed() == []


@pytest.mark.django_db
def test_a_published_file_that_changed_is_refused(tmp_path: Path) -> None:
    publish_tiny()
    changed = tmp_path / TINY_FILE.name
    changed.write_text(TINY_FILE.read_text(encoding="utf-8") + "\n# later\n", encoding="utf-8")
    with pytest.raises(PublishedFileChanged):
        seed([changed])


@pytest.mark.django_db
def test_the_version_in_force_is_the_last_one_in_effect(tmp_path: Path) -> None:
    publish_tiny()
    text = (
        TINY_FILE.read_text(encoding="utf-8")
        .replace("version: 1", "version: 2")
        .replace("2020-01-01", "2030-05-01")
    )
    following = tmp_path / "tiny-declaration.v2.yaml"
    following.write_text(text, encoding="utf-8")
    seed([following])
    assert queries.current("tiny-declaration", date(2030, 4, 30)).version == 1
    assert queries.current("tiny-declaration", date(2030, 5, 1)).version == 2
    assert queries.get("tiny-declaration", 2).effective_from == date(2030, 5, 1)
    with pytest.raises(UnknownProcedure):
        queries.current("tiny-declaration", date(2019, 12, 31))
    queries.procedure_of.cache_clear()


@pytest.mark.django_db
def test_a_procedure_is_read_once_per_process(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    queries.procedure_of.cache_clear()
    with django_assert_num_queries(1):
        queries.get("building-permit", 1)
        queries.get("building-permit", 1)
    assert "building-permit" in {procedure.code for procedure in queries.all_current(date(2026, 1, 1))}


def test_the_tiny_declaration_runs_its_own_chain() -> None:
    procedure = tiny()
    quiet = predicates.holding({"intake": "admissible"})
    busy = predicates.holding({"intake": "admissible", "opens_to_public": True})
    assert [step.code for step in procedure.ready(set(), {"reading"}, quiet)] == ["visa"]
    assert [step.code for step in procedure.ready(set(), {"reading"}, busy)] == ["hygiene"]
    assert procedure.classify(busy).code is None
    assert Kind.PAYMENT not in {step.kind for step in procedure.steps}


def test_every_predicate_speaks_both_languages_and_survives_anything() -> None:
    for name, item in predicates.REGISTRY.items():
        assert item.fr.strip(), name
        assert any("\u0600" <= letter <= "\u06ff" for letter in item.ar), name
        assert item.holds({}) in {True, False}
    odd = {"height": "tall", "dwellings": [], "destination": {"a": 1}, "applicant_kind": 3, "levels": "NaN"}
    assert predicates.holding({**odd, "destination": None}) <= set(predicates.REGISTRY)
    with pytest.raises(KeyError):
        predicates.sentence("nothing", "fr")


@pytest.mark.django_db
def test_every_reason_is_whole_in_both_languages() -> None:
    reasons = queries.all_reasons()
    assert len(reasons) == 165
    for code, reason in reasons.items():
        blanks = dict.fromkeys(reason.blanks, "12")
        assert "{" not in reason.fill(blanks, "fr"), code
        assert "{" not in reason.fill(blanks, "ar"), code


@pytest.mark.django_db
def test_an_office_is_offered_its_own_reasons_and_the_shared_one() -> None:
    permit = building_permit()
    reserves = {reason.code for reason in queries.reasons_for(permit, "prefecture", {"reserve"})}
    assert reserves == {"ARC-08"}
    hygiene = queries.reasons_for(permit, "hygiene", {"modification", "unfavourable"})
    assert {reason.office for reason in hygiene} == {"hygiene"}


@pytest.mark.django_db
def test_an_office_is_offered_the_reasons_of_what_the_procedure_is_about() -> None:
    """Works carried out, demolition and occupation of public property are no ground against a building permit."""

    def families(procedure: Procedure, office_kind: str) -> set[str]:
        return {reason.code.partition("-")[0] for reason in queries.reasons_for(procedure, office_kind)}

    permit, activity = building_permit(), tiny()
    occupation = permit.model_copy(update={"subjects": ("occupation", "demolition")})
    assert families(permit, "commune") == {"FON", "ARC", "STR", "ACC", "ENE"}
    assert families(occupation, "commune") >= {"DEM", "ARC"}
    assert "FON" not in families(occupation, "commune")
    assert families(activity, "economic_service") == {"ECO", "ARC"}
    lots = {"URB-30", "URB-31", "URB-32", "FON-10"}
    assert lots.isdisjoint(reason.code for reason in queries.reasons_for(permit, "urban_agency"))
    named = {subject for reason in queries.all_reasons().values() for subject in reason.subjects}
    assert named == set(get_args(Subject))


@pytest.mark.django_db
def test_a_reason_is_filled_by_the_officer() -> None:
    reason = queries.reason("URB-02")
    assert reason.blanks == ("valeur", "limite")
    filled = queries.fill(reason, {"valeur": "3{x}", "limite": "2,5"}, "fr")
    assert filled == "COS projeté (3{x}) supérieur au COS autorisé (2,5)."
    with pytest.raises(ReasonNotFilled):
        queries.fill(reason, {"valeur": "3", "limite": " "}, "ar")


@pytest.mark.django_db
def test_a_reason_names_its_text_and_article_apart() -> None:
    assert (queries.reason("IRR-02").law_text, queries.reason("IRR-02").article) == ("RGC", "33")
    assert queries.reason("IRR-06").article == ""
    assert queries.reason("IRR-03").law_text == ""


@pytest.mark.django_db
def test_an_article_of_the_text_that_was_replaced_is_not_printable() -> None:
    assert queries.reason("IRR-02").article_certainty == "sourced"
    assert not queries.reason("IRR-02").is_printable
    assert queries.reason("RES-01").law == "loi 12-90 art. 47"
    assert queries.reason("RES-01").is_printable
