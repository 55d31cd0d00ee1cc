"""`bin/rokhas` before there is an environment: what it chooses, what it redoes, what it says when it cannot go on."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "bin" / "rokhas"


@pytest.fixture
def rokhas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, working on a checkout of its own where nothing is installed."""
    loader = SourceFileLoader("rokhas_script", str(SCRIPT))
    spec = importlib.util.spec_from_loader("rokhas_script", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    for lock in ("requirements.txt", "requirements-dev.txt", "requirements-setup.txt"):
        shutil.copy(ROOT / lock, tmp_path)
    venv = tmp_path / ".venv"
    replaced = {
        "ROOT": tmp_path,
        "VENV": venv,
        "MARKER": venv / "rokhas.json",
        "PYTHON": venv / "bin" / "python",
        "LOCKS": {"run": tmp_path / "requirements.txt", "dev": tmp_path / "requirements-dev.txt"},
        "SETUP_LOCK": tmp_path / "requirements-setup.txt",
    }
    for name, value in replaced.items():
        monkeypatch.setattr(module, name, value)
    return module


@pytest.fixture
def installed(rokhas: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Installations are recorded instead of made: the name of each lock file fetched."""
    fetched: list[str] = []

    def fetch(lock: Path) -> None:
        python = rokhas.PYTHON
        python.parent.mkdir(parents=True, exist_ok=True)
        if not python.exists():
            python.symlink_to(sys.executable)
        fetched.append(lock.name)

    monkeypatch.setattr(rokhas, "fetch", fetch)
    monkeypatch.setattr(rokhas, "run", lambda *_: None)
    monkeypatch.setattr(rokhas, "room", lambda: None)
    return fetched


def test_an_old_python_can_read_the_script() -> None:
    """Python 3.8 gets as far as a sentence; only the standard library is imported."""
    tree = ast.parse(SCRIPT.read_text(), feature_version=(3, 8))
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    }
    imported |= {
        str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    assert imported <= set(sys.stdlib_module_names)


def test_the_environment_is_made_once(rokhas: ModuleType, installed: list[str]) -> None:
    rokhas.prepare("run")
    rokhas.prepare("run")
    assert installed == ["requirements.txt"]


def test_the_tools_of_the_tests_are_added_and_never_taken_away(
    rokhas: ModuleType, installed: list[str]
) -> None:
    rokhas.prepare("run")
    rokhas.prepare("dev")
    rokhas.prepare("run")
    assert installed == ["requirements.txt", "requirements-dev.txt"]
    rokhas.LOCKS["run"].write_text("# another lock\n")
    rokhas.prepare("run")
    assert installed[2:] == ["requirements-dev.txt"]


def test_a_set_up_that_was_killed_is_done_again(
    rokhas: ModuleType, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    working = rokhas.fetch

    def killed(lock: Path) -> None:
        working(lock)
        raise KeyboardInterrupt

    monkeypatch.setattr(rokhas, "fetch", killed)
    with pytest.raises(KeyboardInterrupt):
        rokhas.prepare("run")
    assert rokhas.made() == {}
    monkeypatch.setattr(rokhas, "fetch", working)
    rokhas.prepare("run")
    assert rokhas.made() == {"run": rokhas.digest(rokhas.LOCKS["run"])}
    assert len(installed) == 2


def test_an_environment_whose_python_has_gone_is_made_again(rokhas: ModuleType, installed: list[str]) -> None:
    rokhas.prepare("run")
    rokhas.PYTHON.unlink()
    rokhas.prepare("run")
    assert len(installed) == 2


def test_a_shim_that_does_not_run_is_passed_over(
    rokhas: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shims = tmp_path / "shims"
    _program(shims / "python3.19", "echo 'version not installed' >&2; exit 127")
    _program(shims / "python3.12", f'exec {sys.executable} "$@"')
    monkeypatch.setenv("PATH", f"{shims}:{os.environ['PATH']}")
    monkeypatch.delenv("ROKHAS_PYTHON", raising=False)
    assert not rokhas.runs("python3.19")
    assert "python3.19" not in rokhas.interpreter()


def test_a_chosen_python_that_does_not_serve_is_refused(
    rokhas: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROKHAS_PYTHON", str(_program(tmp_path / "old", "exit 1")))
    with pytest.raises(rokhas.Stop, match=r"does not run, is older than 3.11"):
        rokhas.interpreter()


def test_a_full_disk_is_said_before_anything_is_written(
    rokhas: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(ROOT)._replace(free=1_000_000)
    monkeypatch.setattr(rokhas.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(rokhas.Stop, match="Not enough disk space"):
        rokhas.prepare("run")
    assert not rokhas.VENV.exists()


def test_an_unreachable_network_is_named(rokhas: ModuleType, tmp_path: Path) -> None:
    pip = _program(tmp_path / "pip", "echo 'Temporary failure in name resolution'; exit 1")
    with pytest.raises(rokhas.Stop, match="the first start needs a network"):
        rokhas.run([str(pip)], "The packages could not be installed.")


@pytest.mark.parametrize(("given", "expected"), [({}, "demo"), ({"DATABASE_URL": "postgres://x/y"}, None)])
def test_a_played_word_chooses_demo_mode_only_without_a_database(
    rokhas: ModuleType, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], expected: str | None
) -> None:
    seen: list[dict[str, str]] = []
    monkeypatch.setattr(
        rokhas.os, "execve", lambda _program, _arguments, environment: seen.append(environment)
    )
    for name in ("ROKHAS_MODE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    rokhas.hand_over("journey", ["building-permit"])
    rokhas.hand_over("verify", ["permit.pdf"])
    assert [environment.get("ROKHAS_MODE") for environment in seen] == [expected, None]


def test_help_needs_no_environment(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    shutil.copy(SCRIPT, tmp_path / "bin")
    said = subprocess.run([tmp_path / "bin" / "rokhas"], capture_output=True, text=True, check=True)
    assert "bin/rokhas WORD" in said.stdout
    assert not (tmp_path / ".venv").exists()


def test_the_marker_is_written_whole(rokhas: ModuleType, installed: list[str]) -> None:
    rokhas.prepare("dev")
    assert set(json.loads(rokhas.MARKER.read_text())) == {"run", "dev"}
    assert not rokhas.MARKER.with_suffix(".new").exists()


def _program(path: Path, body: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path
