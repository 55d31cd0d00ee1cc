"""What the benches publish, never their timing; `--long` runs each at its smallest, on a PostgreSQL of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import pages
from benchmarks.pages import Measure, Size

ROOT = Path(__file__).resolve().parents[2]
LIFE = {
    "CPU of a life, of its bare documents'",
    "statements in the most demanding act",
    "statements in the acts of a life",
    "statements per delivered event",
}
PAGES = ("work-list", "dossier", "search", "tracking", "verification")


def measured(**changed: Any) -> Measure:
    return Measure(**{"statements": 12, "buffers": 100, "whole": (), "cpu": 10.0, "median": 40.0, **changed})


def test_a_page_is_judged_by_its_growth_from_one_size_to_the_next() -> None:
    small = {
        pages.TRIVIAL: measured(),
        pages.NOBODY: measured(median=5.0),
        pages.WORK_LIST: measured(),
        "search": measured(),
    }
    large = {
        **small,
        pages.WORK_LIST: measured(cpu=12.9, buffers=130),
        "search": measured(statements=16, buffers=131, whole=("dossiers_dossier",), cpu=13.1),
    }
    figures = pages._figures({1000: Size(small, 4.0), 10_000: Size(large, 6.0)})
    assert {each.name for each in figures if not each.holds} == {
        "search: statements",
        "search: growing tables read whole",
        "search: buffers, 10000 of 1000 dossiers",
        "search: CPU of a request, 10000 of 1000 dossiers",
    }
    assert [each.value for each in figures if each.name.startswith("work-list, of the page")] == [4.0, 6.0]
    assert [each.value for each in figures if each.name.startswith("work-list, beside")] == [8.0, 8.0]
    slow = pages._figures({1000: Size(small, 6.1)})
    assert [each.name for each in slow if not each.holds] == [
        "work-list, of the page of three queries, at 1000 dossiers"
    ]


@pytest.mark.locks
@pytest.mark.long
def test_a_life_is_measured_and_published_as_figures(tmp_path: Path) -> None:
    figures = bench(tmp_path, "lifecycle", "--lives", "1")
    assert {each["name"] for each in figures if each["target"]} == LIFE
    shares = [each["value"] for each in figures if each["name"].startswith("CPU share")]
    assert abs(sum(shares) - 1) < 0.01


@pytest.mark.locks
@pytest.mark.long
def test_the_pages_of_a_small_register_are_measured(tmp_path: Path) -> None:
    figures = bench(tmp_path, "pages", "--sizes", "100,300")
    judged = {each["name"] for each in figures if each["target"]}
    assert {f"{page}: statements" for page in PAGES} <= judged
    assert len(judged) == 4 * len(PAGES) + 2
    assert all(each["value"] <= pages.MOST for each in figures if each["name"].endswith(": statements"))


def bench(folder: Path, *asked: str) -> list[dict[str, Any]]:
    """The figures that the word prints; what it says of them is what its exit code says."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "TMPDIR"}
    }  # not our TMPDIR: the account that PostgreSQL runs under when root starts it cannot enter it
    done = subprocess.run(
        [sys.executable, "manage.py", "bench", *asked, "--json"],
        cwd=ROOT,
        env={**kept, "ROKHAS_MODE": "demo", "ROKHAS_VAR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    figures: list[dict[str, Any]] = json.loads(done.stdout)["figures"]
    assert all(set(each) == {"name", "value", "unit", "target", "holds"} for each in figures)
    assert done.returncode == (0 if all(each["holds"] for each in figures) else 1), done.stderr
    return figures
