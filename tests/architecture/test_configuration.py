"""What a deployment may change is written down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rokhas.config.environment import identity_provider

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"""\b(text|listed|number|secret|secret_file)\(\s*"([A-Z_]+)\"""")
FOUND = {
    name + ("_FILE" if how.startswith("secret") else "")
    for path in (ROOT / "rokhas" / "config").glob("*.py")
    for how, name in READ.findall(path.read_text())
}


@pytest.mark.parametrize("name", sorted(FOUND))
def test_every_variable_is_explained(name: str) -> None:
    assert f"`ROKHAS_{name}`" in (ROOT / "docs" / "operations" / "configuration.md").read_text()


def test_the_variables_are_found() -> None:
    assert {"MODE", "VAR", "PUBLIC_URL", "SECRET_KEY_FILE", "SMTP_PORT"} <= FOUND


def test_the_strengths_of_proof_asked_of_the_national_identity(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ROKHAS_IDENTITY_URL", "https://identity.example")
    assert identity_provider(tmp_path)["APPS"][0]["settings"] == {"server_url": "https://identity.example"}  # type: ignore[index]
    monkeypatch.setenv("ROKHAS_IDENTITY_STRENGTHS", "card card-and-pin")
    told = identity_provider(tmp_path)["APPS"][0]["settings"]  # type: ignore[index]
    assert told["acr"] == ["card", "card-and-pin"]
    assert told["auth_params"] == {"acr_values": "card card-and-pin"}
