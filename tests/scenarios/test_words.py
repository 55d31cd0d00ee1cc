"""The command line as a stranger uses it: a journey on an empty folder, the verification of what it made, the journal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import read_procedure

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.journey
PAPERS = {
    "building-permit": (
        "receipt",
        "minutes",
        "quittance",
        "building-permit",
        "opinion-commune",
        "opinion-urban-agency",
    ),
    "refurbishment-permit": ("receipt", "refurbishment-permit"),
    "simple-declaration": ("receipt", "opinion-hygiene", "acknowledgement"),
}


def word(around: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    minutes = 10 if "--all" in arguments else 4
    return subprocess.run(
        command, env=around, capture_output=True, text=True, check=False, timeout=60 * minutes
    )


def bare(folder: Path) -> dict[str, str]:
    """An empty state folder, in demo mode, with the embedded database."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ROKHAS_") and name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    return {**kept, "ROKHAS_MODE": "demo", "ROKHAS_VAR": str(folder)}


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return bare(tmp_path_factory.mktemp("journey"))


@pytest.fixture(scope="module")
def played(around: dict[str, str]) -> dict[str, Any]:
    """One of each way of ending, in each of its classes, on a bare folder."""
    told = word(around, "journey", *PAPERS, "--each-class", "--json")
    assert told.returncode == 0, told.stderr
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer


@pytest.mark.long
def test_every_procedure_in_force_is_played_in_each_of_its_classes(tmp_path: Path) -> None:
    told = word(bare(tmp_path), "journey", "--all", "--json")
    assert told.returncode == 0, told.stderr
    journeys = json.loads(told.stdout)["journeys"]
    assert {each["ending"] for each in journeys} == {"delivered"}
    wanted = {
        (procedure.code, class_code)
        for procedure in map(read_procedure, packaged_files())
        for class_code in [each.code for each in procedure.classes] or [""]
    }
    assert {(each["procedure"], each["class"]) for each in journeys} == wanted


def test_each_class_of_a_procedure_is_played_to_its_end(played: dict[str, Any]) -> None:
    assert {(each["procedure"], each["class"]) for each in played["journeys"]} == {
        ("building-permit", "petit"),
        ("building-permit", "grand"),
        ("refurbishment-permit", ""),
        ("simple-declaration", ""),
    }
    assert {each["ending"] for each in played["journeys"]} == {"delivered"}


def test_each_paper_is_there_under_the_name_one_expects(played: dict[str, Any]) -> None:
    for each in played["journeys"]:
        names = {Path(paper["path"]).name for paper in each["papers"]}
        number = each["number"]
        for ending in PAPERS[each["procedure"]]:
            assert f"{number}-{ending}.pdf" in names
        assert all(Path(paper["path"]).stat().st_size > 1000 for paper in each["papers"])


def test_the_permit_verifies_without_any_sandbox_and_a_touched_one_does_not(
    around: dict[str, str], played: dict[str, Any], tmp_path: Path
) -> None:
    [permit] = [paper["path"] for paper in played["journeys"][0]["papers"] if paper["kind"] == "permit"]
    told = word(around, "verify", permit, "--json")
    assert told.returncode == 0, told.stderr
    touched = tmp_path / "touched.pdf"
    touched.write_bytes(Path(permit).read_bytes() + b"\n")
    assert word(around, "verify", str(touched)).returncode == 1
    [receipt] = [paper["path"] for paper in played["journeys"][0]["papers"] if paper["kind"] == "receipt"]
    assert word(around, "verify", receipt).returncode == 1


def test_the_journal_of_a_journey_holds(around: dict[str, str], played: dict[str, Any]) -> None:
    told = word(around, "journal", "verify", "--json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["holds"]


def test_a_past_day_is_played_in_the_past(around: dict[str, str], played: dict[str, Any]) -> None:
    told = word(around, "journey", "building-permit", "--today", "2026-03-02", "--lang", "ar", "--json")
    assert told.returncode == 0, told.stderr
    answer = json.loads(told.stdout)
    assert answer["number"].startswith("PCT-2026-")
    assert answer["ending"] == "delivered"


def test_a_rural_commune_goes_to_its_provincial_committee(
    around: dict[str, str], played: dict[str, Any]
) -> None:
    told = word(around, "journey", "building-permit", "--commune", "04.501.03.01", "--json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["ending"] == "delivered"


def test_no_real_register_receives_a_played_permit(around: dict[str, str], tmp_path: Path) -> None:
    production = around | {"ROKHAS_MODE": "production", "ROKHAS_VAR": str(tmp_path)}
    refused = word(production, "journey", "building-permit")
    assert refused.returncode == 1
    assert "demo or test mode only" in refused.stderr


def test_an_unknown_procedure_and_an_unknown_commune_are_bad_usage(
    around: dict[str, str], played: dict[str, Any]
) -> None:
    unknown = word(around, "journey", "castle-permit")
    assert unknown.returncode == 2
    assert "building-permit" in unknown.stderr
    assert word(around, "journey", "building-permit", "--commune", "99.999.99.99").returncode == 2


def test_a_journey_that_fails_is_named_and_does_not_stop_the_others(
    around: dict[str, str], played: dict[str, Any]
) -> None:
    """A regularisation is filed in a period that is over."""
    closed = word(around, "journey", "regularisation-permit", "refurbishment-permit", "--today", "2026-03-02")
    assert closed.returncode == 1
    assert "failed: regularisation-permit: " in closed.stderr
    assert "failed: refurbishment-permit" not in closed.stderr
    assert "Played: 2 dossiers of 2 procedures. Failed: 1." in closed.stdout
