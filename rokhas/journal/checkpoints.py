"""A signed memory of the journal, kept outside the database: it shows a tail that was cut.

Each checkpoint is one JSON file naming the place and hash of every stream that moved since the one before, the hash of that
file, and an Ed25519 signature. The worker writes one a day.

The journal in turn records each checkpoint, and the next one remembers that record: a file that is deleted, the last one too,
is missed by the database, and a record that is deleted is missed by the files. Only who removes the last file and its record
together, with the head of their stream, is not seen; a copy of the folder kept elsewhere shows that too.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from rokhas.journal.chain import Break
from rokhas.journal.duties import every
from rokhas.journal.events import fact, record, reference
from rokhas.journal.models import Event, Head, Round
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.kept import write_once

# The stream of the records of checkpoints: a name that no duty has, and not a row.
SEQUENCE = Round(duty="checkpoints")
WRITTEN = fact(
    "checkpoint.written",
    "number",
    "sha256",
    sentence=_("Checkpoint %(number)s of the journal was signed and kept outside the database."),
)


class Unreadable(Exception):
    """A checkpoint is missing from the sequence, or its signature does not hold."""


def folder() -> Path:
    return Path(settings.ROKHAS_VAR) / "checkpoints"


@every(timedelta(days=1))
def remember(by: Actor) -> Path | None:
    """The daily checkpoint."""
    return write(by.now())


def write(at: datetime) -> Path | None:
    """Write the next checkpoint; None when nothing moved, or when another process has just written it.

    The file appears whole or not at all. What moved is found by comparison and not by the number of the last event: an act that
    began earlier may end later; the record of a checkpoint alone is no reason for another. Raises `Unreadable`: nothing is
    built on a sequence that does not hold.
    """
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    known = _sequence()
    # Of one reading: a checkpoint that another process adds meanwhile has the number that this one would take.
    remembered = _marks(known)
    for lost in missing():
        raise Unreadable(lost.problem)
    _note(known, at)  # one that was killed between its file and its record
    heads = Head.objects.order_by("stream").values_list("stream", "seq", "hash").iterator()
    moved = {
        stream: (seq, digest) for stream, seq, digest in heads if remembered.get(stream) != (seq, digest)
    }
    if not moved.keys() - {reference(SEQUENCE)}:
        return None
    body = {
        "number": len(known) + 1,
        "at": at.isoformat(),
        "previous": _hash(known[-1]) if known else "",
        "streams": moved,
    }
    signature = _key().sign(_bytes(body)).hex()
    path = _path(len(known) + 1)
    with NamedTemporaryFile("w", dir=place, suffix=".part") as draft:
        json.dump({"body": body, "signature": signature}, draft, ensure_ascii=False)
        draft.flush()
        os.fsync(draft.fileno())
        try:
            os.link(draft.name, path)
        except FileExistsError:
            return None
    _note([path], at)
    return path


def marks() -> dict[str, tuple[int, str]]:
    """By stream, the last place and hash that checkpoints remember. Raises `Unreadable`."""
    return _marks(_sequence())


def _marks(sequence: Sequence[Path]) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    previous = ""
    if not sequence:
        return found
    public: Ed25519PublicKey = _key().public_key()
    for number, path in enumerate(sequence, start=1):
        try:
            read = json.loads(path.read_text())
            body = read["body"]
            public.verify(bytes.fromhex(read["signature"]), _bytes(body))
        except (InvalidSignature, ValueError, KeyError, TypeError) as error:
            raise Unreadable(f"checkpoint {path.name} does not hold") from error
        if body["number"] != number or body["previous"] != previous:
            raise Unreadable(f"a checkpoint is missing before {path.name}")
        found.update({stream: (seq, digest) for stream, (seq, digest) in body["streams"].items()})
        previous = _hash(path)
    return found


def missing() -> Iterator[Break]:
    """The checkpoints that the journal records and that are no longer in their folder, or are other ones."""
    for event in _records():
        path = _path(event.data["number"])
        if not path.exists():
            yield Break(event.stream, event.seq, f"checkpoint {path.name} was written and is missing")
        elif _hash(path) != event.data["sha256"]:
            yield Break(event.stream, event.seq, f"checkpoint {path.name} is not the one that was written")


def _note(paths: Sequence[Path], at: datetime) -> None:
    """Record the checkpoints that the journal does not know of; another process may be doing the same."""
    with suppress(IntegrityError), transaction.atomic():  # the very first record, by another process
        Head.objects.select_for_update(no_key=True).filter(pk=reference(SEQUENCE)).first()
        known = {event.data["number"] for event in _records()}
        for path in paths:
            number = int(path.stem)
            if number not in known:
                record(WRITTEN.kind, SEQUENCE, system(at), number=number, sha256=_hash(path))


def _records() -> Iterator[Event]:
    return Event.objects.filter(kind=WRITTEN.kind, stream=reference(SEQUENCE)).order_by("seq").iterator()


def _path(number: int) -> Path:
    return folder() / f"{number:06d}.json"


def _sequence() -> list[Path]:
    return sorted(folder().glob("*.json"))


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _bytes(body: dict[str, object]) -> bytes:
    return b"rokhas-checkpoint-v1\0" + json.dumps(body, sort_keys=True, ensure_ascii=False).encode()


def _key() -> Ed25519PrivateKey:
    path = Path(settings.ROKHAS_VAR) / "secrets" / "checkpoint_key"
    if not path.exists():
        write_once(path, Ed25519PrivateKey.generate().private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
