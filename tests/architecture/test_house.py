"""The shape of the house: names, sizes, catalogues, what may be said in a file."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps

from rokhas.kernel import catalogues
from tests.architecture.sources import APPS, ROOT, is_vendored, modules, name, nodes

LONGEST = 400
# fmt: off
NAMES = {
    "__init__", "apps", "models", "policy", "predicates", "schema", "workflow", "actions", "queries", "events", "subscriptions",
    "notices", "errors", "forms", "views", "api", "urls", "http", "middleware", "checks", "providers", "templates",
    "templatetags", "static", "locale", "migrations", "management", "tests",
}
# fmt: on
# kernel, ui, journal and agenda also hold one module per concept; data, pictures and fonts are not modules.
ONE_MODULE_PER_CONCEPT = {"kernel", "ui", "journal", "agenda", "journeys"}

# Written in pieces so that this file does not break its own rule.
REGISTRIES = ["pypi" + ".org", "python" + "hosted.org", "registry.npm" + "js.org", "deb.deb" + "ian.org"]
MACHINES = ["/wo" + "rk/(?:main|shared|\\.library)", "/ro" + "ot/", "/home" + "/[a-z]"]
FORBIDDEN = re.compile("|".join([*map(re.escape, REGISTRIES), *MACHINES]))


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_an_app_has_only_modules_whose_names_a_newcomer_knows(app: Path) -> None:
    if app.name in ONE_MODULE_PER_CONCEPT:
        return
    found = {path.stem for path in app.glob("*.py")}
    found |= {path.name for path in app.iterdir() if (path / "__init__.py").exists()}
    assert found <= NAMES, f"rename or move {sorted(found - NAMES)}: see docs/architecture.md"


def test_modules_stay_short() -> None:
    long = [name(path) for path in modules() if "migrations" not in path.parts and _lines(path) > LONGEST]
    assert not long, f"over {LONGEST} lines, make a package of the same name: {long}"


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_message_is_translated(app: Path, language: str) -> None:
    assert catalogues.gaps(app, language) == []


def test_every_app_of_the_house_is_installed() -> None:
    installed = {
        Path(config.path).name for config in apps.get_app_configs() if config.name.startswith("rokhas.")
    }
    with_apps = {app.name for app in APPS if (app / "apps.py").exists() or (app / "models.py").exists()}
    assert with_apps <= installed


def test_providers_are_private_to_their_app() -> None:
    """Only the app itself, `config`, the fakes of `testing` and the benches import an app's `providers`."""
    trespassers = [
        f"{name(path)} imports {imported}"
        for path in modules()
        for imported in _imports(path)
        if (found := re.match(r"rokhas\.(\w+)\.providers\b", imported))
        and not {"tests", "config", "testing", "benchmarks", found[1]} & set(path.relative_to(ROOT).parts)
    ]
    assert not trespassers


def test_no_file_names_a_registry_or_a_machine() -> None:
    guilty = [
        f"{file}:{number}"
        for file in _tracked()
        for number, line in enumerate(_text(ROOT / file).splitlines(), 1)
        if FORBIDDEN.search(line)
    ]
    assert not guilty


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    files = listed.stdout.splitlines() or [name(path) for path in modules()]
    return [file for file in files if not is_vendored(ROOT / file)]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _imports(path: Path) -> list[str]:
    found: list[str] = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found
