"""What the platform asks an agent to sign, under the platform's own Ed25519 key (protocol in agent/jobs.py).

The key is a file of the state folder; agents pin its public half at install, under `KID`.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import json
import os
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

KID = "k1"
PREFIX = b"permit-sign-job-v1\0"


def envelope(payload: dict[str, Any]) -> dict[str, str]:
    """`{"kid", "payload", "sig"}`, both base64; the signature covers the prefix and the payload's exact bytes."""
    content = json.dumps(payload, ensure_ascii=False).encode()
    signature = _key(_path()).sign(PREFIX + content)
    return {
        "kid": KID,
        "payload": base64.b64encode(content).decode(),
        "sig": base64.b64encode(signature).decode(),
    }


def public_key_pem() -> str:
    """The key that agents pin: SubjectPublicKeyInfo in PEM."""
    public = _key(_path()).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _path() -> Path:
    return Path(settings.ROKHAS_VAR) / "secrets" / f"signing-job-{KID}.pem"


@functools.lru_cache(maxsize=4)
def _key(path: Path) -> Ed25519PrivateKey:
    """The key in `path`, made once; of two processes starting together, both use the first one's."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}")
        private = Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(private)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} does not hold an Ed25519 key.")
    return key
