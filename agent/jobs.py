"""What the platform may ask: jobs signed by its Ed25519 key, pinned here at install.

A job travels as `{"kid", "payload": base64, "sig": base64}`. The payload is UTF-8 JSON and the signature covers a prefix and
the payload's exact bytes: `permit-sign-job-v1\\0` for a document to sign, `permit-pin-job-v1\\0` for a PIN to change.
Every field is required unless said, and an unknown one is refused.

Signing: {"v": 1, "jti": ≥ 24 characters of base64url, "iat", "exp": Unix seconds, exp - iat ≤ 600, "origin", "user",
  "lang": "fr" | "ar", "tbs": base64 DER of the CMS signed attributes,
  "document": {"title", "kind", "number", "byterange_sha256": 64 lower-case hexadecimal digits}}
PIN:     {"v": 1, "jti", "iat", "exp", "origin", "user", "lang", "token": serial, "challenge": base64 of 16 to 64 bytes}
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms, tsp, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SIGN_PREFIX = b"permit-sign-job-v1\0"
PIN_PREFIX = b"permit-pin-job-v1\0"
LONGEST_LIFE = 600
CLOCK_SKEW = 60
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, SIGNING_CERTIFICATE = (
    "1.2.840.113549.1.9.3",
    "1.2.840.113549.1.9.4",
    "1.2.840.113549.1.9.5",
    "1.2.840.113549.1.9.16.2.47",
)
REQUIRED = {CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE}
_JTI = re.compile(r"[A-Za-z0-9_-]{24,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SIGN_FIELDS = {"v", "jti", "iat", "exp", "origin", "user", "lang", "tbs", "document"}
_PIN_FIELDS = {"v", "jti", "iat", "exp", "origin", "user", "lang", "token", "challenge"}
_DOCUMENT_FIELDS = {"title", "kind", "number", "byterange_sha256"}


class JobRefused(Exception):
    """A job that will not be shown to anyone: HTTP status and stable code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass(frozen=True)
class Job:
    """The part common to both kinds, checked."""

    jti: str
    expires: int
    user: str
    lang: str


@dataclass(frozen=True)
class SignJob(Job):
    tbs: bytes
    title: str
    kind: str
    number: str
    sha256: str
    certificate_sha256: str  # the certificate the signed attributes name


@dataclass(frozen=True)
class PinJob(Job):
    token: str
    challenge: bytes


def read_sign_job(envelope: object, keys: Mapping[str, Ed25519PublicKey], origin: str, now: float) -> SignJob:
    """The job in `envelope`, or JobRefused. `origin`: the page that sent it; `now`: Unix seconds."""
    payload = _opened(envelope, keys, SIGN_PREFIX)
    common = _common(payload, _SIGN_FIELDS, origin, now)
    document = payload["document"]
    if not isinstance(document, dict) or set(document) != _DOCUMENT_FIELDS:
        raise JobRefused(400, "BAD_JOB")
    title, kind, number, sha256 = (
        _text(document, name) for name in ("title", "kind", "number", "byterange_sha256")
    )
    if not _SHA256.fullmatch(sha256) or not title:
        raise JobRefused(400, "BAD_JOB")
    tbs = _bytes(payload, "tbs")
    return SignJob(
        *common,
        tbs=tbs,
        title=title,
        kind=kind,
        number=number,
        sha256=sha256,
        certificate_sha256=_certificate_named_by(tbs, sha256),
    )


def read_pin_job(envelope: object, keys: Mapping[str, Ed25519PublicKey], origin: str, now: float) -> PinJob:
    payload = _opened(envelope, keys, PIN_PREFIX)
    common = _common(payload, _PIN_FIELDS, origin, now)
    challenge = _bytes(payload, "challenge")
    if not 16 <= len(challenge) <= 64:
        raise JobRefused(400, "BAD_JOB")
    return PinJob(*common, token=_text(payload, "token"), challenge=challenge)


