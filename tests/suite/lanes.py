"""The lanes of the suite: what each runs, on which database, and how long it may take."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
EVERYDAY = "not locks and not browser and not journey and not interface and not long"


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane. `commands` are checks (each counts for one test); `marks` selects pytest's tests instead.

    `minutes` is the budget on two cores; half as much again and the lane fails.
    """

    name: str
    minutes: float
    about: str
    commands: dict[str, list[str]] = field(default_factory=dict)
    marks: str = ""
    long_marks: str = ""
    workers: int = 2
    share: str = "worksteal"  # how xdist shares the tests: to whoever is free, or (`loadfile`) by file
    postgres: bool = False
    chromium: bool = False
    country: bool = False  # its tests share a country, which opens while the lanes before it run
    fast: bool = False

    def selection(self, *, long: bool) -> str:
        return self.long_marks if long and self.long_marks else self.marks


def tool(name: str, *arguments: str) -> list[str]:
    return [str(BIN / name), *arguments]


def word(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def templates() -> list[str]:
    return [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("rokhas/*/templates/**/*.html"))]


LANES = [
    Lane(
        "lint",
        0.3,
        "style of the code and of the templates",
        fast=True,
        commands={
            "ruff check": tool("ruff", "check", "--quiet", "."),
            "ruff format": tool("ruff", "format", "--check", "--quiet", "."),
            "djade": tool("djade", "--check", "--target-version", "5.2", *templates()),
        },
    ),
    Lane("types", 0.8, "mypy, strict", fast=True, commands={"mypy": tool("mypy")}),
    Lane(
        "contracts",
        0.2,
        "who may import whom",
        fast=True,
        commands={"lint-imports": tool("lint-imports", "--no-logo")},
    ),
    Lane(
        "checks",
        0.5,
        "what the application says of itself",
        fast=True,
        commands={
            "system checks": word("check", "--fail-level", "WARNING"),
            "migrations match the models": word("makemigrations", "--check", "--dry-run"),
            "translations complete": word("messages", "check"),
        },
    ),
    Lane(
        "browser",
        8.0,
        "stories and axe-core in Chromium",
        marks="browser and not long",
        long_marks="browser",
        chromium=True,
        country=True,
    ),
    Lane("sqlite", 6.0, "pure rules, and the database suite on SQLite", fast=True, marks=EVERYDAY),
    Lane(
        "postgres", 5.5, "the database suite on PostgreSQL", marks=f"database and {EVERYDAY}", postgres=True
    ),
    Lane(
        "locks",
        2.5,
        "two connections at once, and killed processes, on PostgreSQL",
        marks="locks and not long",
        long_marks="locks",
        postgres=True,
    ),
    Lane(
        "interface",
        1.2,
        "the whole description of the programming interface, tried as three readers",
        marks="interface and not long",
    ),
    Lane(
        "journeys",
        2.5,
        "whole dossiers through the command line",
        marks="journey and not long",
        long_marks="journey",
        share="loadfile",  # a journey is played once for the tests of its file
    ),
]
LONG = Lane(
    "long",
    60,
    "what takes minutes",
    marks="long and not (locks or browser or journey or interface)",
    postgres=True,
)
