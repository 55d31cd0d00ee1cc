"""What was prepared is remembered exactly, and forgotten as soon as it changes."""

from __future__ import annotations

from pathlib import Path

from rokhas.journeys.freshness import Freshness, fingerprint


def test_a_fact_holds_with_its_very_value(tmp_path: Path) -> None:
    facts = Freshness(tmp_path / "demo" / "prepared.json")
    assert not facts.holds("migrations", "a")
    facts.note("migrations", "a")
    facts.note("country", {"accounts": [{"email": "salma@example.ma"}]})
    again = Freshness(tmp_path / "demo" / "prepared.json")
    assert again.holds("migrations", "a")
    assert not again.holds("migrations", "b")
    assert again.recall("country") == {"accounts": [{"email": "salma@example.ma"}]}


def test_a_broken_file_knows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "prepared.json"
    path.write_text('{"migrations": "a')
    facts = Freshness(path)
    assert not facts.holds("migrations", "a")
    facts.note("migrations", "a")
    assert facts.holds("migrations", "a")


def test_a_fingerprint_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "0001.py").write_text("a")
    before = fingerprint(tmp_path.iterdir())
    assert fingerprint(tmp_path.iterdir()) == before
    (tmp_path / "0002.py").write_text("")
    assert fingerprint(tmp_path.iterdir()) != before
