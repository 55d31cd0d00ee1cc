"""What people also send: an 80 MB scan, a photograph by telephone that is refused, another on which one insists."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from rokhas.accounts.queries import actor_of
from rokhas.documents.actions import receive
from rokhas.documents.models import Upload
from rokhas.dossiers.actions.uploads import CODE
from rokhas.dossiers.errors import LooksPhotographed
from rokhas.dossiers.models import Dossier
from rokhas.journeys.drawings import told_of
from rokhas.journeys.scans import write_scan

PHOTOGRAPH = Path(__file__).with_name("photograph.jpg")
SCAN, REFUSED, INSISTED = "plans-structure-scannes.pdf", "IMG_2041.jpg", "IMG_2057.jpg"
# The documents of information, or optional, for which they are sent.
STRUCTURE, SKETCH = "PLANBET", "CROQUIS"


def attach(tell: Callable[[str], None]) -> None:
    """Send each to the first dossier that it suits, once."""
    open_ones = Dossier.objects.lodged().filter(ended_at=None).order_by("pk")
    refurbishments = Dossier.objects.filter(procedure_version__code="refurbishment-permit").order_by("pk")
    block = next((each for each in open_ones if _is_block(each)), None)
    if block and not _was_sent(SCAN):
        tell(f"  a scan of 80 MB for {block.number}")
        _send_scan(block)
    draft = refurbishments.filter(lodged_at=None).first()
    if draft and not _was_sent(REFUSED):
        with suppress(LooksPhotographed):
            _send_photograph(draft, REFUSED)
    studied = refurbishments.filter(pk__in=open_ones.filter(tasks__kind="conclusion").values("pk")).first()
    if studied and not _was_sent(INSISTED):
        _send_photograph(studied, INSISTED, insist="1")


def _is_block(dossier: Dossier) -> bool:
    return int(dossier.answers.get("levels") or 0) > 4


def _was_sent(name: str) -> bool:
    return Upload.objects.filter(purpose=CODE, name=name).exists()


def _send_scan(dossier: Dossier) -> None:
    document = dossier.procedure.document(STRUCTURE)
    told = told_of(document, dossier) | {"paper": "a1"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / SCAN
        size = write_scan(path, told)
        with path.open("rb") as content:
            _send(dossier, SCAN, content, size, code=STRUCTURE)


def _send_photograph(dossier: Dossier, name: str, **insisting: str) -> None:
    with PHOTOGRAPH.open("rb") as content:
        _send(dossier, name, content, PHOTOGRAPH.stat().st_size, code=SKETCH, **insisting)


def _send(dossier: Dossier, name: str, content: BinaryIO, size: int, **metadata: str) -> None:
    """As its filer, now. Raises what `receive` refuses."""
    assert dossier.filer_id is not None
    receive(
        CODE,
        about=str(dossier.pk),
        name=name,
        content=content,
        length=size,
        metadata=metadata,
        by=actor_of(dossier.filer_id),
    )
