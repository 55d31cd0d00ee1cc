"""Typesetting: a template and data in, a PDF/A-3 out, the same bytes for the same data.

The work is done by another process with limits of time and memory; see `providers.press`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rokhas.documents.errors import NotTypeset
from rokhas.documents.providers.bench import Bench, Broke
from rokhas.documents.providers.bidi import told

log = logging.getLogger(__name__)

PRESS = "rokhas.documents.providers.press"
SECONDS = 10
MEMORY = 2 * 1024**3

_press = Bench(PRESS, seconds=SECONDS, memory=MEMORY)

Attachment = tuple[str, bytes, str]


def compile(  # noqa: A001 - the press's own word
    template: str, data: dict[str, Any], attachments: Sequence[Attachment] = (), *, at: datetime
) -> bytes:
    """Typeset `template` (a file of `documents/typst` without its extension) with `data`, dated `at`.

    `attachments` are (name, content, media type) and travel inside the PDF. Text of people loses its direction controls and
    has its numbers isolated here. Not inside a transaction.

    Raises:
        NotTypeset: the press failed or took more than ten seconds; its words are in the log.
    """
    job = {
        "template": template,
        "data": told(data),
        "attachments": [
            {"name": name, "media_type": media_type} for name, _content, media_type in attachments
        ],
        "timestamp": int(at.timestamp()),
    }
    try:
        _answer, parts = _press.ask(job, [content for _name, content, _type in attachments])
    except Broke as error:
        log.error("the press could not make “%s”: %s", template, error)
        raise NotTypeset from error
    return parts[0]
