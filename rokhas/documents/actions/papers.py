"""Making papers."""

from __future__ import annotations

from collections.abc import Sequence

from rokhas.documents.providers import typst
from rokhas.documents.providers.paper import data_of, hashes
from rokhas.documents.schema import Paper, Permit


def render(paper: Paper, attachments: Sequence[typst.Attachment] = (), *, specimen: bool) -> bytes:
    """A paper as a PDF/A-3: the same bytes for the same data. Not inside a transaction.

    A `specimen` says so across each page: every preview is one, whatever the mode. Outside production the final paper is one too,
    and says that its data are fictitious: no caller can ask otherwise.

    `attachments` are (file name, content, media type) and travel inside the file (a permit's signed opinions); a permit also
    carries `hashes.sha256`, the full hashes of its plans and opinions.

    Raises:
        NotTypeset: the press failed or was too slow.
    """
    added = [("hashes.sha256", hashes(paper), "text/plain")] if isinstance(paper, Permit) else []
    return typst.compile(
        paper.template, data_of(paper, specimen=specimen), [*added, *attachments], at=paper.issued_at
    )
