"""What a file is sent for, and what was found inside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rokhas.kernel.actor import Actor

if TYPE_CHECKING:
    from rokhas.documents.models import Document

MEGABYTE = 1024 * 1024
LARGEST = 200 * MEGABYTE

PDF, JPEG, PNG, TIFF, DXF = "application/pdf", "image/jpeg", "image/png", "image/tiff", "image/vnd.dxf"


@dataclass(frozen=True)
class UploadPurpose:
    """Why somebody may send a file, declared by the app that wants it, from `AppConfig.ready`.

    `about` is the owner's own name of the subject (a reference, a public identifier: 120 characters at most). `may_upload` is
    asked at the beginning, at each chunk and on reception. `on_received(about, document, metadata, actor)` runs in the
    transaction that keeps the document's row and returns what the page is told (JSON); a `Refused` it raises is told to the
    sender, and no row remains. `limit` in bytes.
    """

    code: str
    may_upload: Callable[[Actor, str, dict[str, str]], bool]
    on_received: Callable[[str, Document, dict[str, str], Actor], dict[str, Any]]
    limit: int = LARGEST
    accepts: frozenset[str] = frozenset({PDF})


@dataclass(frozen=True)
class Inspection:
    """What a file is, from its content alone.

    `pages` and `page_sizes` (width and height in points for PDF, in pixels for images; the first 500 pages) are known for PDF and
    images. `problems` are codes, in the order they should be told: executable, markup, unknown, truncated, unreadable, encrypted,
    no_pages, active, too_long, telephone. `seconds` is how long another process was at it, 0 when none was needed.
    `photographed`: it looks like a telephone's photograph rather than a scan or a drawing; it may be wrong.
    """

    media_type: str
    pages: int | None = None
    page_sizes: tuple[tuple[float, float], ...] = ()
    encrypted: bool = False
    problems: tuple[str, ...] = field(default=())
    seconds: float = 0.0
    photographed: bool = False


_purposes: dict[str, UploadPurpose] = {}


def register(purpose: UploadPurpose) -> None:
    """Declare a purpose. Raises ValueError when the code is taken by another."""
    if _purposes.get(purpose.code, purpose) != purpose:
        raise ValueError(f"the upload purpose {purpose.code} is registered twice")
    if purpose.limit > LARGEST:
        raise ValueError(f"{purpose.code}: no file larger than {LARGEST} bytes is received")
    _purposes[purpose.code] = purpose


def purpose_of(code: str) -> UploadPurpose | None:
    return _purposes.get(code)
