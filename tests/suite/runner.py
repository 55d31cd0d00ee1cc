"""Run lanes one after the other, count what they did, and never stop at the first that fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests.browser import doors
from tests.suite import postgres
from tests.suite.lanes import ROOT, Lane
from tests.suite.machine import Missing

OVERRUN = 1.5
NO_TEST_COLLECTED = 5
TEMPLATE = "rokhas_migrated"


@dataclass(slots=True)
class Result:
    """What a lane did: counts, the names of what failed, seconds."""

    lane: Lane
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def fail(self, name: str) -> None:
        self.failed += 1
        self.failures.append(f"{self.lane.name}: {name}")


@dataclass(frozen=True, slots=True)
class Run:
    """One call of the suite: where it writes, what it passes to pytest, the surroundings of every command."""

    scratch: Path
    arguments: Sequence[str]
    surroundings: dict[str, str]
    long: bool
    server_url: str = ""
    migrated: set[str] = field(default_factory=set)  # the databases that are ready to be copied

    @contextmanager
    def country(self) -> Iterator[None]:
        """The country of the browser opens while other lanes run: it is slow to open, and waits for nobody."""
        try:
            around = self.surroundings | self._database("sqlite")
        except Missing:
            yield  # the lanes will say it
            return
        folder = self.scratch / "country"
        folder.mkdir()
        self.surroundings["ROKHAS_COUNTRY"] = str(folder)
        with doors.inside(folder, around):
            yield

    def lane(self, lane: Lane) -> Result:
        """Run one lane; a lane half over its budget fails, unless only a part of it was asked for."""
        print(f"\n── {lane.name}: {lane.about}", flush=True)
        result, begun = Result(lane), time.monotonic()
        try:
            if lane.commands:
                self._commands(lane, result)
            else:
                self._pytest(lane, result)
        except Missing as missing:
            print(missing, flush=True)
            result.fail(str(missing).splitlines()[0])
        result.seconds = time.monotonic() - begun
        minutes = result.seconds / 60
        if minutes > lane.minutes * OVERRUN and not self.arguments:
            result.fail(f"took {minutes:.1f} minutes; its budget is {lane.minutes:g}")
        print(f"── {lane.name}: {minutes:.1f} of {lane.minutes:g} minutes", flush=True)
        return result

    def _commands(self, lane: Lane, result: Result) -> None:
        for name, command in lane.commands.items():
            done = self._call(command, {**self.surroundings, "ROKHAS_MODE": "test"}, quiet=True)
            if done.returncode == 0:
                result.passed += 1
                print(f"{name}: ok", flush=True)
            else:
                result.fail(name)
                print(f"{name}: FAILED\n{done.stdout.strip()}", flush=True)

    def _pytest(self, lane: Lane, result: Result) -> None:
        surroundings = self.surroundings | self._database("postgres" if lane.postgres else "sqlite")
        report = self.scratch / f"{lane.name}.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
        command += ["-m", lane.selection(long=self.long)]
        command += ["-n", str(lane.workers), "--dist", lane.share] if lane.workers > 1 else []
        done = self._call([*command, *self.arguments], surroundings)
        if done.returncode == NO_TEST_COLLECTED:
            if not self.arguments:
                result.fail("no test was found: a marker or a folder has gone missing")
            return
        _read(report, result)
        if done.returncode and not result.failed:
            result.fail(f"pytest stopped with code {done.returncode}")

    def _database(self, kind: str) -> dict[str, str]:
        """A database that is migrated once for the whole run: each process of pytest works on a copy of its own.

        Raises:
            Missing: the migrations fail.
        """
        if kind == "sqlite":
            file = self.scratch / "migrated.sqlite3"
            url, told = f"sqlite:///{file}", {"ROKHAS_TEST_FILE": str(file)}
        else:
            url, told = "", {"DATABASE_URL": self.server_url, "ROKHAS_TEST_TEMPLATE": TEMPLATE}
        if kind not in self.migrated:
            url = url or postgres.database(self.server_url, TEMPLATE)
            migrated = self._call(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
                {**self.surroundings, "DATABASE_URL": url, "ROKHAS_MODE": "test"},
                quiet=True,
            )
            if migrated.returncode:
                raise Missing(f"The migrations fail on {kind}:\n{migrated.stdout}")
            self.migrated.add(kind)
        return told

    def _call(
        self, command: list[str], surroundings: dict[str, str], *, quiet: bool = False
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=ROOT,
            env=surroundings,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
            text=True,
            errors="replace",
        )


def surroundings(home: str, chromium: str, scratch: Path) -> dict[str, str]:
    """The environment of every command: no database or mode of the caller's, a writable home, a state folder of its own."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("ROKHAS_", "PYTEST_"))}
    ours.pop("DATABASE_URL", None)
    ours.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of programs start: each module is compiled once
    temporary = scratch / "tmp"
    temporary.mkdir()
    ours |= {
        "HOME": home,
        "TMPDIR": str(temporary),
        "ROKHAS_VAR": str(scratch / "var"),
        "ROKHAS_MODE": "test",
    }
    if chromium:
        ours["ROKHAS_CHROMIUM"] = chromium
    return ours


def _read(report: Path, result: Result) -> None:
    """Add up pytest's own report."""
    if not report.exists():
        return
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        outcomes = {child.tag for child in case}
        if outcomes & {"failure", "error"}:
            result.fail(name)
        elif "skipped" in outcomes:
            result.skipped += 1
        else:
            result.passed += 1
