"""Every published procedure lives to its end, by its file alone: deposited, studied by whoever it names, signed, delivered."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from rokhas.dossiers.models import Ending, Lapse
from rokhas.dossiers.workflow import facts
from rokhas.journal.chain import breaks
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import GRANTING, Procedure, read_procedure
from rokhas.territory.queries import closed_days
from rokhas.testing import days as naive
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

# Their whole life is told elsewhere, in each of its branches.
TOLD = {"building-permit", "refurbishment-permit", "simple-declaration", "regularisation-permit"}
# One for each way of living that no other story tells: filed by a surveyor, before the land registry, on several communes; by an
# agency alone; before the commission of a province. The others differ by words and papers, and are walked without a database.
SHORT = {"land-division-permit", "information-note", "rural-derogation"}
CLASSES = {"land-division-permit": "intercommunal"}
SIGNERS = {
    "land-division-permit": "governor",
    "information-note": "urban-agency",
    "rural-derogation": "president",
}
FILES = [
    pytest.param(file, id=file.stem, marks=() if file.name.partition(".")[0] in SHORT else pytest.mark.long)
    for file in packaged_files()
    if file.name.partition(".")[0] not in TOLD
]


@pytest.mark.parametrize("file", FILES)
def test_it_lives_to_its_end(file: Path, db: None, authority: TestAuthority) -> None:
    procedure = read_procedure(file)
    scene = Scene.opens(procedure=procedure.code, class_code=CLASSES.get(procedure.code, "")).delivered()
    assert scene.dossier.ending == Ending.DELIVERED
    assert scene.dossier.number is not None
    assert scene.dossier.number.startswith(f"{procedure.prefix}-")
    assert {task.step_code for task in scene.dossier.tasks.all()} <= _steps(procedure)
    lapses = Lapse.objects.in_bulk(field_name="dossier_id")
    permit = scene.dossier.tasks.get(
        step_code__in=[step.code for step in procedure.steps if step.paper in GRANTING]
    )
    assert permit.closed_by == scene.cast.people[SIGNERS.get(procedure.code, scene.holder(permit))]
    assert scene.dossier.pk in lapses or procedure.validity is None
    for lapse in lapses.values():
        delay = procedure.valid_for(facts.read(scene.dossier).holding)
        assert delay is not None
        known = closed_days(lapse.since, lapse.since + timedelta(days=4 * 366))
        assert lapse.on == naive.limit(lapse.since, delay.quantity, delay.unit, known)
    assert list(breaks({})) == []


def _steps(procedure: Procedure) -> set[str]:
    return {step.code for step in procedure.steps}
