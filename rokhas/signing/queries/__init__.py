"""What the register answers."""

from rokhas.signing.queries.certificates import (
    active_certificate,
    certificates_of,
    holds_key,
    is_for_signature,
    job_keys,
    without_key,
)
from rokhas.signing.queries.register import latest, sealed_documents
from rokhas.signing.queries.verification import (
    SignatureSeen,
    Verdict,
    lookup,
    lookup_file,
    lookup_number,
    verify,
)

__all__ = [
    "SignatureSeen",
    "Verdict",
    "active_certificate",
    "certificates_of",
    "holds_key",
    "is_for_signature",
    "job_keys",
    "latest",
    "lookup",
    "lookup_file",
    "lookup_number",
    "sealed_documents",
    "verify",
    "without_key",
]
