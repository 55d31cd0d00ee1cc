"""What people do outside the platform, done for real: keys in the agent, payments at the treasury, plans drawn."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings

from agent import hand
from agent.demo_tokens import issuer
from agent.jobs import read_sign_job
from agent.tokens import SoftwareToken, b64, provision
from rokhas.accounts.models import Person
from rokhas.accounts.queries import actor_of
from rokhas.dossiers.models import Dossier
from rokhas.journeys.drawings import draw
from rokhas.kernel.actor import system
from rokhas.payments.actions import reconcile, start_payment
from rokhas.payments.errors import TreasurySilent
from rokhas.payments.models import Order
from rokhas.procedures.schema import Document
from rokhas.signing.actions import bind_certificate, finish, prepare
from rokhas.signing.models import Certificate
from rokhas.signing.queries import active_certificate, job_keys
from sandboxes.signature import read_or_create_secret, sign_request

DEMO_PIN = "482916"
TWO_YEARS = timedelta(days=730)


class RealHands:
    """Sign through the agent that runs beside the platform, pay on the sandbox of the treasury.

    Where the past is played (`at`), the agent's own clock would refuse its jobs: the same agent's code reads and signs
    them in this process, at that moment.
    """

    def __init__(self, agent_folder: Path) -> None:
        self.tokens = agent_folder / "tokens"
        self._held: dict[str, Path] = {}

    def sign(self, person: Person, purpose: str, *subjects: str, at: datetime | None) -> None:
        by = actor_of(person, at)
        certificate = self.key_of(person, at)
        envelopes = prepare(purpose, subjects, by=by, certificate=certificate)
        if at is None:
            results = hand.sign(settings.SIGNING_AGENT_URL, settings.PUBLIC_URL, envelopes, DEMO_PIN)
        else:
            results = self._sign_then(certificate, envelopes)
        for outcome in finish(results, by=by):
            if outcome.refusal:
                raise outcome.refusal

    def key_of(self, person: Person, at: datetime | None = None) -> Certificate:
        """The person's key; made, certified by the sandbox authority and linked to the account the first time."""
        moment = at or datetime.now(UTC)
        found = active_certificate(person.pk, moment)
        if found and self._folder(found):
            return found
        office = person.mandates.select_related("office").order_by("pk").first()
        since = min(moment, datetime.now(UTC)) - timedelta(days=1)
        issue = issuer(
            settings.AUTHORITY_URL,
            common_name=person.name_fr,
            organisation=office.office.name_fr if office else "",
            title=str(office.get_role_display()) if office else "",
            serial_number=f"DEMO-{person.pk:06d}",
            not_before=since,
            not_after=since + TWO_YEARS,
        )
        folder = self._fresh_folder(f"person-{person.pk}-{since:%Y%m%d}")
        token = provision(folder, person.name_fr, DEMO_PIN, issue)
        return bind_certificate(person, token.certificate() or b"", token.serial, by=system(at))

    def pay(self, order: Order, person: Person, at: datetime | None) -> None:
        """Open the hosted page, pay there, and let the platform ask: the callback needs a site that is running."""
        by = actor_of(person, at)
        start_payment(order, by=by, return_url=settings.PUBLIC_URL, lang=person.language)
        later = "?told=later" if at else ""  # a site that is open would hear of a past payment today
        target = f"/orders/{order.reference}/settle{later}"
        secret = read_or_create_secret(Path(settings.ROKHAS_VAR) / "secrets" / "treasury_secret")
        now = int(datetime.now(UTC).timestamp())
        headers = {
            "X-Treasury-Timestamp": str(now),
            "X-Treasury-Signature": sign_request(secret, now, "POST", target, b""),
        }
        answer = hand.send(settings.TREASURY_URL + target, "POST", b"", headers)
        if answer.status >= 400:
            raise TreasurySilent
        order.refresh_from_db()
        reconcile(order, by=by)

    def draw(self, document: Document, dossier: Dossier) -> tuple[bytes, str]:
        return draw(document, dossier)

    def _fresh_folder(self, name: str) -> Path:
        """A folder that nobody wrote yet: a load that was killed may have left a token that no account has."""
        names = (name if number == 1 else f"{name}-{number}" for number in count(1))
        return next(self.tokens / each for each in names if not (self.tokens / each).exists())

    def _folder(self, certificate: Certificate) -> Path | None:
        """Where the token of a certificate is, None when this machine does not hold it."""
        serial = certificate.token_serial
        if serial not in self._held:
            held = (folder for folder in self.tokens.glob("*") if (folder / "token.json").exists())
            self._held |= {SoftwareToken(each).serial: each for each in held}
        return self._held.get(serial)

    def _sign_then(self, certificate: Certificate, envelopes: list[dict[str, str]]) -> list[dict[str, str]]:
        keys = {kid: load_pem_public_key(pem.encode()) for kid, pem in job_keys().items()}
        trusted = {kid: key for kid, key in keys.items() if isinstance(key, Ed25519PublicKey)}
        folder = self._folder(certificate)
        assert folder is not None, "the token was there a moment ago"
        token = SoftwareToken(folder)
        read = [read_sign_job(each, trusted, settings.PUBLIC_URL, _issued(each)) for each in envelopes]
        values = token.sign(DEMO_PIN, *(job.tbs for job in read))
        return [
            {
                "jti": job.jti,
                "signature": b64(value),
                "alg": "sha256_rsa",
                "cert_sha256": job.certificate_sha256,
            }
            for job, value in zip(read, values, strict=True)
        ]


def _issued(envelope: dict[str, str]) -> float:
    return float(json.loads(base64.b64decode(envelope["payload"]))["iat"])
