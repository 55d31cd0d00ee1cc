"""Linking certificates to people, and what may go wrong with them."""

from __future__ import annotations

from datetime import datetime

from asn1crypto import x509
from django.conf import settings

from rokhas.accounts.models import Person
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.signing import policy
from rokhas.signing.errors import (
    CertificateNotActive,
    CertificateNotForSignature,
    CertificateNotYours,
    CertificateOutOfDate,
    CertificateTaken,
    CertificateUnreadable,
    CertificateUntrusted,
    DemonstrationCertificate,
    WrongChange,
)
from rokhas.signing.models import Certificate, KeyState
from rokhas.signing.providers import trust
from rokhas.signing.queries import is_for_signature

FINAL = [KeyState.REVOKED, KeyState.EXPIRED]


def bind_certificate(person: Person, der: bytes, token_serial: str, by: Actor) -> Certificate:
    """Link the certificate carried by the key `token_serial` to its holder.

    Raises:
        CertificateUnreadable, CertificateNotForSignature, CertificateUntrusted, DemonstrationCertificate: it cannot serve here.
        CertificateTaken: it is linked already.
    """
    certificate = _read(person, der, token_serial, by.now())
    parsed = x509.Certificate.load(der)
    if not is_for_signature(parsed):
        raise CertificateNotForSignature
    refuse_demo(certificate)
    try:
        trust.check_path(parsed, max(by.now(), certificate.valid_from))
    except trust.Untrusted as error:
        raise CertificateUntrusted from error
    with act():
        require(policy.may_bind_certificate, by, certificate)
        if Certificate.objects.filter(sha256=certificate.sha256).exists():
            raise CertificateTaken
        certificate.save()
        record("certificate.bound", certificate, by, certificate=certificate.sha256, token=token_serial)
    return certificate


def change_certificate_state(certificate: Certificate, state: KeyState, *, by: Actor) -> Certificate:
    """Suspend, restore, lock or end a certificate; what it signed before keeps its value."""
    with act():
        certificate = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
        suspending = state == KeyState.SUSPENDED
        require(
            policy.may_suspend_certificate if suspending else policy.may_change_certificate, by, certificate
        )
        if state not in policy.CHANGES[certificate.state]:
            raise WrongChange(before=certificate.get_state_display(), after=state.label)
        certificate.state = state
        certificate.save(update_fields=["state"])
        record("certificate.changed", certificate, by, certificate=certificate.sha256, state=state.value)
    return certificate


def withdraw_certificates(person: Person, by: Actor) -> int:
    """End the certificates that bear names a person no longer has; answers how many.

    Called by the act that rectified the names, in its transaction: whoever may do that need not be trusted with keys. What they
    signed keeps the names it was signed under.
    """
    ending = Certificate.objects.select_for_update(no_key=True).filter(person=person).exclude(state__in=FINAL)
    for certificate in (found := list(ending)):
        certificate.state = KeyState.REVOKED
        certificate.save(update_fields=["state"])
        record(
            "certificate.changed",
            certificate,
            by,
            certificate=certificate.sha256,
            state=KeyState.REVOKED.value,
        )
    return len(found)


def require_usable(certificate: Certificate, by: Actor) -> None:
    """Raise the refusal that tells why this person may not sign with this certificate now, by what we know ourselves."""
    if certificate.person_id != by.person_id:
        raise CertificateNotYours
    refuse_demo(certificate)
    if certificate.state != KeyState.ACTIVE:
        raise CertificateNotActive(state=certificate.get_state_display())
    if not certificate.covers(by.now()):
        raise CertificateOutOfDate


def refuse_demo(certificate: Certificate) -> None:
    if certificate.is_demo and settings.ROKHAS_MODE == "production":
        raise DemonstrationCertificate


def _read(person: Person, der: bytes, token_serial: str, now: datetime) -> Certificate:
    try:
        parsed = x509.Certificate.load(der, strict=True)
        return Certificate(
            person=person,
            der=der,
            sha256=trust.fingerprint(parsed),
            serial=f"{parsed.serial_number:x}",
            holder=str(parsed.subject.native.get("common_name", ""))[:200],
            subject=parsed.subject.human_friendly,
            issuer=parsed.issuer.human_friendly,
            valid_from=parsed.not_valid_before,
            valid_to=parsed.not_valid_after,
            token_serial=token_serial,
            is_demo=trust.is_demo(parsed),
            bound_at=now,
        )
    except (ValueError, TypeError) as error:
        raise CertificateUnreadable from error
