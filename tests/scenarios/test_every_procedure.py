"""Every published procedure lives to its end, by its file alone: deposited, studied by whoever it names, signed, delivered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import count
from pathlib import Path

import pytest

from rokhas.dossiers.models import Ending
from rokhas.journal.chain import breaks
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import Procedure, read_procedure
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

# Their whole life is told elsewhere, in each of its branches.
TOLD = {"building-permit", "refurbishment-permit", "simple-declaration"}
# One for each way of living that no other story tells: filed by a surveyor before the land registry, in a period that is over,
# by an agency alone, before the commission of a province. The others differ by their words and papers, and are walked without a
# database.
SHORT = {"land-division-permit", "regularisation-permit", "information-note", "rural-derogation"}
FILES = [
    pytest.param(file, id=file.stem, marks=() if file.name.partition(".")[0] in SHORT else pytest.mark.long)
    for file in packaged_files()
    if file.name.partition(".")[0] not in TOLD
]


@pytest.mark.parametrize("file", FILES)
def test_it_lives_to_its_end(file: Path, db: None, authority: TestAuthority) -> None:
    procedure = read_procedure(file)
    scene = Scene.opens(procedure=procedure.code, at=_clock(procedure)).delivered()
    assert scene.dossier.ending == Ending.DELIVERED
    assert scene.dossier.number is not None
    assert scene.dossier.number.startswith(f"{procedure.prefix}-")
    assert {task.step_code for task in scene.dossier.tasks.all()} <= _steps(procedure)
    assert list(breaks({})) == []


def _clock(procedure: Procedure) -> Callable[[], datetime | None]:
    """Now; where a text lets it be filed in a period that is over, from the last month of that period."""
    now = datetime.now(UTC)
    window = procedure.last_window(now.date())
    if window is None or window.holds(now.date()):
        return lambda: None
    assert window.closes is not None
    turns = count()
    first = datetime.combine(window.closes - timedelta(days=30), time(9), UTC)
    return lambda: first + timedelta(minutes=next(turns))


def _steps(procedure: Procedure) -> set[str]:
    return {step.code for step in procedure.steps}
