"""The first phase: make the papers, keep a place for the signature, ask the agent."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from asn1crypto import x509
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import CharField
from django.http import Http404

from rokhas.accounts.queries import as_of_now
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.kernel.fixed import Fixed
from rokhas.kernel.references import row_number
from rokhas.kernel.rows import write_together
from rokhas.signing import schema
from rokhas.signing.actions.certificates import require_usable
from rokhas.signing.errors import (
    CertificateNotForSignature,
    CertificateUntrusted,
    NothingToSign,
    NotYoursToSign,
    RevocationUnknown,
    UnknownPurpose,
)
from rokhas.signing.models import Certificate, RegisteredFile, SigningJob
from rokhas.signing.providers import drafts, jobs, pades, revocation_source, trust
from rokhas.signing.providers.revocation import check_good
from rokhas.signing.queries import is_for_signature

LIFE = timedelta(minutes=10)
MOST = 100  # what an agent takes in one batch

_REGISTERED = Fixed(lambda sha256: RegisteredFile.objects.filter(sha256=sha256), sha256=CharField())


def prepare(
    purpose_code: str, subject_ids: Sequence[str], *, by: Actor, certificate: Certificate
) -> list[dict[str, str]]:
    """One signed job per subject, for the agent: `{"kid", "payload", "sig"}`. Nothing is signed yet.

    Call it outside any transaction: it renders, hashes and asks the authority whether the certificate is still good.

    Raises:
        Refused: the purpose, the certificate or one of the subjects does not allow it; then no job is given at all.
    """
    purpose = schema.find(purpose_code)
    if purpose is None:
        raise UnknownPurpose
    wanted = list(dict.fromkeys(subject_ids))
    if not 1 <= len(wanted) <= MOST:
        raise NothingToSign(most=MOST)
    by = as_of_now(by)
    require_usable(certificate, by)
    read = {subject_id: _may_sign(purpose, subject_id, by) for subject_id in wanted}
    require_recognised(certificate, by)
    prepared = [_prepare(purpose, subject_id, *read[subject_id], by, certificate) for subject_id in wanted]
    write_together(prepared)
    return [jobs.envelope(_payload(job, certificate.person.name)) for job in prepared]


def require_recognised(certificate: Certificate, by: Actor) -> None:
    """Ask outside: an authority we trust issued it for signatures and has not revoked it. Raises the refusal that says why."""
    parsed = x509.Certificate.load(bytes(certificate.der))
    if not is_for_signature(parsed):
        raise CertificateNotForSignature
    try:
        trust.check_path(parsed, by.now())
    except trust.Untrusted as error:
        raise CertificateUntrusted from error
    issuer = trust.trust().issuer_of(parsed)
    if issuer is None:
        raise RevocationUnknown
    check_good(parsed.dump(), issuer.dump(), revocation_source(), now=by.now(), at=played_at(by))


def played_at(by: Actor) -> Any:
    """The moment being played, None where time is real. Production never plays."""
    return None if settings.ROKHAS_MODE == "production" else by.at


def _may_sign(purpose: schema.Purpose, subject_id: str, by: Actor) -> tuple[Any, str]:
    """The locked subject and its revision. A subject has one name only: under another it would be signed twice."""
    if row_number(subject_id) is None:
        raise NotYoursToSign
    with transaction.atomic():
        try:
            subject = purpose.lock(subject_id)
            require(purpose.may_sign, by, subject)
        except (ObjectDoesNotExist, Http404, NotAllowed) as error:
            raise NotYoursToSign from error
        return subject, purpose.revision(subject)


def _prepare(
    purpose: schema.Purpose, subject_id: str, subject: Any, revision: str, by: Actor, certificate: Certificate
) -> SigningJob:
    paper = purpose.paper(subject, by)
    base = hashlib.sha256(paper.pdf).hexdigest()
    previous = [signature for before in _REGISTERED.all(sha256=base) for signature in before.expected]
    der, now = bytes(certificate.der), by.now()
    prepared = pades.prepare(paper.pdf, paper.field, der, now, first=not previous, last=paper.complete)
    job = SigningJob(
        jti=secrets.token_urlsafe(24),
        purpose=purpose.code,
        subject=subject_id,
        revision=revision,
        person_id=certificate.person_id,
        certificate=certificate,
        title=paper.title,
        kind=paper.kind,
        number=paper.number,
        name=paper.name,
        field=paper.field,
        role=paper.role,
        delegated=paper.delegated,
        lang=paper.lang,
        verification_code=paper.verification_code or "",
        facts=_as_json(paper.facts),
        complete=paper.complete,
        previous=previous,
        base_sha256=base,
        prepared_sha256=hashlib.sha256(prepared.content).hexdigest(),
        byterange_sha256=prepared.digest.hex(),
        reserved_start=prepared.start,
        reserved_end=prepared.end,
        signed_attributes=prepared.attributes,
        prepared_at=now,
        expires_at=now + LIFE,
        stamp_at=played_at(by),
    )
    drafts.keep(job.jti, drafts.PREPARED, prepared.content)
    return job


def _payload(job: SigningJob, user: str) -> dict[str, Any]:
    """What the agent reads and shows (agent/jobs.py)."""
    address = urlsplit(settings.PUBLIC_URL)
    return {
        "v": 1,
        "jti": job.jti,
        "iat": int(job.prepared_at.timestamp()),
        "exp": int(job.expires_at.timestamp()),
        "origin": f"{address.scheme}://{address.netloc}",
        "user": user,
        "lang": job.lang,
        "tbs": base64.b64encode(job.signed_attributes).decode(),
        "document": {
            "title": job.title,
            "kind": job.kind,
            "number": job.number,
            "byterange_sha256": job.byterange_sha256,
        },
    }


def _as_json(facts: schema.Facts | None) -> dict[str, Any] | None:
    if facts is None:
        return None
    return {**asdict(facts), "date": facts.date.isoformat() if facts.date else None}
