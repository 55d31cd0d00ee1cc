"""Signature tokens. `Token` is what the agent needs from any of them; `SoftwareToken` plays one in a folder.

A software token protects nobody's signature: it exists for the demonstration and the tests, with certificates marked DEMO.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from agent.disk import write_whole

TRIES = 3
PIN_LENGTHS = range(6, 17)


class TokenRefused(Exception):
    """The token did not do what was asked; `code` is the stable word of the agent's protocol."""

    code = "TOKEN_REFUSED"


class PinIncorrect(TokenRefused):
    code = "PIN_INCORRECT"


class PinLocked(TokenRefused):
    code = "PIN_LOCKED"


class PinMustBeChanged(TokenRefused):
    code = "PIN_MUST_BE_CHANGED"


class WeakPin(TokenRefused):
    code = "WEAK_PIN"


class NoCertificate(TokenRefused):
    code = "NO_CERTIFICATE"


@dataclass(frozen=True)
class Flags:
    """What PKCS#11 tells of a PIN: hints, never a count (CKF_USER_PIN_*)."""

    to_be_changed: bool = False
    count_low: bool = False
    final_try: bool = False
    locked: bool = False


class Token(Protocol):
    """A device holding one key for signatures. Every method that takes a PIN may raise PinIncorrect or PinLocked."""

    @property
    def serial(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def holder(self) -> str: ...
    def flags(self) -> Flags: ...
    def certificate(self) -> bytes | None:
        """The holder's certificate in DER, or None before it is installed."""

    def sign(self, pin: str, *messages: bytes) -> list[bytes]:
        """One login, one signature a message: RSASSA-PKCS1-v1_5 with SHA-256 of the message."""

    def change_pin(self, old: str, new: str) -> None:
        """Raises WeakPin before anything is tried."""

    def pin_changed_at(self) -> str:
        """ISO 8601 in UTC, empty while the first PIN is still in use."""


@dataclass(frozen=True)
class _State:
    """`token.json`."""

    serial: str
    label: str
    holder: str
    tries_left: int = TRIES
    to_be_changed: bool = False
    pin_changed_at: str = ""


class SoftwareToken:
    """A token in a folder: `token.json`, `key.pem` (PKCS#8, encrypted under scrypt of the PIN), `cert.der`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        state = self._state()
        self.serial, self.label, self.holder = state.serial, state.label, state.holder

    @classmethod
    def create(cls, folder: Path, holder_cn: str, pin: str, *, to_be_changed: bool = False) -> SoftwareToken:
        """Make a token and its RSA-2048 key under `folder` (absent so far). `to_be_changed`: a transport PIN."""
        if len(pin) not in PIN_LENGTHS:
            raise WeakPin
        folder.mkdir(parents=True, mode=0o700)
        serial = secrets.token_hex(8)
        label = f"DEMO {serial[:4].upper()}"
        state = _State(serial, label, holder_cn, to_be_changed=to_be_changed)
        key = rsa.generate_private_key(65537, 2048)
        write_whole(folder / "key.pem", _encrypted(key, pin))
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        write_whole(folder / "public.der", public)
        write_whole(folder / "token.json", json.dumps(asdict(state), ensure_ascii=False).encode())
        return cls(folder)

    def public_key(self) -> bytes:
        """SubjectPublicKeyInfo in DER, to be certified."""
        return (self.folder / "public.der").read_bytes()

    def install_certificate(self, der: bytes) -> None:
        """Keep the holder's certificate; ValueError when it certifies another key."""
        certified = x509.load_der_x509_certificate(der).public_key()
        if certified.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != self.public_key():
            raise ValueError("This certificate belongs to another key.")
        write_whole(self.folder / "cert.der", der)

    def certificate(self) -> bytes | None:
        path = self.folder / "cert.der"
        return path.read_bytes() if path.exists() else None

    def flags(self) -> Flags:
        state = self._state()
        return Flags(
            to_be_changed=state.to_be_changed,
            count_low=0 < state.tries_left < TRIES,
            final_try=state.tries_left == 1,
            locked=state.tries_left == 0,
        )

    def pin_changed_at(self) -> str:
        return self._state().pin_changed_at

    def sign(self, pin: str, *messages: bytes) -> list[bytes]:
        if self.certificate() is None:
            raise NoCertificate
        with self._alone():
            if self._state().to_be_changed:
                raise PinMustBeChanged
            key = self._login(pin)
        return [key.sign(message, padding.PKCS1v15(), hashes.SHA256()) for message in messages]

    def change_pin(self, old: str, new: str) -> None:
        if is_weak(new) or new == old:
            raise WeakPin
        with self._alone():
            key = self._login(old)
            # One rename changes the PIN; cut just after it, the token still asks for a change: safe.
            write_whole(self.folder / "key.pem", _encrypted(key, new))
            changed_at = datetime.now(UTC).isoformat(timespec="seconds")
            self._save(replace(self._state(), to_be_changed=False, pin_changed_at=changed_at))

    def _login(self, pin: str) -> rsa.RSAPrivateKey:
        """The try is spent on disk before the PIN is tried, so that cutting the power gives no free guess."""
        state = self._state()
        if state.tries_left == 0:
            raise PinLocked
        self._save(replace(state, tries_left=state.tries_left - 1))
        try:
            key = _decrypted((self.folder / "key.pem").read_bytes(), pin)
        except ValueError as error:
            raise (PinLocked if state.tries_left == 1 else PinIncorrect) from error
        self._save(replace(state, tries_left=TRIES))
        return key

    def _state(self) -> _State:
        return _State(**json.loads((self.folder / "token.json").read_bytes()))

    def _save(self, state: _State) -> None:
        write_whole(self.folder / "token.json", json.dumps(asdict(state), ensure_ascii=False).encode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One PIN at a time, between threads and between processes."""
        with (self.folder / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def present(folder: Path) -> list[SoftwareToken]:
    """Every token under `folder/tokens`, in a stable order; read afresh, so a token just provisioned is seen."""
    return [SoftwareToken(path.parent) for path in sorted((folder / "tokens").glob("*/token.json"))]


def provision(
    folder: Path,
    holder_cn: str,
    pin: str,
    issue: Callable[[bytes], bytes],
    *,
    to_be_changed: bool = False,
) -> SoftwareToken:
    """A token in `folder` (one token's own folder) with its certificate: `issue` takes the public key (SPKI DER), gives DER."""
    token = SoftwareToken.create(folder, holder_cn, pin, to_be_changed=to_be_changed)
    token.install_certificate(issue(token.public_key()))
    return token


def is_weak(pin: str) -> bool:
    """True for a PIN that is not 6 to 16 digits, has fewer than three different ones, or simply counts up or down."""
    if not (pin.isascii() and pin.isdecimal() and len(pin) in PIN_LENGTHS and len(set(pin)) >= 3):
        return True
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return steps in ({1}, {-1})


def fingerprint(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _encrypted(key: rsa.RSAPrivateKey, pin: str) -> bytes:
    """PKCS#8 in PEM under scrypt of the PIN; the salt is a line before it, which readers of PEM pass over."""
    salt = secrets.token_bytes(16)
    encryption = BestAvailableEncryption(_stretch(pin, salt))
    return f"salt: {salt.hex()}\n".encode() + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def _decrypted(content: bytes, pin: str) -> rsa.RSAPrivateKey:
    """ValueError when the PIN is not the one."""
    first, _, pem = content.partition(b"\n")
    salt = bytes.fromhex(first.decode().removeprefix("salt: "))
    key = load_pem_private_key(pem, _stretch(pin, salt), unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("key.pem does not hold an RSA key")
    return key


def _stretch(pin: str, salt: bytes) -> bytes:
    return base64.b64encode(hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32))
