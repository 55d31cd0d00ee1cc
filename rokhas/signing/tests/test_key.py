"""The key of the platform, which agents pin."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from agent.__main__ import read_key


def test_the_word_gives_the_key_that_agents_pin(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, settings: Settings
) -> None:
    call_command("signing", "public-key", "--json")
    answer = json.loads(capsys.readouterr().out)
    path = tmp_path / "key.pem"
    path.write_text(answer["public_key"])
    assert answer["kid"] == "k1"
    assert read_key(path).public_bytes_raw()
    secret = settings.ROKHAS_VAR / "secrets" / "signing-job-k1.pem"
    assert secret.stat().st_mode & 0o077 == 0
