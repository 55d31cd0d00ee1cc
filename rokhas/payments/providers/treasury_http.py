"""The treasury's payment service over HTTP: orders placed and asked about, every request signed."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from pydantic import ValidationError

from rokhas.payments.errors import TreasuryUnreachable
from rokhas.payments.providers import signature
from rokhas.payments.schema import Bill, Settled

TIMEOUT = 5  # seconds; a reader is waiting
ANSWER_LIMIT = 64 * 1024


class Treasury:
    def open_page(self, bill: Bill, language: str) -> str:
        order = {
            "reference": bill.reference,
            "amount": f"{bill.amount:.2f}",
            "currency": bill.currency,
            "description_fr": bill.description_fr,
            "description_ar": bill.description_ar,
            "lines": [
                {"label_fr": line.label_fr, "label_ar": line.label_ar, "amount": f"{line.amount:.2f}"}
                for line in bill.lines
            ],
            "callback_url": bill.callback_url,
            "return_url": bill.return_url,
        }
        try:
            known = _known(_call("POST", "/orders", json.dumps(order).encode()))
        except HTTPError as error:
            if error.code != HTTPStatus.CONFLICT:
                raise TreasuryUnreachable(f"HTTP {error.code}") from error
            # Placed before from another address of ours: the same sum, hence the same page.
            found = _ask(bill.reference)
            if found is None or (found.amount, found.currency) != (f"{bill.amount:.2f}", bill.currency):
                raise TreasuryUnreachable("the treasury knows this reference for another sum") from error
            known = found
        if urlsplit(known.url).scheme not in {"http", "https"}:
            raise TreasuryUnreachable("the address of the page is not one")
        return f"{known.url}?lang={language}"

    def ask(self, reference: str) -> Settled | None:
        known = _ask(reference)
        if known is None or known.status != "paid":
            return None
        return Settled(
            event_id=f"asked:{known.transaction_number}",
            reference=known.reference,
            amount=Decimal(known.amount),
            currency=known.currency,
            transaction=known.transaction_number,
            channel=signature.ONLINE,
        )

    def read_callback(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Settled | None:
        return signature.read_callback(settings.TREASURY_SECRET, headers, body, now)


def _ask(reference: str) -> signature.Known | None:
    try:
        known = _known(_call("GET", f"/orders/{quote(reference, safe='')}", b""))
    except HTTPError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return None
        raise TreasuryUnreachable(f"HTTP {error.code}") from error
    if known.reference != reference:
        raise TreasuryUnreachable("the treasury answered about another order")
    return known


def _call(method: str, target: str, body: bytes) -> bytes:
    """The answer's body. Raises HTTPError for a status that is not a success, TreasuryUnreachable for no answer."""
    timestamp = int(time.time())
    headers = {
        "Content-Type": "application/json",
        signature.TIMESTAMP: str(timestamp),
        signature.SIGNATURE: signature.of_request(settings.TREASURY_SECRET, timestamp, method, target, body),
    }
    request = Request(settings.TREASURY_URL.rstrip("/") + target, body or None, headers, method=method)  # noqa: S310
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - the operator's own address
            content: bytes = answer.read(ANSWER_LIMIT)
            return content
    except HTTPError:
        raise
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise TreasuryUnreachable(type(error).__name__) from error


def _known(answer: bytes) -> signature.Known:
    try:
        return signature.Known.model_validate_json(answer)
    except ValidationError as error:
        raise TreasuryUnreachable("the answer cannot be read") from error
