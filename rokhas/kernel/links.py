"""Links sent by mail that open one thing: which, and in which sending. Nothing is stored; the row says what is still worth it.

A link names a row and a serial, signed with the key of the platform. Sending again raises the row's serial, and every link sent
before is dead; expiry, use and withdrawal are the row's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from rokhas.kernel.references import row_number


@dataclass(frozen=True)
class Link:
    """What a link names: the row `pk` in its sending number `serial`."""

    pk: int
    serial: int


def token(purpose: str, pk: int, serial: int) -> str:
    """The text of a link, good for this `purpose` alone (`"practice"`, `"invitation"`)."""
    return _signer(purpose).sign(f"{pk}-{serial}")


def read(purpose: str, text: str) -> Link | None:
    """What a link names; None when it was not made here for this purpose."""
    try:
        pk, _, serial = _signer(purpose).unsign(text).partition("-")
    except BadSignature:
        return None
    row, turn = row_number(pk), row_number(serial)
    return Link(row, turn) if row is not None and turn is not None else None


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"rokhas.links.{purpose}", sep="~")
