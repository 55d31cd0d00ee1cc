"""Receiving files by chunks: begin, append, finish, cancel.

What is on disk is the truth of the bytes, the row is the truth of how many of them count: a chunk counts once it is complete,
checked and synced. A process killed at any moment therefore loses at most the chunk in hand, which its sender sends again.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import FileIO
from pathlib import Path, PurePath
from typing import Protocol

from django.core.cache import caches
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import override

from rokhas.accounts.models import Person
from rokhas.accounts.queries import actor_of
from rokhas.documents.actions.files import tidy_name
from rokhas.documents.actions.scanning import scanned
from rokhas.documents.errors import (
    PROBLEMS,
    ChecksumMismatch,
    EmptyFile,
    NameMismatch,
    NoRoom,
    NotAccepted,
    OffsetMismatch,
    QuotaReached,
    ReadingAnother,
    ReadLater,
    TooLarge,
    TooManyUploads,
    UnknownPurpose,
    UploadBusy,
    UploadOver,
)
from rokhas.documents.models import Document, Upload
from rokhas.documents.policy import may_send
from rokhas.documents.providers import inspection, vault
from rokhas.documents.schema import Inspection, UploadPurpose, purpose_of
from rokhas.documents.schema.uploads import DXF, JPEG, MEGABYTE, PDF, PNG, TIFF
from rokhas.journal.duties import every
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed, Refused
from rokhas.kernel.text import without_controls

log = logging.getLogger(__name__)

CHUNK = 5 * MEGABYTE
BLOCK = 64 * 1024
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
KEPT = timedelta(hours=24)
ANSWERS_KEPT = timedelta(days=7)
OPEN_AT_ONCE = 20
BYTES_A_DAY = 2048 * MEGABYTE
SECONDS_AN_HOUR = 180  # of the process that reads PDFs, for one person: an ordinary plan takes less than one
LONGEST_TURN = 120  # seconds; a turn whose process died is free again then

EXTENSIONS = {
    ".pdf": PDF,
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".png": PNG,
    ".tif": TIFF,
    ".tiff": TIFF,
    ".dxf": DXF,
}
SHOWN = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG", TIFF: "TIFF", DXF: "DXF"}


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def begin(
    code: str,
    *,
    about: str,
    name: str,
    length: int,
    metadata: dict[str, str],
    by: Actor,
    fingerprint: str = "",
) -> Upload:
    """Announce a file of `length` bytes for a registered purpose.

    The same `fingerprint`, announced again by the same person for the same thing while the file is still arriving, gives the
    upload that is there: it goes on from another window or device.

    Raises:
        UnknownPurpose, EmptyFile, TooLarge, NotAccepted, NotAllowed, TooManyUploads, QuotaReached.
    """
    if by.person_id is None:
        raise NotAllowed
    purpose = _purpose(code)
    name = tidy_name(name)
    if length <= 0:
        raise EmptyFile
    about = without_controls(about)
    if length > purpose.limit:
        raise TooLarge(limit=purpose.limit // MEGABYTE)
    suffix = PurePath(name).suffix.lower()
    if suffix in {".heic", ".heif"}:
        raise PROBLEMS["telephone"]
    if suffix and EXTENSIONS.get(suffix) not in purpose.accepts:
        raise NotAccepted(accepted=_listed(purpose))
    now = by.now()
    with transaction.atomic():
        # One person's announcements are counted one after the other.
        Person.objects.select_for_update(no_key=True).filter(pk=by.person_id).first()
        upload = Upload(
            person_id=by.person_id,
            purpose=code,
            about=about,
            name=name,
            metadata={key: without_controls(value) for key, value in metadata.items()},
            length=length,
            created_at=now,
            expires_at=now + KEPT,
            fingerprint=fingerprint if FINGERPRINT.fullmatch(fingerprint) else "",
        )
        require(may_send, by, upload)
        mine = Upload.objects.filter(person_id=by.person_id)
        if upload.fingerprint and (standing := _standing(upload, mine.arriving(now))):
            return standing
        if mine.arriving(now).count() >= OPEN_AT_ONCE:
            raise TooManyUploads(limit=OPEN_AT_ONCE)
        sent = (
            mine.filter(created_at__gt=now - timedelta(days=1)).aggregate(total=Sum("length"))["total"] or 0
        )
        if sent + length > BYTES_A_DAY:
            raise QuotaReached(limit=BYTES_A_DAY // MEGABYTE)
        upload.save(force_insert=True)
    return upload


def append(
    upload: Upload, *, offset: int, content: Readable, length: int, checksum: bytes | None = None, by: Actor
) -> Upload:
    """Add the next `length` bytes, read from `content` as they come; the last ones finish the upload.

    `checksum` is the SHA-256 of this chunk. When the line is cut, what came is kept if it carries no checksum.

    Raises:
        UploadBusy, UploadOver, OffsetMismatch, ChecksumMismatch, NoRoom, NotAllowed, and all that `finish` raises.
    """
    with _held(upload) as part:
        require(may_send, by, upload)
        _still_open(upload, by)
        if offset != upload.offset or offset + length > upload.length:
            raise OffsetMismatch
        try:
            came, sha256 = _write(part, offset, content, length, checksum)
        except OSError as error:
            raise NoRoom from error
        if came:
            Upload.objects.filter(pk=upload.pk).update(
                offset=offset + came,
                chunks=[*upload.chunks, [offset, came, sha256]],
                expires_at=by.now() + KEPT,
            )
            upload.refresh_from_db()
        return _finish(upload, by) if upload.is_complete else upload


def finish(upload: Upload, *, by: Actor) -> Upload:
    """Inspect a complete file, keep it, and tell its purpose; asked again, it answers the same.

    Raises:
        ReadingAnother, ReadLater, NoRoom: the upload stays as it is, and is finished later.
        FileRefused and whatever the purpose refuses; the upload is then over and its bytes are gone.
    """
    with _held(upload):
        require(may_send, by, upload)
        if upload.is_arriving and not upload.is_complete:
            raise OffsetMismatch
        return _finish(upload, by) if upload.is_arriving else upload


def receive(
    code: str, *, about: str, name: str, content: Readable, length: int, metadata: dict[str, str], by: Actor
) -> Upload:
    """A whole file at once, from a plain form: the same rules, in one call."""
    upload = begin(code, about=about, name=name, length=length, metadata=metadata, by=by)
    return append(upload, offset=0, content=content, length=length, by=by)


def cancel(upload: Upload, *, by: Actor) -> None:
    """The sender gives up; nothing remains. Raises UploadOver when the file was received already."""
    with _held(upload):
        require(may_send, by, upload)
        if not upload.is_arriving:
            raise UploadOver
        vault.part_of(upload.pk).unlink(missing_ok=True)
        upload.delete()


@every(timedelta(minutes=5))
def finish_interrupted(by: Actor) -> int:
    """Finish the uploads whose server died between the last byte and the answer; returns how many were."""
    done = 0
    waiting = Upload.objects.arriving(by.now()).filter(expires_at__lt=by.now() + KEPT - timedelta(minutes=2))
    for upload in [each for each in waiting if each.is_complete]:
        try:
            finish(upload, by=actor_of(upload.person_id))
        except Refused:
            continue  # the refusal is kept in the row for its sender
        except Exception:
            log.exception("The upload %s cannot be finished.", upload.pk)  # the others can
            continue
        done += 1
    return done


@every(timedelta(hours=1))
def sweep_uploads(by: Actor) -> int:
    """Forget what was never finished after a day, and old answers after seven; returns how many rows went."""
    now = by.now()
    abandoned = Upload.objects.filter(state=Upload.State.ARRIVING, expires_at__lte=now)
    answered = Upload.objects.exclude(state=Upload.State.ARRIVING).filter(expires_at__lte=now - ANSWERS_KEPT)
    gone = 0
    for upload in [*abandoned, *answered]:
        vault.part_of(upload.pk).unlink(missing_ok=True)
        upload.delete()
        gone += 1
    return gone


def _purpose(code: str) -> UploadPurpose:
    purpose = purpose_of(code)
    if purpose is None:
        raise UnknownPurpose
    return purpose


def _still_open(upload: Upload, by: Actor) -> None:
    if not upload.is_arriving or upload.expires_at <= by.now():
        raise UploadOver


@contextmanager
def _held(upload: Upload) -> Iterator[FileIO]:
    """One request at a time holds an upload, read afresh; the lock dies with its process."""
    with vault.open_part(upload.pk) as part:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UploadBusy from None
        try:
            upload.refresh_from_db()
        except Upload.DoesNotExist:
            vault.part_of(upload.pk).unlink(missing_ok=True)
            raise UploadOver from None
        yield part


def _standing(announced: Upload, arriving: Iterable[Upload]) -> Upload | None:
    """The upload of the same file for the same thing, begun in another window or on another device."""
    for each in arriving:
        same_thing = (each.purpose, each.about, each.metadata) == (
            announced.purpose,
            announced.about,
            announced.metadata,
        )
        if same_thing and (each.fingerprint, each.length) == (announced.fingerprint, announced.length):
            return each
    return None


def _write(
    part: FileIO, offset: int, content: Readable, length: int, checksum: bytes | None
) -> tuple[int, str]:
    """Write a chunk at its place and sync it; returns how many of its bytes count, and their SHA-256."""
    part.seek(offset)
    part.truncate()  # what a killed process left beyond the counted bytes
    running, came = hashlib.sha256(), 0
    while came < length and (block := _next(content, min(BLOCK, length - came))):
        running.update(block)
        left = memoryview(block)
        while left:
            left = left[part.write(left) or 0 :]
        came += len(block)
    if checksum is not None and (came < length or running.digest() != checksum):
        part.seek(offset)
        part.truncate()
        if came == length:
            raise ChecksumMismatch
        return 0, ""
    os.fsync(part.fileno())
    return came, running.hexdigest()


def _next(content: Readable, size: int) -> bytes:
    try:
        return content.read(size)
    except OSError:  # the line was cut, not the disk
        return b""


def _finish(upload: Upload, by: Actor) -> Upload:
    purpose = _purpose(upload.purpose)
    path = vault.part_of(upload.pk)
    read = _read(upload, path, by)
    try:
        found = _accepted(read, upload.name, purpose)
        scan = scanned(path)
        try:
            sha256, size = vault.adopt(path)
        except OSError as error:
            raise NoRoom from error
        with transaction.atomic():
            document = Document.objects.create(
                sha256=sha256,
                size=size,
                name=upload.name,
                media_type=found.media_type,
                pages=found.pages,
                photographed=found.photographed,
                scan=scan,
                created_at=by.now(),
                created_by_id=by.person_id,
            )
            upload.document, upload.state = document, Upload.State.RECEIVED
            upload.answer = purpose.on_received(upload.about, document, upload.metadata, by)
            upload.save(update_fields=["document", "state", "answer"])
    except NoRoom:
        upload.refresh_from_db()
        raise
    except Refused as refused:
        upload.document, upload.state, upload.answer = None, Upload.State.REFUSED, _remembered(refused)
        upload.save(update_fields=["document", "state", "answer"])
        path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)
    return upload


def _read(upload: Upload, path: Path, by: Actor) -> Inspection:
    """Look into a file. One person has one file read at a time, and so many seconds in an hour: nobody's files hold the others'.

    Raises `ReadingAnother`, `ReadLater`; the upload then stays as it is.
    """
    turn = f"documents.reading:{upload.person_id}"
    if not caches["shared"].add(turn, 1, LONGEST_TURN):
        raise ReadingAnother
    try:
        hour = Upload.objects.filter(
            person_id=upload.person_id, examined_at__gt=by.now() - timedelta(hours=1)
        )
        if (hour.aggregate(total=Sum("examined_ms"))["total"] or 0) >= SECONDS_AN_HOUR * 1000:
            raise ReadLater
        found = inspection.inspect(path)
        if found.seconds:
            spent = int(found.seconds * 1000)
            Upload.objects.filter(pk=upload.pk).update(examined_at=by.now(), examined_ms=spent)
    finally:
        caches["shared"].delete(turn)
    return found


def _accepted(found: Inspection, name: str, purpose: UploadPurpose) -> Inspection:
    problem = next((PROBLEMS[code] for code in found.problems if code in PROBLEMS), None)
    if found.media_type not in purpose.accepts and problem not in {
        PROBLEMS["executable"],
        PROBLEMS["markup"],
        PROBLEMS["telephone"],
    }:
        raise NotAccepted(accepted=_listed(purpose))
    if problem:
        raise problem
    suffix = PurePath(name).suffix.lower()
    if suffix and EXTENSIONS.get(suffix) != found.media_type:
        raise NameMismatch(name=name, found=SHOWN[found.media_type])
    return found


def _remembered(refused: Refused) -> dict[str, str]:
    """A refusal as its sender may read it again, in either language."""
    said = {"code": refused.code}
    for language in ("fr", "ar"):
        with override(language):
            said[language] = str(refused)
    return said


def _listed(purpose: UploadPurpose) -> str:
    return ", ".join(shown for media_type, shown in SHOWN.items() if media_type in purpose.accepts)
