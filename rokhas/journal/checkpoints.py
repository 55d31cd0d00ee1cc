"""A signed memory of the journal, kept outside the database: it shows a tail that was cut.

Each checkpoint is one JSON file naming the place and hash of every stream that moved since the one before, the hash of that
file, and an Ed25519 signature.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from rokhas.journal.models import Head


class Unreadable(Exception):
    """A checkpoint is missing from the sequence, or its signature does not hold."""


def folder() -> Path:
    return Path(settings.ROKHAS_VAR) / "checkpoints"


def write(at: datetime) -> Path | None:
    """Write the next checkpoint; None when nothing moved. The file appears whole or not at all."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    known = _sequence()
    last = json.loads(known[-1].read_text())["body"] if known else {"event": 0, "number": 0}
    moved = list(Head.objects.filter(event_id__gt=last["event"]).order_by("stream"))
    if not moved:
        return None
    body = {
        "number": last["number"] + 1,
        "at": at.isoformat(),
        "event": max(head.event_id for head in moved),
        "previous": _hash(known[-1]) if known else "",
        "streams": {head.stream: [head.seq, head.hash] for head in moved},
    }
    signature = _key().sign(_bytes(body)).hex()
    path = place / f"{body['number']:06d}.json"
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps({"body": body, "signature": signature}, ensure_ascii=False))
    with draft.open("rb") as stream:
        os.fsync(stream.fileno())
    draft.rename(path)
    return path


def marks() -> dict[str, tuple[int, str]]:
    """By stream, the last place and hash that checkpoints remember. Raises `Unreadable`."""
    public: Ed25519PublicKey = _key().public_key()
    found: dict[str, tuple[int, str]] = {}
    previous = ""
    for number, path in enumerate(_sequence(), start=1):
        try:
            read = json.loads(path.read_text())
            body = read["body"]
            public.verify(bytes.fromhex(read["signature"]), _bytes(body))
        except (InvalidSignature, ValueError, KeyError) as error:
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
