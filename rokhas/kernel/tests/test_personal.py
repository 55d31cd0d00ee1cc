"""Sealed texts and the ring of their keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import InvalidToken
from django.contrib.auth import get_user_model
from django.core.management import call_command

from rokhas.kernel import personal
from rokhas.kernel.words import Refusal


@pytest.fixture
def ring(tmp_path: Path, settings: Any) -> Path:
    path = tmp_path / "ring"
    path.write_text("the-first-key")
    path.chmod(0o600)
    settings.PERSONAL_DATA_RING = str(path)
    return path


def test_a_text_comes_back_and_never_has_the_same_letters_twice(ring: Path) -> None:
    once, again = personal.seal("BK123456"), personal.seal("BK123456")
    assert once != again
    assert personal.unseal(once) == personal.unseal(again) == "BK123456"
    assert personal.seal("") == personal.unseal("") == ""


def test_a_new_key_seals_and_the_old_one_still_opens(ring: Path) -> None:
    before = personal.seal("BK123456")
    mark = personal.fingerprint("bk 123456")
    personal.add_key()
    after = personal.seal("BK123456")
    assert personal.unseal(before) == personal.unseal(after) == "BK123456"
    assert personal.is_current(after)
    assert not personal.is_current(before)
    assert personal.is_sealed(before)
    assert personal.fingerprint("BK123456") == mark
    assert ring.stat().st_mode & 0o077 == 0
    assert personal.retire_keys() == 1
    assert personal.unseal(after) == "BK123456"
    with pytest.raises(InvalidToken):
        personal.unseal(before)
    assert not personal.is_sealed(before)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("BK123456", "•••••456"), ("12", "12"), ("salma@demo.example", "s•••@demo.example"), ("", "")],
)
def test_a_mask_shows_enough_to_recognise(text: str, shown: str) -> None:
    assert personal.masked(text) == shown


def test_the_ring_turns_while_the_rows_stay_readable(
    ring: Path, db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    person = get_user_model()._default_manager.create(email="x@demo.example", name_fr="X")
    person.phone, person.identity_number = "+212600000001", "BK123456"
    person.save()
    call_command("sealing", "add-key")
    with pytest.raises(Refusal) as refused:
        call_command("sealing", "retire")
    assert refused.value.code == "still-sealed"
    assert personal.count_keys() == 2
    capsys.readouterr()
    call_command("sealing", "status", "--json")
    assert json.loads(capsys.readouterr().out)["behind"]["accounts.Person.phone_sealed"] == 1
    call_command("sealing", "reseal")
    call_command("sealing", "reseal")  # what is done is not done again
    call_command("sealing", "retire")
    assert personal.count_keys() == 1
    person.refresh_from_db()
    assert (person.phone, person.identity_number) == ("+212600000001", "BK123456")
    assert person.phone_fingerprint == personal.fingerprint("+212600000001")
