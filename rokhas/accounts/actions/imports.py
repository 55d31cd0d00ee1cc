"""A register handed over by its body as a CSV file: read line by line, shown, then imported whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from rokhas.accounts import policy
from rokhas.accounts.actions.registers import change_status, plain_number, tell_register
from rokhas.accounts.errors import RegisterHasErrors, RegisterUnreadable
from rokhas.accounts.models import EntryKind, EntryStatus, RegisterEntry
from rokhas.accounts.queries import as_of_now
from rokhas.accounts.schema import Body, body_of
from rokhas.journal.events import act
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.kernel.personal import seal, unseal
from rokhas.kernel.text import without_controls

LIMIT = 2_000_000  # octets
NEEDED = ("number", "name_fr", "name_ar", "since")
COLUMNS = frozenset({*NEEDED, "kind", "status", "until", "reason"})
LENGTHS = {"number": 40, "name_fr": 120, "name_ar": 120, "reason": 300}
NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"


@dataclass(frozen=True)
class Line:
    """A line of the file, as it will be kept."""

    number: str
    name_fr: str
    name_ar: str
    since: date
    kind: str
    status: EntryStatus
    until: date | None
    reason: str


@dataclass(frozen=True)
class Checked:
    """What a line of the file does: its number in the file, counted from 1 with the heading, and what is wrong with it."""

    row: int
    number: str
    outcome: str
    wrong: str = ""


@dataclass(frozen=True)
class Report:
    """What an import does or would do, line by line."""

    body: Body
    lines: tuple[Checked, ...]

    def count(self, outcome: str) -> int:
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        return {outcome: self.count(outcome) for outcome in (NEW, CHANGED, SAME, WRONG)}

    @property
    def wrong(self) -> list[Checked]:
        return [line for line in self.lines if line.outcome == WRONG]


def check_register(body: str, content: bytes, *, by: Actor) -> Report:
    """What the import of this file would do; nothing is written. Raises `RegisterUnreadable`, `UnknownBody`, `NotAllowed`."""
    _may(by)
    kept = body_of(body)
    lines, read = _read(content)
    known = {entry.number: entry for entry in RegisterEntry.objects.filter(body=kept.code)}
    for row, line in lines:
        read[row] = Checked(row, line.number, _outcome(known.get(line.number), line))
    return Report(kept, tuple(read[row] for row in sorted(read)))


def import_register(body: str, content: bytes, *, by: Actor) -> Report:
    """Write every line of a register: new numbers are entered, known ones are corrected, and their people told of a suspension.

    A number that the file does not name stays as it is. The same file again changes nothing, and two imports at once write each
    number once. Raises `RegisterHasErrors`, `RegisterUnreadable`, `UnknownBody`, `NotAllowed`.
    """
    kept = body_of(body)
    with act():
        _may(by)
        lines, read = _read(content)
        if read:
            raise RegisterHasErrors(count=len(read))
        # Always in the same order: two imports wait for one another, never each for the other.
        for row, line in sorted(lines, key=lambda each: each[1].number):
            read[row] = Checked(row, line.number, _write(kept, line, by))
    return Report(kept, tuple(read[row] for row in sorted(read)))


def _may(by: Actor) -> None:
    if not by.is_system and not policy.keeps_registers(as_of_now(by)):
        raise NotAllowed


def _write(body: Body, line: Line, by: Actor) -> str:
    entry, created = RegisterEntry.objects.select_for_update(no_key=True).get_or_create(
        body=body.code,
        number=line.number,
        defaults={**_columns(line), "status": line.status, "status_at": by.now()},
    )
    if created:
        tell_register("register.entered", entry, by)
        return NEW
    outcome = _outcome(entry, line)
    if outcome == SAME:
        return SAME
    if not by.is_system:
        require(policy.may_keep_entry, by, entry)
    if not _same_columns(entry, line):
        for name, value in _columns(line).items():
            setattr(entry, name, value)
        entry.save()
        tell_register("register.corrected", entry, by)
    change_status(entry, line.status, by=by, reason=line.reason)
    return CHANGED


def _outcome(entry: RegisterEntry | None, line: Line) -> str:
    if entry is None:
        return NEW
    return SAME if entry.status == line.status and _same_columns(entry, line) else CHANGED


def _same_columns(entry: RegisterEntry, line: Line) -> bool:
    kept = (
        unseal(entry.name_fr_sealed),
        unseal(entry.name_ar_sealed),
        entry.since,
        entry.until,
        entry.kind,
    )
    return kept == (line.name_fr, line.name_ar, line.since, line.until, line.kind)


def _columns(line: Line) -> dict[str, object]:
    return {
        "name_fr_sealed": seal(line.name_fr),
        "name_ar_sealed": seal(line.name_ar),
        "since": line.since,
        "until": line.until,
        "kind": line.kind,
        "reason_sealed": seal(line.reason),
    }


def _read(content: bytes) -> tuple[list[tuple[int, Line]], dict[int, Checked]]:
    """The lines that make sense with their rows, and those that do not."""
    if len(content) > LIMIT:
        raise RegisterUnreadable
    try:
        text = content.decode("utf-8-sig")
        heading, *rest = text.splitlines() or [""]
        separator = ";" if heading.count(";") > heading.count(",") else ","
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        columns = set(rows.fieldnames or ())
        if not columns >= set(NEEDED) or not columns <= COLUMNS or not rest:
            raise RegisterUnreadable
        found = list(rows)
    except (UnicodeDecodeError, csv.Error) as error:
        raise RegisterUnreadable from error
    lines: list[tuple[int, Line]] = []
    wrong: dict[int, Checked] = {}
    seen: dict[str, int] = {}
    for row, cells in enumerate(found, start=2):
        number = plain_number(str(cells.get("number") or ""))
        faults = list(_faults(cells, number))
        if number in seen:
            faults.append(_("the number is already on line %(row)s") % {"row": seen[number]})
        if faults:
            wrong[row] = Checked(row, number[:40], WRONG, "; ".join(faults))
            continue
        seen[number] = row
        lines.append((row, _line(cells, number)))
    return lines, wrong


def _faults(cells: dict[str, str | None], number: str) -> Iterator[str]:
    """What is wrong in a line, in words."""
    if None in cells or None in cells.values():
        yield _("the line has not as many cells as the heading")
        return
    said = {name: str(value).strip() for name, value in cells.items()}
    if not number:
        yield _("the number is missing")
    if not said["name_fr"] and not said["name_ar"]:
        yield _("the name is missing")
    for name, length in LENGTHS.items():
        value = said.get(name, "")
        if len(value) > length:
            yield _("%(column)s is too long") % {"column": name}
        if value != without_controls(value):
            yield _("%(column)s has characters that cannot be kept") % {"column": name}
    yield from _unknown_words(said)
    yield from _wrong_days(said)


def _unknown_words(said: dict[str, str]) -> Iterator[str]:
    for name, values in (("kind", EntryKind.values), ("status", EntryStatus.values)):
        if said.get(name) and said[name] not in values:
            yield _("%(column)s is one of: %(values)s") % {"column": name, "values": ", ".join(values)}
    if said.get("status", "") not in {"", EntryStatus.APPROVED} and not said.get("reason"):
        yield _("a suspension or a striking off needs its reason")


def _wrong_days(said: dict[str, str]) -> Iterator[str]:
    since, until = _day(said["since"]), _day(said.get("until", ""))
    if since is None:
        yield _("since is a date such as 2024-01-31")
    if said.get("until") and until is None:
        yield _("until is a date such as 2024-01-31")
    if since and until and until < since:
        yield _("until comes before since")


def _line(cells: dict[str, str | None], number: str) -> Line:
    said = {name: str(value).strip() for name, value in cells.items()}
    since = _day(said["since"])
    assert since is not None, "the line was checked"
    return Line(
        number=number,
        name_fr=said["name_fr"],
        name_ar=said["name_ar"],
        since=since,
        kind=said.get("kind") or EntryKind.PERSON.value,
        status=EntryStatus(said.get("status") or EntryStatus.APPROVED),
        until=_day(said.get("until", "")),
        reason=said.get("reason", ""),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
