"""What this room refuses, and what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import NotAllowed, Refused


class UnknownPurpose(Refused):
    code, status, field = "unknown-purpose", 404, "purpose"
    message = _("This kind of signature does not exist here.")


class NotYoursToSign(NotAllowed):
    """The same answer for what does not exist, is out of sight or waits for somebody else: nobody learns which numbers exist."""

    code, status, field = "not-yours-to-sign", 404, "subjects"
    message = _(
        "There is nothing here for you to sign: the document does not exist, is already signed, or waits for another person."
    )


class NothingToSign(Refused):
    code, status, field = "nothing-to-sign", 422, "subjects"
    message = _("Choose from 1 to %(most)s documents to sign.")


class NoCertificate(Refused):
    code, status = "no-certificate", 409
    message = _(
        "No signature certificate in force is linked to your account. Ask whoever gave you your key: the contact for signature "
        "keys of an office, or the authority that issued it."
    )


class CertificateNotYours(Refused):
    code, status = "certificate-not-yours", 403
    message = _("This certificate belongs to another person. Plug in your own key.")


class CertificateTaken(Refused):
    code, status = "certificate-taken", 409
    message = _("This certificate is already linked to an account.")


class CertificateUnreadable(Refused):
    code, status = "certificate-unreadable", 422
    message = _("This file is not a certificate that can be read.")


class CertificateNotForSignature(Refused):
    code, status = "certificate-not-for-signature", 422
    message = _(
        "This certificate was not issued for electronic signature. Ask the authority for a signature certificate."
    )


class CertificateNotActive(Refused):
    code, status = "certificate-not-active", 409
    message = _(
        "Your signature key is not active (%(state)s). Ask whoever gave it to you: the contact for signature keys of an office, "
        "or the authority that issued it."
    )


class CertificateOutOfDate(Refused):
    code, status = "certificate-out-of-date", 409
    message = _("Your certificate is not valid on this date. Ask for its renewal.")


class CertificateRevoked(Refused):
    code, status = "certificate-revoked", 409
    message = _("The authority has revoked your certificate: it can no longer sign. Order a new key.")


class CertificateUntrusted(Refused):
    code, status = "certificate-untrusted", 409
    message = _("This certificate does not come from an authority that the platform recognises.")


class DemonstrationCertificate(Refused):
    code, status = "demonstration-certificate", 409
    message = _("A demonstration certificate signs nothing here. Use the certificate of your own key.")


class RevocationUnknown(Refused):
    code, status = "revocation-unknown", 503
    message = _(
        "The certification authority does not answer, so nothing can be signed for now. Try again in a few minutes."
    )


class WrongChange(Refused):
    code, status, field = "wrong-change", 409, "state"
    message = _("A certificate cannot go from “%(before)s” to “%(after)s”.")


class JobUnknown(Refused):
    code, status = "job-unknown", 404
    message = _("This signature request does not exist, or is not yours. Start signing again.")


class JobExpired(Refused):
    code, status = "job-expired", 410
    message = _("The ten minutes to sign are over. Nothing was signed: start signing again.")


class JobClosed(Refused):
    code, status = "job-closed", 409
    message = _("This signature request was refused and cannot be used again. Start signing again.")


class SignatureWrong(Refused):
    code, status = "signature-wrong", 422
    message = _(
        "The signature received is not the one of this document by your certificate. Nothing was signed: start again."
    )


class SubjectChanged(Refused):
    code, status = "subject-changed", 409
    message = _("The document changed while you were signing. Nothing was signed: read it again, then sign.")


class AwaitingSeal(Refused):
    code, status = "awaiting-seal", 409
    message = _("The signature before yours is being time-stamped. Try again in a moment.")


class NotRegistered(Refused):
    code, status = "not-registered", 404
    message = _("The register holds no document for this act.")


class BadRequest(Refused):
    code, status = "bad-request", 400
    message = _("The page sent something that cannot be read. Reload it, then start signing again.")
