"""What the application's log says: one line a message, whatever was asked, and what concerns safety under one name."""

from __future__ import annotations

import logging
import re

# Sign-ins, refusals, attempts: references only, never a name, an address, a password or a code.
security = logging.getLogger("rokhas.security")
# What would end a line, move the cursor of a terminal, or turn the text around it (bidirectional controls).
MOVING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class OneLine(logging.Formatter):
    """A message stays on its line: nobody writes a second one by what they ask. A trace keeps its own lines, below."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is the library's
        return MOVING.sub(_escaped, super().formatMessage(record))


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
