"""After the signature, in the worker: time-stamp it, set it in its file, enter the file in the register."""

from __future__ import annotations

import hashlib
import logging
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, CharField

from rokhas.documents.actions import store
from rokhas.documents.models import Document
from rokhas.journal.duties import every
from rokhas.journal.events import act, record
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.fixed import Fixed
from rokhas.signing.models import FileState, JobState, RegisteredFile, Signature, SigningJob
from rokhas.signing.providers import Unreachable, drafts, pades, timestamper
from rokhas.signing.queries.acceptance import Expected, examine

log = logging.getLogger(__name__)

# The outbox tries at once, then less and less often; this sweep goes on for ever.
LEFT_BEHIND = timedelta(minutes=10)
CLOCK_SKEW = timedelta(minutes=5)
DRAFTS_KEPT = timedelta(days=1)

_SIGNATURE = Fixed(
    lambda number: Signature.objects.select_related("job__certificate").filter(pk=number),
    number=BigIntegerField(),
)
_UNSEALED = Fixed(lambda number: Signature.objects.unsealed().filter(pk=number), number=BigIntegerField())
_JOB = Fixed(lambda number: SigningJob.objects.filter(pk=number), number=BigIntegerField())
_SIGNED_BEFORE = Fixed(
    lambda sha256: RegisteredFile.objects.select_for_update(no_key=True).filter(sha256=sha256),
    sha256=CharField(),
)
_SAME_CODE = Fixed(
    lambda code, purpose, subject: RegisteredFile.objects.standing().filter(
        code=code, purpose=purpose, subject=subject
    ),
    code=CharField(),
    purpose=CharField(),
    subject=CharField(),
)


class NotSealed(Exception):
    """The sealed file does not pass our own rules, or its draft is damaged: it never leaves, and someone must look."""


def seal(signature_id: int) -> Signature:
    """Seal an accepted signature; doing it again changes nothing.

    Raises:
        Unreachable: the time-stamping authority does not answer. Nothing is lost: the signature value is kept.
        NotSealed: the result is not acceptable.
    """
    signature = _SIGNATURE.one(number=signature_id)
    if signature.is_sealed:
        return signature
    job, by = signature.job, system(signature.job.stamp_at)
    signature.certificate = job.certificate  # a job is of one certificate, which its signature names again
    content = drafts.find(job.jti, drafts.SEALED)
    if content is None:
        content = drafts.keep(job.jti, drafts.SEALED, _stamped(job))
    try:
        _check(signature, content)
    except NotSealed:
        drafts.discard(job.jti, drafts.SEALED)  # the next try asks for another time-stamp
        raise
    document = store(content, name=job.name, media_type="application/pdf", by=by)
    with act():
        sealed = {"document": document, "sha256": document.sha256, "sealed_at": by.now()}
        mine = _UNSEALED.update(sealed, number=signature.pk)
        if mine:
            _JOB.update({"state": JobState.SEALED}, number=job.pk)
            entry = _register(signature, document, by)
            record(
                "signature.sealed",
                signature,
                by,
                purpose=job.purpose,
                subject=job.subject,
                signature=signature.pk,
                document=document.pk,
                sha256=document.sha256,
                paper=job.kind,
                complete=entry.state == FileState.VALID,
            )
    drafts.discard(job.jti)
    if not mine:  # another worker was faster
        return Signature.objects.get(pk=signature_id)
    for name, value in sealed.items():
        setattr(signature, name, value)
    return signature


@every(LEFT_BEHIND)
def seal_what_waits(by: Actor) -> int:
    """Seal what the outbox gave up on, each by itself, whenever the authority is back. Returns how many were sealed."""
    done = 0
    for number in (
        Signature.objects.unsealed().filter(signed_at__lt=by.now() - LEFT_BEHIND).values_list("pk", flat=True)
    ):
        try:
            seal(number)
        except Unreachable as error:
            log.warning("The time-stamping authority is still away: %s", error)
            break
        except Exception:
            # Whatever is wrong with one, the others are sealed.
            log.exception("Signature %s cannot be sealed.", number)
        else:
            done += 1
    return done


