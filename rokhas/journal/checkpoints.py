"""A signed memory of the journal, kept outside the database: it shows a tail that was cut.

Each checkpoint is one JSON file naming the place and hash of every stream that moved since the one before, the hash of that
file, and an Ed25519 signature. The worker writes one a day.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from rokhas.journal.duties import every
from rokhas.journal.models import Head
from rokhas.kernel.actor import Actor


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
    began earlier may end later. Raises `Unreadable`: nothing is built on a sequence that does not hold.
    """
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    remembered, known = marks(), _sequence()
    heads = Head.objects.order_by("stream").values_list("stream", "seq", "hash").iterator()
    moved = {
        stream: (seq, digest) for stream, seq, digest in heads if remembered.get(stream) != (seq, digest)
    }
    if not moved:
        return None
    body = {
        "number": len(known) + 1,
        "at": at.isoformat(),
        "previous": _hash(known[-1]) if known else "",
        "streams": moved,
    }
    signature = _key().sign(_bytes(body)).hex()
    path = place / f"{body['number']:06d}.json"
    with NamedTemporaryFile("w", dir=place, suffix=".part", delete=False) as draft:
        json.dump({"body": body, "signature": signature}, draft, ensure_ascii=False)
        draft.flush()
        os.fsync(draft.fileno())
    try:
        os.link(draft.name, path)
    except FileExistsError:
        return None
    finally:
        Path(draft.name).unlink()
    return path


def marks() -> dict[str, tuple[int, str]]:
    """By stream, the last place and hash that checkpoints remember. Raises `Unreadable`."""
    found: dict[str, tuple[int, str]] = {}
    previous = ""
    sequence = _sequence()
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


def _sequence() -> list[Path]:
    return sorted(folder().glob("*.json"))


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _bytes(body: dict[str, object]) -> bytes:
    return b"rokhas-checkpoint-v1\0" + json.dumps(body, sort_keys=True, ensure_ascii=False).encode()


def _key() -> Ed25519PrivateKey:
    path = Path(settings.ROKHAS_VAR) / "secrets" / "checkpoint_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(Ed25519PrivateKey.generate().private_bytes_raw())
        fresh.chmod(0o600)
        with suppress(FileExistsError):  # another process was faster: its key is the one
            os.link(fresh, path)
        fresh.unlink()
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
