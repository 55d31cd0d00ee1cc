"""Signatures in tests: the demonstration's authority and software tokens, in this process, through the one signing path.

with TestAuthority.shared().plays() as authority:
    authority.equip(person)
    signature = sign_as(authority, person, "permit", str(dossier.pk))
"""

from __future__ import annotations

import atexit
import base64
import functools
import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast
from unittest.mock import patch

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings
from django.test import override_settings

from agent.jobs import read_sign_job
from agent.tokens import SoftwareToken, _stretch, b64
from rokhas.accounts.models import Person
from rokhas.accounts.queries import actor_of
from rokhas.kernel.actor import system
from rokhas.signing import actions
from rokhas.signing.models import Certificate, Signature
from rokhas.signing.providers import Unreachable, jobs, played_by
from rokhas.signing.queries import active_certificate
from sandboxes.authority import Authority

PIN = "482916"
KEYS = 4
# The keys of the tests share their PIN and few salts: stretched once each, where a person's is stretched at each signature.
STRETCHED = functools.cache(_stretch)


class FakeTimestamper:
    """The authority's time-stamps without a network; `away` plays a service that does not answer."""

    def __init__(self, authority: Authority) -> None:
        self._authority, self.away, self.asked = authority, False, 0

    def answer(self, request: bytes, at: datetime | None = None) -> bytes:
        self.asked += 1
        if self.away:
            raise Unreachable("The time-stamping authority is away.")
        return self._authority.timestamp(request, at)


class FakeRevocationSource:
    """The authority's OCSP responder without a network."""

    def __init__(self, authority: Authority) -> None:
        self._authority, self.away = authority, False

    def answer(self, url: str, request: bytes, at: datetime | None = None) -> bytes:
        if self.away:
            raise Unreachable(f"{url} is away.")
        return self._authority.ocsp(request, at)


class TestAuthority:
    """An authority, its answers, and the keys of the people of a test."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authority = Authority(folder / "authority")
        self.roots = folder / "trust"
        self.roots.mkdir()
        (self.roots / "chain.pem").write_text(self.authority.chain_pem())
        self.timestamper = FakeTimestamper(self.authority)
        self.revocation_source = FakeRevocationSource(self.authority)
        self._tokens: dict[str, SoftwareToken] = {}

    @classmethod
    @functools.cache
    def shared(cls) -> TestAuthority:
        """One for the whole process: its keys take a second to make."""
        folder = Path(tempfile.mkdtemp(prefix="rokhas-authority-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return cls(folder)

    @contextmanager
    def plays(self) -> Iterator[TestAuthority]:
        """Be the outside world of this process: the trusted roots, the time-stamps, the states of certificates."""
        self.timestamper.away = self.revocation_source.away = False
        with (
            override_settings(TRUST_ROOTS=str(self.roots)),
            played_by(self.timestamper, self.revocation_source),
        ):
            yield self

    def equip(
        self,
        person: Person,
        *,
        organisation: str = "Commune de démonstration",
        title: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        at: datetime | None = None,
    ) -> Certificate:
        """Give a person a key whose PIN is changed and its certificate, linked to the account at `at`."""
        now = at or datetime.now(UTC)
        since, until = since or now - timedelta(days=1), until or now + timedelta(days=730)
        name = person.name_fr or f"Personne {person.pk}"
        token = self._fresh_token()
        reference = f"REF-{person.pk:06d}"
        der = self.authority.issue(token.public_key(), name, organisation, title, reference, since, until)
        token.install_certificate(der)
        return actions.bind_certificate(person, der, token.serial, by=system(at))

    def _fresh_token(self) -> SoftwareToken:
        """A token under a serial number of its own. Keys take long to make: a few are made, then used in turn."""
        turn = len(self._tokens) % KEYS
        template = self.folder / f"key-{turn}"
        if not template.exists():
            SoftwareToken.create(template, f"Clé {turn}", PIN)
        folder = self.folder / f"token-{len(self._tokens)}"
        shutil.copytree(template, folder)
        state = json.loads((folder / "token.json").read_text())
        (folder / "token.json").write_text(json.dumps({**state, "serial": secrets.token_hex(8)}))
        token = SoftwareToken(folder)
        self._tokens[token.serial] = token
        return token

    def revoke(self, certificate: Certificate, at: datetime | None = None) -> None:
        self.authority.revoke(x509.Certificate.load(bytes(certificate.der)).serial_number, at)

    def sign(self, certificate: Certificate, envelopes: list[dict[str, str]]) -> list[dict[str, str]]:
        """What the agent does with a batch: read each job strictly, sign with the key, answer."""
        key = cast(Ed25519PublicKey, load_pem_public_key(jobs.public_key_pem().encode()))
        origin = settings.PUBLIC_URL
        token = self._tokens[certificate.token_serial]
        read = [read_sign_job(each, {jobs.KID: key}, origin, _issued(each)) for each in envelopes]
        with patch("agent.tokens._stretch", STRETCHED):
            values = token.sign(PIN, *(job.tbs for job in read))
        return [
            {
                "jti": job.jti,
                "signature": b64(value),
                "alg": "sha256_rsa",
                "cert_sha256": job.certificate_sha256,
            }
            for job, value in zip(read, values, strict=True)
        ]


def sign_as(
    authority: TestAuthority, person: Person, purpose: str, *subjects: str, at: datetime | None = None
) -> list[Signature]:
    """The whole path, for one or several subjects, with the person's own key: prepare, sign, finish, seal.

    Raises the refusal of the first subject that was refused.
    """
    by = actor_of(person, at)
    certificate = active_certificate(person.pk, by.now())
    if certificate is None:
        raise LookupError(f"{person} has no key: call TestAuthority.equip.")
    envelopes = actions.prepare(purpose, subjects, by=by, certificate=certificate)
    signatures = []
    for outcome in actions.finish(authority.sign(certificate, envelopes), by=by):
        if outcome.signature is None:
            raise outcome.refusal or AssertionError(outcome)
        signatures.append(actions.seal(outcome.signature.pk))
    return signatures


def _issued(envelope: dict[str, str]) -> float:
    """The moment a job was issued: the past, when the past is played."""
    return float(json.loads(base64.b64decode(envelope["payload"]))["iat"])
