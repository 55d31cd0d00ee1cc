"""`bench` at its smallest: the shape of what it publishes, never its timing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JUDGED = {
    "CPU of a life, of its bare documents'",
    "statements in the most demanding act",
    "statements in the acts of a life",
    "statements per delivered event",
}


def test_a_life_is_measured_and_published_as_figures(tmp_path: Path) -> None:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "TMPDIR"}
    }  # not our TMPDIR: the account that PostgreSQL runs under when root starts it cannot enter it
    done = subprocess.run(
        [sys.executable, "manage.py", "bench", "lifecycle", "--lives", "1", "--json"],
        cwd=ROOT,
        env={**kept, "ROKHAS_MODE": "demo", "ROKHAS_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout)["figures"]
    assert all(set(each) == {"name", "value", "unit", "target", "holds"} for each in figures)
    assert {each["name"] for each in figures if each["target"]} == JUDGED
    shares = [each["value"] for each in figures if each["name"].startswith("CPU share")]
    assert abs(sum(shares) - 1) < 0.01
    assert done.returncode == (0 if all(each["holds"] for each in figures) else 1), done.stderr
