"""The project's own files, as the fitness tests read them."""

from __future__ import annotations

import ast
import gc
from functools import cache
from pathlib import Path

from rokhas.procedures.schema import Procedure, read_procedure

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "rokhas"
APPS = sorted(
    folder
    for folder in PACKAGE.iterdir()
    if (folder / "__init__.py").exists() and folder.name not in {"config", "testing"}
)
NOT_OURS = {".git", ".venv", "var", "node_modules", "__pycache__"}
VENDORED = "static/vendor/"


@cache
def modules() -> list[Path]:
    """Every Python module we wrote, tests and migrations included."""
    tops = ["rokhas", "sandboxes", "agent", "tests", "benchmarks"]
    return [
        path for top in tops for path in sorted((ROOT / top).rglob("*.py")) if NOT_OURS.isdisjoint(path.parts)
    ]


@cache
def tree(module: Path) -> ast.Module:
    """A module as Python reads it, once for all the tests of a process.

    Python 3.11 loses count of its depth when an object is collected, and runs its own code, while a tree is made.
    """
    gc.disable()
    try:
        return ast.parse(module.read_text(encoding="utf-8"))
    finally:
        gc.enable()


@cache
def nodes(module: Path) -> tuple[ast.AST, ...]:
    """Every node of a module."""
    return tuple(ast.walk(tree(module)))


def templates() -> list[Path]:
    return sorted(PACKAGE.glob("*/templates/**/*.html"))


def stylesheets() -> list[Path]:
    """Our own style sheets: what is vendored is somebody else's."""
    return [path for path in sorted(PACKAGE.glob("*/static/**/*.css")) if not is_vendored(path)]


def is_vendored(path: Path) -> bool:
    return "vendor" in path.relative_to(ROOT).parts


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def read(file: Path) -> Procedure:
    """The procedure of a file, without a database."""
    return read_procedure(file)
