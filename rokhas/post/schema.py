"""What a transport is: the only way a message leaves the platform."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final, Protocol

# 3GPP TS 23.038: the alphabet of seven bits, and the signs that cost two places in it.
GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_DOUBLE: Final = frozenset("^{}\\[~]|€\f")
_SIGNS: Final = str.maketrans(
    {
        "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...", "œ": "oe", "Œ": "OE",
        "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ",
    }
)  # fmt: skip

# The domain of an address that stands where a person has no mailbox: reserved, it leads nowhere (RFC 6761).
NO_MAILBOX: Final = "telephone.invalid"


def is_mailbox(address: str) -> bool:
    """Whether mail may be sent there; not to the address of an account that a telephone alone opens."""
    return not address.lower().endswith(f"@{NO_MAILBOX}")


@dataclass(frozen=True)
class Parcel:
    """A message as a transport takes it. `key` makes it one message whatever the number of times it is handed over."""

    key: str
    to: str
    subject: str
    body: str
    language: str


class Transport(Protocol):
    """A gateway to the outside. Every call has a time limit; none is made inside a transaction."""

    def hand_over(self, parcel: Parcel) -> str:
        """Give the message and return the gateway's reference.

        Raises:
            Unreachable: surely not taken, try later.
            Uncertain: perhaps taken, ask `seen` before trying again.
            Rejected: never to be tried again.
        """
        ...

    def seen(self, key: str) -> bool | None:
        """Whether the gateway has already taken this message; None when it cannot say.

        Raises:
            Unreachable: the gateway that could say does not answer.
        """
        ...

    def arrived(self, key: str) -> bool | None:
        """Whether the message reached its recipient: True, False when it never will, None when not known (yet).

        Raises:
            Unreachable: the gateway that could say does not answer.
        """
        ...


def sms_parts(text: str) -> int:
    """How many short messages a text takes: 160 places in the GSM alphabet (153 when joined), 70 in UCS-2 (67 when joined)."""
    if all(sign in GSM or sign in GSM_DOUBLE for sign in text):
        places, alone, joined = len(text) + sum(sign in GSM_DOUBLE for sign in text), 160, 153
    else:
        places, alone, joined = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if places <= alone else -(-places // joined)


def folded(text: str) -> str:
    """The text in the GSM alphabet when only accents and typographic signs keep it out (`ê`, `’`); else unchanged."""
    plain = "".join(_nearest(sign) for sign in text.translate(_SIGNS))
    return plain if all(sign in GSM or sign in GSM_DOUBLE for sign in plain) else text


def _nearest(sign: str) -> str:
    if sign in GSM or sign in GSM_DOUBLE:
        return sign
    return "".join(part for part in unicodedata.normalize("NFD", sign) if not unicodedata.combining(part))
