"""Messages on the disk: one .eml for each Message-ID, an index of how often each came."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sandboxes.store import Store

_SCHEMA = """
create table if not exists message (
    message_id text primary key, id text not null unique, recipients text not null, subject text not null,
    received_at text not null, deliveries integer not null default 1
)
"""


class NoMessageId(Exception):
    pass


@dataclass(frozen=True)
class Letter:
    """A message to be read by a person: only text, and the HTML part apart."""

    subject: str
    sender: str
    recipients: str
    text: str
    html: str
    attachments: list[str]


class Mailbox:
    def __init__(self, folder: Path) -> None:
        self._folder = folder / "messages"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._store = Store(folder / "index.sqlite3", _SCHEMA)

    def receive(self, content: bytes, recipients: Sequence[str]) -> None:
        """Keep a message the first time its Message-ID comes; count it the next times."""
        message = _parsed(content)
        message_id = str(message["Message-ID"] or "").strip()
        if not message_id:
            raise NoMessageId
        name = hashlib.sha256(message_id.encode()).hexdigest()[:32]
        path = self._folder / f"{name}.eml"
        if not path.exists():
            _write(path, content)
        self._store.write(
            "insert into message (message_id, id, recipients, subject, received_at) values (?, ?, ?, ?, ?) "
            "on conflict (message_id) do update set deliveries = deliveries + 1",
            message_id,
            name,
            ", ".join(recipients),
            str(message["Subject"] or ""),
            datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def all(self) -> list[dict[str, Any]]:
        return self._store.rows("select * from message order by rowid desc limit 500")

    def find(self, message_id: str) -> dict[str, Any] | None:
        bare = message_id.strip().strip("<>")
        return self._store.row("select * from message where message_id in (?, ?)", bare, f"<{bare}>")

    def raw(self, name: str) -> bytes | None:
        row = self._store.row("select id from message where id = ?", name)
        return (self._folder / f"{row['id']}.eml").read_bytes() if row else None

    def letter(self, name: str) -> Letter | None:
        content = self.raw(name)
        if content is None:
            return None
        message = _parsed(content)
        return Letter(
            subject=str(message["Subject"] or ""),
            sender=str(message["From"] or ""),
            recipients=str(message["To"] or ""),
            text=_part(message, "plain"),
            html=_part(message, "html"),
            attachments=[part.get_filename() or "?" for part in message.iter_attachments()],
        )


def _parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, _class=EmailMessage, policy=policy.default)


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    if body is None:
        return ""
    payload = body.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(body.get_content_charset("utf-8"), "replace")
    except LookupError:  # a charset nobody knows
        return payload.decode("utf-8", "replace")


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with part.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
