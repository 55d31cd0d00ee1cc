"""An agent on a free port, a platform that signs jobs, a holder with a token."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from cryptography.x509.oid import NameOID

from agent.hand import Answer, send
from agent.server import Agent
from agent.sessions import Desk
from agent.tokens import SoftwareToken, provision

ORIGIN = "http://127.0.0.1:8000"
PIN = "271828"


def certificate(
    public_key_der: bytes, *, for_signature: bool = True, until: timedelta = timedelta(days=700)
) -> bytes:
    """A holder certificate by an authority of this test."""
    key = load_der_public_key(public_key_der)
    assert not isinstance(key, (bytes, type(None)))
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "DEMO Commune de Témara"),
            x509.NameAttribute(NameOID.TITLE, "Présidente"),
            x509.NameAttribute(NameOID.COMMON_NAME, "DEMO Salma Idrissi"),
        ]
    )
    now = datetime.now(UTC)
    uses = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key)  # type: ignore[arg-type]
    builder = (
        builder.serial_number(7).not_valid_before(now - timedelta(days=900)).not_valid_after(now + until)
    )
    usage = x509.KeyUsage(content_commitment=for_signature, digital_signature=not for_signature, **uses)
    builder = builder.add_extension(usage, critical=True)
    return builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).public_bytes(Encoding.DER)


def signed_attributes(document_sha256: str, holder: bytes, *more: cms.CMSAttribute) -> bytes:
    """What the platform prepares for PAdES: content type, digest, certificate."""
    named = tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(holder).digest()}]})
    attributes = [
        cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
        cms.CMSAttribute({"type": "message_digest", "values": [bytes.fromhex(document_sha256)]}),
        cms.CMSAttribute({"type": "signing_certificate_v2", "values": [named]}),
        *more,
    ]
    return bytes(cms.CMSAttributes(attributes).dump())


@dataclass
class Platform:
    """Signs jobs as the platform would; `say` replaces any field of the payload before it is signed."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def envelope(self, payload: dict[str, Any], prefix: bytes = b"permit-sign-job-v1\0") -> dict[str, str]:
        content = json.dumps(payload, ensure_ascii=False).encode()
        signature = self.key.sign(prefix + content)
        return {
            "kid": "k1",
            "payload": base64.b64encode(content).decode(),
            "sig": base64.b64encode(signature).decode(),
        }

    def payload(self, holder: bytes, **say: Any) -> dict[str, Any]:
        digest = hashlib.sha256(secrets.token_bytes(8)).hexdigest()
        document = {
            "title": "Avis sur la villa R+1, Témara",
            "kind": "Avis",
            "number": "PCT-2026-0442300107-00042",
            "byterange_sha256": digest,
        }
        now = int(time.time())
        return {
            "v": 1,
            "jti": secrets.token_urlsafe(18),
            "iat": now,
            "exp": now + 300,
            "origin": ORIGIN,
            "user": "s.idrissi",
            "lang": "fr",
            "tbs": base64.b64encode(signed_attributes(digest, holder)).decode(),
            "document": document,
        } | say

    def job(self, holder: bytes, **say: Any) -> dict[str, str]:
        return self.envelope(self.payload(holder, **say))

    def pin_job(self, token: str, **say: Any) -> dict[str, str]:
        now = int(time.time())
        payload = {
            "v": 1,
            "jti": secrets.token_urlsafe(18),
            "iat": now,
            "exp": now + 300,
            "origin": ORIGIN,
            "user": "s.idrissi",
            "lang": "ar",
            "token": token,
            "challenge": base64.b64encode(b"n" * 16).decode(),
        }
        return self.envelope(payload | say, b"permit-pin-job-v1\0")


Ask = Callable[..., Answer]


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return provision(tmp_path_factory.mktemp("made") / "salma", "Salma Idrissi", PIN, certificate).folder


@pytest.fixture
def token(tmp_path: Path, made: Path) -> SoftwareToken:
    return SoftwareToken(Path(shutil.copytree(made, tmp_path / "tokens" / "salma")))


@pytest.fixture
def holder(token: SoftwareToken) -> bytes:
    """The holder's certificate."""
    found = token.certificate()
    assert found
    return found


@pytest.fixture
def agent(tmp_path: Path, platform: Platform) -> Iterator[Agent]:
    running = Agent(Desk(tmp_path, {"k1": platform.key.public_key()}), frozenset({ORIGIN}))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def ask(agent: Agent) -> Ask:
    """A request of the platform's page; headers given as None are left out."""

    def request(method: str, path: str, body: object = None, **headers: str | None) -> Answer:
        sent: dict[str, str | None] = {
            "Origin": ORIGIN,
            "X-Esign": "1",
            "Content-Type": "application/json",
        }
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        kept = {name: value for name, value in sent.items() if value is not None}
        return send(agent.url + path, method, content if method == "POST" else b"", kept)

    return request