def _opened(envelope: object, keys: Mapping[str, Ed25519PublicKey], prefix: bytes) -> dict[str, Any]:
    if not isinstance(envelope, dict) or set(envelope) != {"kid", "payload", "sig"}:
        raise JobRefused(400, "BAD_JOB")
    payload, signature = _bytes(envelope, "payload"), _bytes(envelope, "sig")
    key = keys.get(_text(envelope, "kid"))
    if key is None:
        raise JobRefused(403, "BAD_JOB_SIGNATURE")
    try:
        key.verify(signature, prefix + payload)
    except InvalidSignature as error:
        raise JobRefused(403, "BAD_JOB_SIGNATURE") from error
    try:
        value = json.loads(payload)
    except ValueError as error:
        raise JobRefused(400, "BAD_JOB") from error
    if not isinstance(value, dict):
        raise JobRefused(400, "BAD_JOB")
    return value


def _common(payload: dict[str, Any], fields: set[str], origin: str, now: float) -> tuple[str, int, str, str]:
    if set(payload) != fields or payload["v"] != 1 or payload["lang"] not in ("fr", "ar"):
        raise JobRefused(400, "BAD_JOB")
    jti, issued, expires = payload["jti"], payload["iat"], payload["exp"]
    if not (isinstance(jti, str) and _JTI.fullmatch(jti)):
        raise JobRefused(400, "BAD_JOB")
    if type(issued) is not int or type(expires) is not int:
        raise JobRefused(400, "BAD_JOB")
    if payload["origin"] != origin:
        raise JobRefused(403, "ORIGIN_MISMATCH")
    if not (issued - CLOCK_SKEW <= now <= expires and 0 < expires - issued <= LONGEST_LIFE):
        raise JobRefused(403, "EXPIRED")
    return jti, expires, _text(payload, "user"), payload["lang"]


def _certificate_named_by(tbs: bytes, document_sha256: str) -> str:
    """SHA-256 of the certificate that the signed attributes name, once they are known to say what the job says.

    Never a blind signature: the attributes are read, must be strict DER, hold nothing unexpected, and carry the very digest
    shown to the holder.
    """
    try:
        attributes = cms.CMSAttributes.load(tbs, strict=True)
        values = {attribute["type"].dotted: list(attribute["values"]) for attribute in attributes}
        canonical = attributes.dump(force=True)
        count = len(attributes)
    except (ValueError, TypeError) as error:
        raise JobRefused(400, "NOT_DER") from error
    if canonical != tbs:
        raise JobRefused(400, "NOT_DER")
    if not REQUIRED <= set(values) <= REQUIRED | {SIGNING_TIME} or len(values) != count:
        raise JobRefused(400, "UNEXPECTED_ATTRIBUTE")
    if any(len(each) != 1 for each in values.values()):
        raise JobRefused(400, "UNEXPECTED_ATTRIBUTE")
    if values[CONTENT_TYPE][0].native != "data":
        raise JobRefused(400, "UNEXPECTED_ATTRIBUTE")
    if values[MESSAGE_DIGEST][0].native != bytes.fromhex(document_sha256):
        raise JobRefused(400, "DIGEST_MISMATCH")
    try:
        named = tsp.SigningCertificateV2.load(values[SIGNING_CERTIFICATE][0].dump(), strict=True)["certs"]
        first = named[0]
        algorithm, digest = first["hash_algorithm"]["algorithm"].native, first["cert_hash"].native
    except (ValueError, TypeError, IndexError) as error:
        raise JobRefused(400, "UNEXPECTED_ATTRIBUTE") from error
    if len(named) != 1 or algorithm != "sha256" or len(digest) != 32:
        raise JobRefused(400, "UNEXPECTED_ATTRIBUTE")
    return bytes(digest).hex()


def may_sign(certificate: bytes, now: float) -> str:
    """Empty when this holder certificate serves for non-repudiation and is in force at `now`; otherwise the refusal's code."""
    read = x509.Certificate.load(certificate)
    usage = read.key_usage_value
    if usage is None or "non_repudiation" not in usage.native:
        return "NOT_FOR_SIGNATURE"
    if not read.not_valid_before.timestamp() <= now <= read.not_valid_after.timestamp():
        return "CERTIFICATE_EXPIRED"
    return ""


def _text(source: Mapping[str, Any], name: str) -> str:
    value = source.get(name)
    if not isinstance(value, str) or len(value) > 500:
        raise JobRefused(400, "BAD_JOB")
    return value


def _bytes(source: Mapping[str, Any], name: str) -> bytes:
    value = source.get(name)
    if not isinstance(value, str):
        raise JobRefused(400, "BAD_JOB")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise JobRefused(400, "BAD_JOB") from error
