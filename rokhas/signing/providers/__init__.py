"""The services a signature needs outside: who dates it, and who says whether a certificate is still good.

Both are carriers of DER: what they bring back is verified here, whoever carried it. `at` back-dates an answer where a
demonstration or a test plays the past; production refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rokhas.signing.providers.http import HttpRevocationSource, HttpTimestamper, Unreachable

__all__ = ["RevocationSource", "Timestamper", "Unreachable", "played_by", "revocation_source", "timestamper"]


class Timestamper(Protocol):
    """A time-stamping authority (RFC 3161)."""

    def answer(self, request: bytes, at: datetime | None = None) -> bytes:
        """The TimeStampResp (DER) to a TimeStampReq (DER). Raises Unreachable."""


class RevocationSource(Protocol):
    """An OCSP responder (RFC 6960)."""

    def answer(self, url: str, request: bytes, at: datetime | None = None) -> bytes:
        """The OCSPResponse (DER) of the responder at `url` to an OCSPRequest (DER). Raises Unreachable."""


@dataclass
class _Chosen:
    timestamper: Timestamper
    revocation_source: RevocationSource


_chosen = _Chosen(HttpTimestamper(), HttpRevocationSource())


def timestamper() -> Timestamper:
    return _chosen.timestamper


def revocation_source() -> RevocationSource:
    return _chosen.revocation_source


@contextmanager
def played_by(timestamper: Timestamper, revocation_source: RevocationSource) -> Iterator[None]:
    """Let other providers answer in this process (tests)."""
    before = (_chosen.timestamper, _chosen.revocation_source)
    _chosen.timestamper, _chosen.revocation_source = timestamper, revocation_source
    try:
        yield
    finally:
        _chosen.timestamper, _chosen.revocation_source = before