@every(timedelta(minutes=10))
def sweep_jobs(by: Actor) -> int:
    """Close the jobs nobody signed in time and remove their drafts. Returns how many were closed."""
    late = SigningJob.objects.filter(state=JobState.PREPARED, expires_at__lt=by.now())
    closed = list(late.values_list("jti", flat=True))
    count = SigningJob.objects.filter(jti__in=closed, state=JobState.PREPARED).update(state=JobState.EXPIRED)
    needed = SigningJob.objects.filter(state__in=[JobState.PREPARED, JobState.SIGNED])
    for jti in set(closed) - set(needed.filter(jti__in=closed).values_list("jti", flat=True)):
        drafts.discard(jti)
    drafts.sweep(by.now() - DRAFTS_KEPT, lambda jti: needed.filter(jti=jti).exists())
    return count


def _stamped(job: SigningJob) -> bytes:
    """The prepared file with the holder's signature and a time-stamp in it."""
    content = drafts.find(job.jti, drafts.PREPARED)
    if content is None or hashlib.sha256(content).hexdigest() != job.prepared_sha256:
        raise NotSealed(f"The prepared file of {job.jti} is missing or damaged.")
    prepared = pades.Prepared(
        content,
        bytes.fromhex(job.byterange_sha256),
        job.reserved_start,
        job.reserved_end,
        bytes(job.signed_attributes),
    )
    if job.signature_value is None:
        raise NotSealed(f"{job.jti} holds no signature.")
    der = bytes(job.certificate.der)
    return pades.embed(prepared, der, bytes(job.signature_value), timestamper(), job.stamp_at)


def _check(signature: Signature, content: bytes) -> None:
    """Hold our own file against the rules by which it will be judged, and its time-stamp against the moment of the signature."""
    expected = [Expected(each["field"], each["certificate"]) for each in _expected(signature)]
    examination = examine(content, expected)
    if examination.faults:
        raise NotSealed(f"Signature {signature.pk}: {', '.join(examination.faults)}")
    moment = examination.times[signature.field]
    if moment < signature.signed_at - CLOCK_SKEW:
        raise NotSealed(f"Signature {signature.pk} of {signature.signed_at} is time-stamped {moment}.")


def _expected(signature: Signature) -> list[dict[str, Any]]:
    own = {
        "field": signature.field,
        "certificate": signature.certificate.sha256,
        "role": signature.role,
        "delegated": signature.job.delegated,
    }
    return [*signature.job.previous, own]


def _register(signature: Signature, document: Document, by: Actor) -> RegisteredFile:
    """Enter the file; the file it was made from, signed by those before, gives its place up."""
    job, facts = signature.job, signature.job.facts or {}
    before = None
    if job.previous:
        before = _SIGNED_BEFORE.first(sha256=job.base_sha256)
    state = FileState.VALID if job.complete else FileState.INCOMPLETE
    if before is not None:
        if before.state == FileState.WITHDRAWN:
            state = FileState.WITHDRAWN
        before.state = FileState.SUPERSEDED
        before.save(update_fields=["state"])
    if job.verification_code:
        # The same subject signed anew under the same code: a code leads to one document.
        _SAME_CODE.update(
            {"state": FileState.SUPERSEDED},
            code=job.verification_code,
            purpose=job.purpose,
            subject=job.subject,
        )
    return RegisteredFile.objects.create(
        sha256=document.sha256,
        document=document,
        code=job.verification_code,
        purpose=job.purpose,
        subject=job.subject,
        kind=job.kind,
        number=facts.get("number") or job.number,
        date=date.fromisoformat(facts["date"]) if facts.get("date") else None,
        commune_fr=facts.get("commune_fr", ""),
        commune_ar=facts.get("commune_ar", ""),
        nature_fr=facts.get("nature_fr", ""),
        nature_ar=facts.get("nature_ar", ""),
        expected=_expected(signature),
        state=state,
        is_demo=signature.certificate.is_demo or (before is not None and before.is_demo),
        registered_at=by.now(),
    )
