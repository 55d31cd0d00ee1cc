"""When people are told of a limit, where the procedure does not say otherwise: data of the platform, with its certainty."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from rokhas.procedures.schema.limits import Limit
from rokhas.procedures.schema.parts import Reminder, Silence

FILE = Path(__file__).parent.parent / "data" / "reminders.csv"


def reminders_of(said: Silence | Limit | None) -> tuple[Reminder, ...]:
    """Those of a step (by its silence) or of a limit, in the order of their days: its own, or the platform's."""
    own = said.reminders if said else None
    return _platform() if own is None else own


@cache
def _platform() -> tuple[Reminder, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [{key: row[key] for key in Reminder.model_fields} for row in csv.DictReader(file)]
    return tuple(sorted(map(Reminder.model_validate, rows), key=lambda each: each.working_days))
