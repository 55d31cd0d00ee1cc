"""Certificates, what is being signed, what was signed, and the register that proves it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from rokhas.documents.models import Document
from rokhas.kernel.rows import OftenRead, OftenWritten


class KeyState(models.TextChoices):
    """DOMAIN §11, the states in which a certificate is linked to its holder."""

    ACTIVE = "ACTIVE", pgettext_lazy("signature key", "Active")
    SUSPENDED = "SUSPENDED", pgettext_lazy("signature key", "Suspended")
    LOCKED = "LOCKED", pgettext_lazy("signature key", "Locked")
    REVOKED = "REVOKED", pgettext_lazy("signature key", "Revoked")
    EXPIRED = "EXPIRED", pgettext_lazy("signature key", "Expired")


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def usable(self, now: datetime) -> CertificateQuerySet:
        return self.filter(state=KeyState.ACTIVE, valid_from__lte=now, valid_to__gte=now)


class Certificate(OftenRead):
    """A holder's signature certificate and the key (`token_serial`) that carries its private half."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates")
    der = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    serial = models.CharField(max_length=64)
    holder = models.CharField(max_length=200)
    subject = models.TextField()
    issuer = models.TextField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    token_serial = models.CharField(max_length=64)
    is_demo = models.BooleanField()
    state = models.CharField(max_length=10, choices=KeyState, default=KeyState.ACTIVE)
    bound_at = models.DateTimeField()

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=models.F("valid_from")), name="a_certificate_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder} ({self.serial})"

    def covers(self, moment: datetime) -> bool:
        return self.valid_from <= moment <= self.valid_to


class JobState(models.TextChoices):
    PREPARED = "prepared"
    SIGNED = "signed"
    SEALED = "sealed"
    REFUSED = "refused"
    EXPIRED = "expired"


class SigningJob(OftenWritten):
    """One document prepared for one holder: signed at most once, within ten minutes.

    The prepared file is kept outside the database under its `jti`, with `prepared_sha256`. `base_sha256` is the paper before this
    signature; `byterange_sha256` is what the signed attributes carry; `reserved_start` and `reserved_end` bound the place
    of the signature in the file. `signature_value` is kept from the moment it is accepted, so that a time-stamp can be asked
    again. `stamp_at` is set only where a demonstration or a test plays the past.
    """

    jti = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    revision = models.CharField(max_length=120)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=60)
    number = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    field = models.CharField(max_length=60)
    role = models.CharField(max_length=30)
    # In the name of the holder of the role, by a delegation.
    delegated = models.BooleanField(default=False)
    lang = models.CharField(max_length=2)
    verification_code = models.CharField(max_length=12, blank=True)
    facts = models.JSONField(null=True)
    complete = models.BooleanField()
    # Signatures already in the paper: [{"field", "certificate", "role", "delegated"}].
    previous = models.JSONField(default=list)
    base_sha256 = models.CharField(max_length=64)
    prepared_sha256 = models.CharField(max_length=64)
    byterange_sha256 = models.CharField(max_length=64, db_index=True)
    reserved_start = models.PositiveBigIntegerField()
    reserved_end = models.PositiveBigIntegerField()
    signed_attributes = models.BinaryField()
    signature_value = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.PREPARED)
    refusal = models.CharField(max_length=60, blank=True)
    prepared_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    stamp_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["signed", "sealed"], signature_value__isnull=False)
                | Q(state__in=["prepared", "refused", "expired"], signature_value=None),
                name="a_signed_job_keeps_its_signature",
            )
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(state="prepared"), name="job_to_expire")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject} ({self.state})"


class SignatureQuerySet(models.QuerySet["Signature"]):
    def unsealed(self) -> SignatureQuerySet:
        return self.filter(sealed_at=None)


class Signature(OftenWritten):
    """A signature that was accepted. `document` is the sealed file, once the time-stamp has been embedded."""

    job = models.OneToOneField(SigningJob, models.PROTECT, related_name="signature")
    purpose = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="signatures")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=30)
    field = models.CharField(max_length=60)
    base_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            # Two persons never sign the same revision of a file side by side: the second signs the sealed file of the first.
            models.UniqueConstraint(fields=["subject", "base_sha256"], name="one_signature_per_revision"),
            models.CheckConstraint(
                condition=Q(sealed_at=None, document=None, sha256="")
                | Q(sealed_at__isnull=False, document__isnull=False) & ~Q(sha256=""),
                name="a_sealed_signature_has_its_document",
            ),
        ]
        indexes = [
            models.Index(fields=["purpose", "subject"], name="signature_subject"),
            models.Index(fields=["signed_at"], condition=Q(sealed_at=None), name="signature_to_seal"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject} · {self.field}"

    @property
    def is_sealed(self) -> bool:
        return self.sealed_at is not None


class FileState(models.TextChoices):
    """`INCOMPLETE`: another signature is to follow. `SUPERSEDED`: a later file of the same paper took its place."""

    VALID = "valid", pgettext_lazy("registered document", "Valid")
    INCOMPLETE = "incomplete", pgettext_lazy("registered document", "Not fully signed")
    SUPERSEDED = "superseded", pgettext_lazy("registered document", "Replaced by a later document")
    WITHDRAWN = "withdrawn", pgettext_lazy("registered document", "Withdrawn")


class RegisteredFileQuerySet(models.QuerySet["RegisteredFile"]):
    def standing(self) -> RegisteredFileQuerySet:
        return self.filter(state__in=[FileState.VALID, FileState.INCOMPLETE])


class RegisteredFile(OftenWritten):
    """A sealed file as the register knows it: enough to verify it and to tell the public its state, and nothing else."""

    sha256 = models.CharField(max_length=64, unique=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, blank=True)
    purpose = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    number = models.CharField(max_length=60)
    date = models.DateField(null=True)
    commune_fr = models.CharField(max_length=120, blank=True)
    commune_ar = models.CharField(max_length=120, blank=True)
    nature_fr = models.CharField(max_length=200, blank=True)
    nature_ar = models.CharField(max_length=200, blank=True)
    # Every signature the file must hold, and no other: [{"field", "certificate": SHA-256, "role", "delegated"}].
    expected = models.JSONField()
    state = models.CharField(max_length=10, choices=FileState)
    is_demo = models.BooleanField()
    registered_at = models.DateTimeField()

    objects = RegisteredFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code="") & Q(state__in=["valid", "incomplete"]),
                name="one_current_file_per_code",
            )
        ]
        indexes = [
            models.Index(fields=["code"], name="registered_code"),
            models.Index(fields=["purpose", "subject"], name="registered_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} ({self.state})"
