"""Is this certificate still good? The question and the proof of the answer (RFC 6960)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from rokhas.signing.errors import CertificateRevoked, RevocationUnknown
from rokhas.signing.providers import RevocationSource, Unreachable
from rokhas.signing.providers.raw import check_signature

SKEW = timedelta(minutes=5)


def check_good(
    certificate_der: bytes, issuer_der: bytes, source: RevocationSource, *, now: datetime, at: datetime | None
) -> None:
    """Ask the responder named by the certificate.

    `now` is the moment the answer must cover; `at` asks for an answer of the past.

    Raises:
        CertificateRevoked: the authority says so.
        RevocationUnknown: no answer that can be believed. Nothing is signed on a doubt.
    """
    certificate, issuer = (
        x509.load_der_x509_certificate(certificate_der),
        x509.load_der_x509_certificate(issuer_der),
    )
    url = _responder(certificate)
    if not url:
        raise RevocationUnknown
    # SHA-1 names the issuer here and protects nothing: it is what every responder understands (RFC 5019).
    request = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1()).build()  # noqa: S303
    try:
        answer = ocsp.load_der_ocsp_response(source.answer(url, request.public_bytes(Encoding.DER), at))
        status = _status(answer, request, issuer, now)
    except (Unreachable, ValueError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound) as error:
        raise RevocationUnknown from error
    if status is ocsp.OCSPCertStatus.REVOKED:
        raise CertificateRevoked
    if status is not ocsp.OCSPCertStatus.GOOD:
        raise RevocationUnknown


def _status(
    answer: ocsp.OCSPResponse, request: ocsp.OCSPRequest, issuer: x509.Certificate, now: datetime
) -> ocsp.OCSPCertStatus:
    """What the responder says, once the answer is proved to be its own, about this certificate, and fresh."""
    if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise ValueError(f"The responder answered {answer.response_status.name}.")
    asked = (request.serial_number, request.issuer_key_hash, request.issuer_name_hash)
    if (answer.serial_number, answer.issuer_key_hash, answer.issuer_name_hash) != asked:
        raise ValueError("The answer is about another certificate.")
    until = answer.next_update_utc
    if not answer.this_update_utc - SKEW <= now or (until is not None and now > until + SKEW):
        raise ValueError("The answer is not of this moment.")
    algorithm = answer.signature_hash_algorithm
    if algorithm is None or isinstance(algorithm, hashes.SHA1 | hashes.MD5):
        raise ValueError("The answer is signed with a hash that proves nothing.")
    key = _signer(answer, issuer, now).public_key()
    check_signature(key, answer.signature, answer.tbs_response_bytes, algorithm)
    return answer.certificate_status


def _signer(answer: ocsp.OCSPResponse, issuer: x509.Certificate, now: datetime) -> x509.Certificate:
    """Whoever signed the answer: the issuer, or one it delegated to that."""
    for candidate in answer.certificates:
        if candidate == issuer:
            continue
        candidate.verify_directly_issued_by(issuer)
        usage = candidate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        in_force = candidate.not_valid_before_utc <= now <= candidate.not_valid_after_utc
        if ExtendedKeyUsageOID.OCSP_SIGNING in usage and in_force:
            return candidate
    return issuer


def _responder(certificate: x509.Certificate) -> str:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return ""
    for description in access:
        if description.access_method == AuthorityInformationAccessOID.OCSP:
            return str(description.access_location.value)
    return ""
