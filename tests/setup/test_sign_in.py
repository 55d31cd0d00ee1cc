"""What a deployment says about signing in, by its surroundings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rokhas.config import environment


def test_production_requires_two_factors_when_nobody_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROKHAS_SECOND_FACTOR", raising=False)
    assert environment.second_factor("production") == "required"
    assert environment.second_factor("demo") == "waived"
    monkeypatch.setenv("ROKHAS_SECOND_FACTOR", "perhaps")
    with pytest.raises(SystemExit):
        environment.second_factor("demo")


def test_the_national_identity_is_off_unless_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ROKHAS_IDENTITY_URL", raising=False)
    assert environment.identity_provider(tmp_path) == {"APPS": []}
    assert environment.identity_origins() == []
    monkeypatch.setenv("ROKHAS_IDENTITY_URL", "https://id.example/realms/ma")
    offered: Any = environment.identity_provider(tmp_path)["APPS"]
    [app] = offered
    assert app["settings"] == {"server_url": "https://id.example/realms/ma"}
    assert environment.identity_origins() == ["https://id.example"]
