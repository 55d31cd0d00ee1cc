"""Facts about signatures. `signature.sealed` is what a delivery waits for."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

PERSON = "the signatory, by reference; the certificate and the key, by fingerprint and serial number"

fact(
    "certificate.bound",
    "certificate",
    "token",
    sentence=_("A signature certificate was linked to its holder."),
    personal=PERSON,
)
fact(
    "certificate.changed",
    "certificate",
    "state",
    sentence=_("The state of a signature certificate changed."),
    personal=PERSON,
)
fact(
    "signature.made",
    "purpose",
    "subject",
    "signature",
    "jti",
    "certificate",
    "token",
    "base",
    sentence=_("A document was signed."),
    personal=PERSON,
)
fact(
    "signature.sealed",
    "purpose",
    "subject",
    "signature",
    "document",
    "sha256",
    "paper",
    "complete",
    sentence=_("A signed document was time-stamped and entered in the register."),
)
fact("proof.withdrawn", "purpose", "subject", "sha256", sentence=_("A registered document was withdrawn."))
fact("proof.restored", "purpose", "subject", "sha256", sentence=_("A registered document has effect again."))
