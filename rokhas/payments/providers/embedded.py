"""A treasury in memory, for developers and tests. Refused in production by `rokhas.payments.checks`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.conf import settings

from rokhas.payments.errors import TreasuryUnreachable
from rokhas.payments.providers import signature
from rokhas.payments.schema import Bill, Settled


class Treasury:
    """Bills by reference, and the transaction that paid each. Empty both between two stories."""

    bills: ClassVar[dict[str, Bill]] = {}
    paid: ClassVar[dict[str, str]] = {}

    def open_page(self, bill: Bill, language: str) -> str:
        placed = self.bills.setdefault(bill.reference, bill)
        if (placed.amount, placed.currency) != (bill.amount, bill.currency):
            raise TreasuryUnreachable("this reference was given for another sum")
        return f"http://treasury.invalid/pay/{bill.reference}?lang={language}"

    def ask(self, reference: str) -> Settled | None:
        if reference not in self.paid:
            return None
        bill, number = self.bills[reference], self.paid[reference]
        return Settled(f"asked:{number}", reference, bill.amount, bill.currency, number, signature.ONLINE)

    def read_callback(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Settled | None:
        return signature.read_callback(settings.TREASURY_SECRET, headers, body, now)

    @classmethod
    def pay(cls, reference: str, now: datetime) -> tuple[dict[str, str], bytes]:
        """The payer pays on the hosted page. Returns the headers and the body of the callback, which is not sent."""
        bill = cls.bills[reference]
        number = cls.paid.setdefault(reference, f"EMB{len(cls.paid) + 1:08d}")
        content = {
            "event": f"evt_{number}",
            "kind": signature.SETTLED,
            "reference": reference,
            "amount": f"{bill.amount:.2f}",
            "currency": bill.currency,
            "transaction_number": number,
            "occurred_at": now.isoformat(),
        }
        body, timestamp = json.dumps(content).encode(), int(now.timestamp())
        signed = signature.of_callback(settings.TREASURY_SECRET, timestamp, body)
        return {signature.TIMESTAMP: str(timestamp), signature.SIGNATURE: signed}, body
