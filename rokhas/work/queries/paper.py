"""A list as a file: one line for each task, in words."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from rokhas.dossiers.models.tasks import TaskQuerySet
from rokhas.dossiers.queries import worklist
from rokhas.dossiers.queries.worklist import Row
from rokhas.kernel.actor import MOROCCO

MOST = 5000
PAGE = 500
# A spreadsheet takes what begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """What `csv` writes into: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def lines(tasks: TaskQuerySet, today: date) -> Iterator[str]:
    """The list as CSV that a spreadsheet opens in both languages: a mark of UTF-8, semicolons, at most `MOST` tasks."""
    writer: Any = csv.writer(_Line(), delimiter=";")
    yield "\ufeff"
    yield writer.writerow(_titles())
    for row in _all(tasks, today):
        yield writer.writerow([_plain(cell) for cell in _cells(row, today)])


def _all(tasks: TaskQuerySet, today: date) -> Iterable[Row]:
    after, given = "", 0
    while given < MOST:
        page = worklist.page_of(tasks, today, after, PAGE)
        yield from page.rows
        given, after = given + len(page.rows), page.after
        if not after:
            return


def _titles() -> list[str]:
    return [
        _("Dossier"),
        _("Procedure"),
        _("Project"),
        _("Applicant"),
        _("Commune"),
        _("Step"),
        _("Held by"),
        _("Assigned to"),
        _("Received on"),
        _("Due on"),
        _("Days left"),
        _("Text"),
    ]


def _cells(row: Row, today: date) -> list[str]:
    task = row.task
    assignment = getattr(task, "assignment", None)
    return [
        task.dossier.number or "",
        row.procedure,
        row.title,
        row.applicant,
        str(task.dossier.unit or ""),
        row.step,
        str(task.office) if task.office else _("the applicant"),
        assignment.person.name if assignment else "",
        task.opened_at.astimezone(MOROCCO).date().isoformat(),
        task.due_on.isoformat() if task.due_on else "",
        str((task.due_on - today).days) if task.due_on else "",
        row.law or row.stay,
    ]


def _plain(cell: str) -> str:
    """A number stays one; a text that a spreadsheet would compute is quoted by an apostrophe."""
    return f"'{cell}" if cell.startswith(FORMULA) and not cell.lstrip("-").isdigit() else cell
