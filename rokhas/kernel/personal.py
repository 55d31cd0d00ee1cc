"""Personal data that must not lie open in the database: sealed with a key kept in a file, found again by a keyed fingerprint."""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac

from cryptography.fernet import Fernet
from django.conf import settings

from rokhas.kernel.text import normalise


def seal(text: str) -> str:
    """The text encrypted (Fernet: AES-128-CBC and HMAC-SHA-256); an empty text stays empty."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    return _fernet().decrypt(sealed.encode()).decode() if sealed else ""


def fingerprint(text: str) -> str:
    """A keyed hash of the normalised text, equal for equal values, for exact search only."""
    compact = "".join(normalise(text).split())
    return hmac.new(_key(), compact.encode(), hashlib.sha256).hexdigest() if compact else ""


@functools.cache
def _key() -> bytes:
    return hashlib.sha256(settings.PERSONAL_DATA_KEY.encode()).digest()


@functools.cache
def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key()))
