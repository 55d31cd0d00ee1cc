"""The shapes of money: what is asked, what the treasury is, what it says; and who else may see or pay an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from rokhas.kernel.actor import Actor


@dataclass(frozen=True)
class Line:
    """One fee of an order, in dirhams.

    `tariff` names the version of the tariff that gave it; `explanation` is what the calculation said (JSON).
    """

    code: str
    label_fr: str
    label_ar: str
    payee: str
    payee_name_fr: str
    payee_name_ar: str
    amount: Decimal
    tariff: str = ""
    explanation: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class BillLine:
    label_fr: str
    label_ar: str
    amount: Decimal


@dataclass(frozen=True)
class Bill:
    """What the treasury is asked to collect, in `currency` units (MAD). The reference makes two identical requests one."""

    reference: str
    amount: Decimal
    currency: str
    description_fr: str
    description_ar: str
    lines: tuple[BillLine, ...]
    return_url: str
    callback_url: str


@dataclass(frozen=True)
class Settled:
    """The treasury says that an order was paid: by a signed callback, or when asked."""

    event_id: str
    reference: str
    amount: Decimal
    currency: str
    transaction: str
    channel: str


class Treasury(Protocol):
    """The service that collects. Every call has a time limit; none is made inside a transaction."""

    def open_page(self, bill: Bill, language: str) -> str:
        """The address of the treasury's page, in `fr` or `ar`, where the bill is paid. Raises TreasuryUnreachable."""
        ...

    def ask(self, reference: str) -> Settled | None:
        """What is known of an order; None while it is not paid. Raises TreasuryUnreachable."""
        ...

    def read_callback(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Settled | None:
        """The content of a callback once its signature and age hold; None for news that is not a payment.

        Raises Forged, Stale, Malformed.
        """
        ...


Viewer = Callable[[Actor, str], bool]

_viewers: list[Viewer] = []
_payers: list[Viewer] = []


def register_viewer(viewer: Viewer) -> None:
    """Let the app that owns `about` (`dossiers.dossier:42`) say who else may see its orders."""
    if viewer not in _viewers:
        _viewers.append(viewer)


def register_payer(payer: Viewer) -> None:
    """Let the app that owns `about` say who may pay in the payer's place: an architect for the owner."""
    if payer not in _payers:
        _payers.append(payer)


def unregister(hook: Viewer) -> None:
    """Take a hook away (tests)."""
    for hooks in (_viewers, _payers):
        if hook in hooks:
            hooks.remove(hook)


def is_viewer(actor: Actor, about: str) -> bool:
    return any(viewer(actor, about) for viewer in _viewers)


def acts_as_payer(actor: Actor, payer_id: int | None, about: str) -> bool:
    """The payer in person, or whoever the owner of the subject lets pay in their place."""
    is_named = actor.person_id is not None and actor.person_id == payer_id
    return is_named or any(payer(actor, about) for payer in _payers)
