"""What the platform asks an agent to sign, under the platform's own Ed25519 key (protocol in agent/jobs.py).

The key is a file of the state folder; agents pin its public half at install, under `KID`.
"""

from __future__ import annotations

import base64
import functools
import json
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

from rokhas.kernel.kept import write_once

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
    """The key in `path`, made once."""
    if not path.exists():
        write_once(
            path,
            Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        )
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} does not hold an Ed25519 key.")
    return key
