"""The second phase: accept what the holder's key signed."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField

from rokhas.accounts.queries import as_of_now
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import Refused
from rokhas.kernel.fixed import Fixed
from rokhas.signing import schema
from rokhas.signing.actions.certificates import require_usable
from rokhas.signing.errors import (
    JobClosed,
    JobExpired,
    JobUnknown,
    SignatureWrong,
    SubjectChanged,
    UnknownPurpose,
)
from rokhas.signing.models import Certificate, JobState, Signature, SigningJob
from rokhas.signing.providers.raw import signs

_JOB = Fixed(
    lambda jti, person: SigningJob.objects.select_related("certificate", "signature").filter(
        jti=jti, person=person
    ),
    jti=CharField(),
    person=BigIntegerField(),
)
_PREPARED = Fixed(
    lambda number: SigningJob.objects.filter(pk=number, state=JobState.PREPARED), number=BigIntegerField()
)
_CERTIFICATE = Fixed(
    lambda number: Certificate.objects.select_for_update(no_key=True).filter(pk=number),
    number=BigIntegerField(),
)
_TAKEN = Fixed(
    lambda subject, base: Signature.objects.filter(subject=subject, base_sha256=base).values_list("pk")[:1],
    subject=CharField(),
    base=CharField(),
)


@dataclass(frozen=True)
class Outcome:
    """What became of one result: a signature, or the refusal that says why there is none."""

    jti: str
    purpose: str = ""
    subject: str = ""
    title: str = ""
    signature: Signature | None = None
    refusal: Refused | None = None

    @property
    def is_signed(self) -> bool:
        return self.signature is not None


def finish(results: Sequence[Mapping[str, Any]], *, by: Actor) -> list[Outcome]:
    """Accept each `{"jti", "signature": base64, "alg", "cert_sha256"}`, each in its own transaction, in order.

    One that is refused does not undo the others. Given twice, the same result has the same outcome and makes one signature.
    """
    return [_finish(result, by) for result in results]


def _finish(result: Mapping[str, Any], by: Actor) -> Outcome:
    jti = str(result.get("jti", ""))
    mine = _JOB.all(jti=jti, person=by.person_id) if by.person_id else []
    if not mine:
        return Outcome(jti, refusal=JobUnknown())
    (job,) = mine
    try:
        signature = _accept(job, result, by)
    except Refused as refusal:
        _close(job, refusal)
        return Outcome(jti, job.purpose, job.subject, job.title, refusal=refusal)
    return Outcome(jti, job.purpose, job.subject, job.title, signature)


def _accept(job: SigningJob, result: Mapping[str, Any], by: Actor) -> Signature:
    if job.state != JobState.PREPARED:
        return _already(job)
    if by.now() > job.expires_at:
        raise JobExpired
    purpose = schema.find(job.purpose)
    if purpose is None:
        raise UnknownPurpose
    value = _verified(job, result)
    with act():
        subject = purpose.lock(job.subject)
        signed = {"state": JobState.SIGNED, "signature_value": value, "finished_at": by.now()}
        if not _PREPARED.update(signed, number=job.pk):
            return _already(SigningJob.objects.select_related("signature").get(pk=job.pk))
        return _sign(job, purpose, subject, as_of_now(by))


def _sign(job: SigningJob, purpose: schema.Purpose, subject: Any, by: Actor) -> Signature:
    """Everything that may have changed since the job was prepared is asked again, on the locked rows."""
    certificate = _CERTIFICATE.one(number=job.certificate_id)
    require_usable(certificate, by)
    require(purpose.may_sign, by, subject)
    taken = _TAKEN.rows(subject=job.subject, base=job.base_sha256)
    if purpose.revision(subject) != job.revision or taken:
        raise SubjectChanged
    signature = Signature.objects.create(
        job=job,
        purpose=job.purpose,
        subject=job.subject,
        person_id=job.person_id,
        certificate=certificate,
        role=job.role,
        field=job.field,
        base_sha256=job.base_sha256,
        signed_at=by.now(),
    )
    purpose.on_signed(subject, signature, by)
    record(
        "signature.made",
        signature,
        by,
        purpose=job.purpose,
        subject=job.subject,
        signature=signature.pk,
        jti=job.jti,
        certificate=certificate.sha256,
        token=certificate.token_serial,
        base=job.base_sha256,
    )
    return signature


def _verified(job: SigningJob, result: Mapping[str, Any]) -> bytes:
    """The raw signature value, once it is proved to be of these attributes by this certificate."""
    try:
        value = base64.b64decode(str(result.get("signature", "")), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureWrong from error
    der, attributes = bytes(job.certificate.der), bytes(job.signed_attributes)
    same = result.get("cert_sha256") == job.certificate.sha256
    if not same or not signs(der, str(result.get("alg", "")), value, attributes):
        raise SignatureWrong
    return value


def _already(job: SigningJob) -> Signature:
    """What came of a job that is no longer open."""
    if job.state in (JobState.SIGNED, JobState.SEALED):
        return job.signature
    raise JobExpired if job.state == JobState.EXPIRED else JobClosed


def _close(job: SigningJob, refusal: Refused) -> None:
    """A refused job is never tried again; the holder starts from the document."""
    state = JobState.EXPIRED if isinstance(refusal, JobExpired) else JobState.REFUSED
    _PREPARED.update({"state": state, "refusal": refusal.code}, number=job.pk)
