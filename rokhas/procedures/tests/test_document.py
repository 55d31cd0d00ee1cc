"""The page of procedures says what the files say, and counts what they do not know for certain."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rokhas.procedures.actions import packaged_files
from rokhas.procedures.management.commands._document import FILE, document
from rokhas.procedures.management.commands._marks import uncertain
from rokhas.procedures.schema import (
    Delay,
    Law,
    Procedure,
    Reminder,
    Silence,
    known_procedures,
    read_procedure,
)
from rokhas.testing.definitions import tiny

ROOT = Path(__file__).resolve().parents[3]


@cache
def filed() -> dict[str, Procedure]:
    return {procedure.code: procedure for procedure in map(read_procedure, packaged_files())}


def test_the_page_kept_is_what_the_files_give() -> None:
    """`bin/rokhas procedures document` writes it again."""
    assert (ROOT / FILE).read_text(encoding="utf-8") == document(filed().values())


def test_every_procedure_of_the_catalogue_is_told_or_said_not_to_be_filed() -> None:
    page = document(filed().values())
    for code, known in known_procedures().items():
        assert (f'<a id="{code}"></a>' in page) == (code in filed())
        assert known.names.ar in page
    assert page.count("not filed on the platform yet") == len(known_procedures().keys() - filed().keys())


def test_only_the_last_version_is_told() -> None:
    one = tiny()
    two = one.model_copy(update={"version": 2})
    assert document([two, one]) == document([two])
    assert "version 2" in document([two, one])


def test_every_mark_that_is_not_sourced_is_counted() -> None:
    """Counted again in the text of the data itself, which knows nothing of places and names."""
    for procedure in filed().values():
        data = procedure.model_dump()
        marks = {certainty: _count(data, certainty) for certainty in ("memory", "constructed", "unsure")}
        found = dict.fromkeys(marks, 0)
        for (certainty, _), items in uncertain(procedure).items():
            found[certainty] += len(items)
        assert found == marks, procedure.code


def test_a_step_tells_its_own_reminders_and_the_effect_of_silence() -> None:
    law = Law(text="loi 1-01", article="7", certainty="memory", note="to be read again")
    silence = Silence(
        effect="tacit_opinion",
        law=law,
        reminders=(Reminder(working_days=-3, tells="holder", certainty="unsure"),),
    )
    procedure = tiny()
    step = procedure.steps[0].model_copy(
        update={"silence": silence, "within": Delay(quantity=0, unit="days", starts="session", law=law)}
    )
    told = document([procedure.model_copy(update={"steps": (step, *procedure.steps[1:])})])
    assert (
        "on the day itself, from the session · loi 1-01 art. 7 (memory: to be read again) | "
        "tacit opinion · loi 1-01 art. 7 (memory: to be read again) · reminders: 3 before to the holder (unsure)"
    ) in told
    assert f"- unsure, steps (1): `{step.code}` silence reminders 1" in told


def _count(data: object, certainty: str) -> int:
    """The marks of that certainty in plain data, of any depth."""
    if isinstance(data, dict):
        own = [key for key, value in data.items() if key.endswith("certainty") and value == certainty]
        return len(own) + sum(_count(value, certainty) for value in data.values())
    return sum(_count(item, certainty) for item in data) if isinstance(data, (list, tuple)) else 0
