"""What `check --deploy` says of an installation."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as ours
from pytest_django import Settings

from rokhas.web import checks


@pytest.mark.parametrize(
    ("mode", "address", "found"),
    [
        ("production", "http://rokhas.example", ["web.E001"]),
        ("production", "https://rokhas.example", []),
        ("demo", "http://127.0.0.1:8000", []),
    ],
)
def test_production_has_a_secure_address(
    settings: Settings, mode: str, address: str, found: list[str]
) -> None:
    settings.ROKHAS_MODE, settings.PUBLIC_URL = mode, address
    assert [message.id for message in checks.address_is_secure(None)] == found


@pytest.mark.parametrize(("mode", "answers"), [("production", False), ("demo", False), ("test", True)])
def test_only_a_test_answers_to_the_name_of_a_test(mode: str, answers: bool, tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from rokhas.config.settings import ALLOWED_HOSTS; print(ALLOWED_HOSTS)"],
        cwd=ours.BASE_DIR,
        env={**os.environ, "ROKHAS_MODE": mode, "ROKHAS_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert ("testserver" in said) is answers
