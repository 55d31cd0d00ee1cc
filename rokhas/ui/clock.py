"""A legal delay, ready to be drawn: this room knows no procedure, only days used, held and left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

WORKING_DAYS, DAYS = "working_days", "days"
# A long delay is drawn with fewer marks, each standing for several days.
MARKS = 30
# "Soon" is the last fifth of the delay, and never less than two days.
SOON_SHARE, SOON_DAYS = 5, 2


@dataclass(frozen=True, slots=True)
class Explained:
    """What a clock says of itself.

    `total`, `used`, `held`: days (working days when `unit` is "working_days"), `held` being those during which it was
    suspended; `left`: days left, negative when late, None to compute it; `start`, `due`: civil days; `moved`: the last day fell
    on a closed day, and `due` is the next open one; `past`: the due day is over, even when no day that counts has passed since;
    `paused`: suspended now; `stopped`: no longer running (answered); `law`: the text that sets the delay; `explanation_url`: the
    page that details it.
    """

    total: int
    used: int
    left: int | None = None
    start: date | None = None
    due: date | None = None
    moved: bool = False
    past: bool = False
    paused: bool = False
    held: int = 0
    unit: str = WORKING_DAYS
    stopped: bool = False
    law: str | Promise = ""
    explanation_url: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An `Explained` turned into tone, words and marks, each mark a class letter: u used, p suspended, "" left.

    `left` is negative when late, `share` is in percent. `days` stands alone in large figures above its `label`; `words` is
    the same as one sentence. What a table does not show (`days`, `label`, `of`, `marks`) is worked out where it is asked.
    """

    said: Explained
    left: int
    tone: str
    words: str
    summary: str
    share: int

    @property
    def days(self) -> int:
        return self.said.used if self.left >= 0 and self.said.stopped else abs(self.left)

    @property
    def label(self) -> str:
        return _label(self.said, self.left)

    @property
    def of(self) -> str:
        return _of(self.said)

    @property
    def marks(self) -> tuple[str, ...]:
        return _marks(self.said, self.left)

    @property
    def icon(self) -> str:
        if self.said.paused:
            return "player-pause"
        return {"bad": "alert-octagon", "warn": "clock-exclamation"}.get(self.tone, "clock")


def read(said: Explained | Mapping[str, Any]) -> Explained:
    """A clock; a mapping is read by the names of `Explained`, other keys are ignored."""
    if not isinstance(said, Mapping):
        return said
    known = {field.name for field in fields(Explained)}
    return Explained(**{key: value for key, value in said.items() if key in known})


def drawn(said: Explained | Mapping[str, Any]) -> Drawn:
    """The words and marks of a clock."""
    said = read(said)
    left = said.total - said.used if said.left is None else said.left
    words = _words(said, left)
    return Drawn(
        said=said,
        left=left,
        tone=_tone(said, left),
        words=words,
        summary=_summary(said, words),
        share=min(100, round(100 * said.used / said.total)) if said.total else 100,
    )


def _tone(said: Explained, left: int) -> str:
    if left < 0 or said.past:
        return "bad"
    if said.paused or said.stopped:
        return "idle"
    return "warn" if left <= max(SOON_DAYS, said.total // SOON_SHARE) else "ok"


def _label(said: Explained, left: int) -> str:
    if left < 0:
        return ngettext("day late", "days late", -left)
    if said.past:
        return _("past due")
    if said.stopped:  # nothing runs any more: what was used is the fact, what was left is of no use to anyone
        return ngettext("day used", "days used", said.used)
    return ngettext("day left", "days left", left)


def _words(said: Explained, left: int) -> str:
    """The number in its sentence, where it does not stand alone in large figures."""
    if left < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -left) % {"n": -left}
    if said.past:
        return _("past due")
    if said.stopped:
        return _used(said)
    return ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}


def _used(said: Explained) -> str:
    return ngettext("%(n)s day used", "%(n)s days used", said.used) % {"n": said.used}


def _of(said: Explained) -> str:
    if said.unit == WORKING_DAYS:
        words = ngettext("of %(n)s working day", "of %(n)s working days", said.total)
    else:
        words = ngettext("of %(n)s day", "of %(n)s days", said.total)
    return words % {"n": said.total}


def _summary(said: Explained, words: str) -> str:
    parts = [_used(said)]
    if said.held:
        parts.append(
            ngettext("suspended for %(n)s day", "suspended for %(n)s days", said.held) % {"n": said.held}
        )
    return _(", ").join(parts if words in parts else [*parts, words])


def _marks(said: Explained, left: int) -> tuple[str, ...]:
    late = max(0, -left)
    used, held, rest = min(said.used, said.total), said.held, max(0, left)
    whole = used + held + rest
    scale = 1 if whole <= MARKS else whole / MARKS
    counts = [
        (mark, max(1, round(days / scale)) if days else 0)
        for mark, days in (("u", used), ("p", held), ("", rest))
    ]
    marks = tuple(mark for mark, count in counts for _each in range(count))
    return marks or (("u",) if late else ("",))
