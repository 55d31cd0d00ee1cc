"""Orders to pay and what became of them; every change and the callback that tells it are one transaction."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sandboxes.store import Store
from sandboxes.web import LOOPBACK, Refusal

_SCHEMA = """
create table if not exists purchase (
    reference text primary key, token text not null unique, sha256 text not null, content text not null,
    status text not null default 'open', transaction_number text, paid_at text
);
create table if not exists callback (
    event text primary key, reference text not null, url text not null, body blob not null,
    attempts integer not null default 0, due real not null, delivered_at text, last_error text
);
"""
_AMOUNT = re.compile(r"\d{1,9}\.\d{2}")
_REFERENCE = re.compile(r"[A-Za-z0-9._-]{3,64}")
_TEXTS = ("reference", "amount", "currency", "description_fr", "description_ar", "callback_url", "return_url")
KINDS = {"paid": "payment.settled", "declined": "payment.declined", "cancelled": "payment.cancelled"}


class Orders:
    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "orders.sqlite3", _SCHEMA)

    def place(self, body: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """The order, and whether it is new. The same reference with another content is a 409."""
        content = _checked(body)
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
        sha256 = hashlib.sha256(canonical.encode()).hexdigest()
        new = self.store.write(
            "insert into purchase (reference, token, sha256, content) values (?, ?, ?, ?) on conflict do nothing",
            content["reference"],
            secrets.token_urlsafe(18),
            sha256,
            canonical,
        )
        order = self.get(content["reference"])
        if order["sha256"] != sha256:
            raise Refusal(409, "reference-reused", "This reference was given with another content.")
        return order, bool(new)

    def get(self, reference: str) -> dict[str, Any]:
        return self._found("select * from purchase where reference = ?", reference)

    def by_token(self, token: str) -> dict[str, Any]:
        return self._found("select * from purchase where token = ?", token)

    def answer(self, reference: str, outcome: str, *, told_after: float = 0.0) -> dict[str, Any]:
        """The payer pays, is declined or gives up. A paid order stays paid: a second press changes and sends nothing.

        A declined or abandoned order stays open: it may be paid later. The platform is told `told_after` seconds later.
        """
        with self.store.transaction() as connection:
            found = connection.execute("select * from purchase where reference = ?", (reference,)).fetchone()
            if found is None:
                raise Refusal(404, "unknown-order")
            if found["status"] == "paid":
                return self._described(found)
            number, moment = "", datetime.now(UTC).isoformat(timespec="seconds")
            if outcome == "paid":
                number = f"DEMO{datetime.now(UTC):%y%m%d}{secrets.randbelow(10**8):08d}"
                connection.execute(
                    "update purchase set status = 'paid', transaction_number = ?, paid_at = ? where reference = ?",
                    (number, moment, reference),
                )
            content = json.loads(found["content"])
            event = f"evt_{secrets.token_hex(12)}"
            told = {
                "event": event,
                "kind": KINDS[outcome],
                "reference": reference,
                "amount": content["amount"],
                "currency": content["currency"],
                "transaction_number": number,
                "occurred_at": moment,
            }
            connection.execute(
                "insert into callback (event, reference, url, body, due) values (?, ?, ?, ?, ?)",
                (
                    event,
                    reference,
                    content["callback_url"],
                    json.dumps(told).encode(),
                    time.time() + told_after,
                ),
            )
        return self.get(reference)

    def status(self, reference: str) -> dict[str, Any]:
        """What the platform is told of an order, at any time."""
        order = self.get(reference)
        content = order["content"]
        return {
            "reference": reference,
            "status": order["status"],
            "amount": content["amount"],
            "currency": content["currency"],
            "transaction_number": order["transaction_number"] or "",
            "paid_at": order["paid_at"] or "",
        }

    def _found(self, statement: str, value: str) -> dict[str, Any]:
        row = self.store.row(statement, value)
        if row is None:
            raise Refusal(404, "unknown-order")
        return self._described(row)

    def _described(self, row: Any) -> dict[str, Any]:
        order = dict(row)
        return order | {"content": json.loads(order["content"])}


def _checked(body: dict[str, Any]) -> dict[str, Any]:
    """The fields of an order, all present and sound; 422 names the first that is not."""
    content: dict[str, Any] = {name: body.get(name) for name in _TEXTS}
    for name, value in content.items():
        if not isinstance(value, str) or not value.strip() or len(value) > 500:
            raise _wrong(name)
    if not _REFERENCE.fullmatch(content["reference"]):
        raise _wrong("reference")
    if not _AMOUNT.fullmatch(content["amount"]) or Decimal(content["amount"]) <= 0:
        raise _wrong("amount")
    if content["currency"] != "MAD":
        raise _wrong("currency")
    _check_address("callback_url", content["callback_url"], loopback=True)
    _check_address("return_url", content["return_url"], loopback=False)
    content["lang"] = body.get("lang", "fr")
    if content["lang"] not in ("fr", "ar"):
        raise _wrong("lang")
    content["lines"] = _lines(body.get("lines", []), Decimal(content["amount"]))
    return content


def _lines(lines: object, amount: Decimal) -> list[dict[str, str]]:
    """Each `{"label_fr", "label_ar", "amount"}`; when there are any, they make the amount."""
    if not isinstance(lines, list):
        raise _wrong("lines")
    kept = []
    for line in lines:
        if not isinstance(line, dict):
            raise _wrong("lines")
        texts = {name: line.get(name) for name in ("label_fr", "label_ar", "amount")}
        if not all(isinstance(text, str) and text for text in texts.values()):
            raise _wrong("lines")
        kept.append({name: str(text) for name, text in texts.items()})
    if not all(_AMOUNT.fullmatch(line["amount"]) for line in kept):
        raise _wrong("lines")
    if kept and sum(Decimal(line["amount"]) for line in kept) != amount:
        raise Refusal(422, "lines-do-not-add-up", "The lines must add up to the amount.")
    return kept


def _check_address(name: str, url: str, *, loopback: bool) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise _wrong(name) from error
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s;,'\"<>]", url):
        raise _wrong(name)
    if loopback and host not in (LOOPBACK, "localhost"):
        raise Refusal(422, "callback-not-loopback", "The sandbox calls back this machine only.")


def _wrong(name: str) -> Refusal:
    return Refusal(422, "bad-field", name)
