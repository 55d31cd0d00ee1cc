"""The demonstration's certificate authority: issue, revoke, and say what is still good.

Every certificate carries the policy `DEMO_POLICY`, so that an installation in production can refuse all of them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from cryptography.x509.ocsp import (
    OCSPCertStatus,
    OCSPRequest,
    OCSPRequestBuilder,
    OCSPResponderEncoding,
    OCSPResponseBuilder,
    OCSPResponseStatus,
    load_der_ocsp_request,
)
from cryptography.x509.oid import NameOID

from sandboxes.authority import keys, timestamp
from sandboxes.store import Store
from sandboxes.web import Refusal

# 2.999 is the arc that X.660 keeps for examples, 504 is Morocco's ISO 3166 number.
DEMO_POLICY = "2.999.504.3.1"
STATUS_LIFE = timedelta(hours=12)
CRL_LIFE = timedelta(days=7)
_CNIE = re.compile(r"[A-Za-z]{1,2}\d{1,7}")
_SCHEMA = """
create table if not exists certificate (
    serial text primary key, der blob not null, issued_at text not null, revoked_at text, reason text
)
"""


class Authority:
    """State under `folder` (keys, issued certificates, revocations), created when absent. Safe to share by threads.

    `base_url` is where `sandboxes.authority.server` answers; it is written in every certificate (AIA, CRL).
    """

    def __init__(self, folder: Path, base_url: str = "http://127.0.0.1:8710") -> None:
        self.links = keys.Links.under(base_url)
        self._pairs = keys.load_or_create(folder, self.links)
        self._store = Store(folder / "certificates.sqlite3", _SCHEMA)

    def issue(
        self,
        public_key_der: bytes,
        common_name: str,
        organisation: str,
        title: str,
        serial_number: str,
        not_before: datetime,
        not_after: datetime,
    ) -> bytes:
        """A holder's certificate (DER) for a SubjectPublicKeyInfo (DER); dates are aware and may be years ago.

        Common name and organisation are prefixed by DEMO and cut at 64 characters (X.520). `serial_number` is an opaque
        reference of the person; anything shaped like a national identity number is refused (422).
        """
        if _CNIE.fullmatch(serial_number) or not 4 <= len(serial_number) <= 64:
            raise Refusal(422, "serial-not-opaque", "Give an opaque reference of 4 to 64 characters.")
        if not_before >= not_after:
            raise Refusal(422, "bad-validity", "not_after must follow not_before.")
        if not common_name.strip() or not organisation.strip():
            raise Refusal(422, "name-missing")
        try:
            public_key = load_der_public_key(public_key_der)
        except ValueError as error:
            raise Refusal(422, "bad-public-key", "A SubjectPublicKeyInfo in DER is expected.") from error
        if (
            not isinstance(public_key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
            or public_key.key_size < 256
        ):
            raise Refusal(422, "bad-public-key", "Holders' keys are RSA or elliptic curve keys.")
        subject = [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "MA"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _demo(organisation)),
            x509.NameAttribute(NameOID.COMMON_NAME, _demo(common_name)),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, serial_number),
        ]
        if title.strip():
            subject.insert(2, x509.NameAttribute(NameOID.TITLE, title.strip()[:64]))
        sub = self._pairs["sub"]
        policy = x509.PolicyInformation(x509.ObjectIdentifier(DEMO_POLICY), None)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(x509.Name(subject))
            .issuer_name(sub.certificate.subject)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(not_before.astimezone(UTC))
            .not_valid_after(not_after.astimezone(UTC))
            .add_extension(x509.BasicConstraints(False, None), critical=True)
            .add_extension(keys.usage(content_commitment=True), critical=True)
            .add_extension(x509.CertificatePolicies([policy]), critical=False)
            .add_extension(
                keys.access(ocsp=self.links.ocsp, issuer=self.links.sub_certificate), critical=False
            )
            .add_extension(keys.crl_at(self.links.crl), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(sub.key.public_key()), critical=False
            )
            .sign(sub.key, hashes.SHA256())
        )
        der = certificate.public_bytes(Encoding.DER)
        self._store.write(
            "insert into certificate (serial, der, issued_at) values (?, ?, ?)",
            f"{certificate.serial_number:x}",
            der,
            datetime.now(UTC).isoformat(),
        )
        return der

    def revoke(self, serial: int, at: datetime | None = None, reason: str = "unspecified") -> None:
        """Revoke from `at` (now by default); the first revocation stays. `reason`: a name of RFC 5280 §5.3.1."""
        if reason not in {flag.value for flag in x509.ReasonFlags} - {"removeFromCRL"}:
            raise Refusal(422, "bad-reason", "Use a reason of RFC 5280, section 5.3.1.")
        changed = self._store.write(
            "update certificate set revoked_at = coalesce(revoked_at, ?), reason = coalesce(reason, ?) where serial = ?",
            (at or datetime.now(UTC)).astimezone(UTC).isoformat(),
            reason,
            f"{serial:x}",
        )
        if not changed:
            raise Refusal(404, "unknown-serial")

    def ocsp(self, request_der: bytes, at: datetime | None = None) -> bytes:
        """The OCSP response (DER) to a request about one holder certificate, as the responder would have said at `at`."""
        try:
            request = load_der_ocsp_request(request_der)
            algorithm = request.hash_algorithm
        except ValueError:
            return self._refuse_ocsp(OCSPResponseStatus.MALFORMED_REQUEST)
        responder, now = self._pairs["ocsp"], at or datetime.now(UTC)
        if not self._is_about_us(request, algorithm):
            return self._refuse_ocsp(OCSPResponseStatus.UNAUTHORIZED)
        status, revoked_at, reason = self._status(request.serial_number, now)
        builder = (
            OCSPResponseBuilder()
            .add_response_by_hash(
                request.issuer_name_hash,
                request.issuer_key_hash,
                request.serial_number,
                algorithm,
                status,
                now,
                now + STATUS_LIFE,
                revoked_at,
                reason,
            )
            .responder_id(OCSPResponderEncoding.HASH, responder.certificate)
            .certificates([responder.certificate])
        )
        for extension in request.extensions:
            if isinstance(extension.value, x509.OCSPNonce):
                builder = builder.add_extension(extension.value, critical=False)
        return builder.sign(responder.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def crl(self, at: datetime | None = None, of: str = "sub") -> bytes:
        """The revocation list (DER) of the sub-CA, or of the root with `of="root"`, as it stood at `at`."""
        now = at or datetime.now(UTC)
        issuer = self._pairs[of]
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.certificate.subject)
            .last_update(now)
            .next_update(now + CRL_LIFE)
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False
            )
        )
        rows = self._store.rows(
            "select serial, revoked_at, reason from certificate where revoked_at is not null"
        )
        for row in rows if of == "sub" else []:
            serial, reason = row["serial"], row["reason"]
            when = datetime.fromisoformat(row["revoked_at"])
            if when <= now:
                entry = x509.RevokedCertificateBuilder().serial_number(int(serial, 16)).revocation_date(when)
                if reason != "unspecified":  # RFC 5280 §5.3.1: absent rather than unspecified
                    entry = entry.add_extension(x509.CRLReason(x509.ReasonFlags(reason)), critical=False)
                builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def timestamp(self, request_der: bytes, at: datetime | None = None) -> bytes:
        """The RFC 3161 response (DER) to a time-stamp request; `at` back-dates the token, for the demonstration only."""
        return timestamp.respond(
            request_der, self._pairs["tsa"], self._pairs["root"], at or datetime.now(UTC)
        )

    def chain_pem(self) -> str:
        """The sub-CA's certificate then the root's, in PEM."""
        return "".join(
            self._pairs[name].certificate.public_bytes(Encoding.PEM).decode() for name in ("sub", "root")
        )

    def certificate_of(self, name: str) -> bytes:
        """The DER certificate of one of the authority's own parts: root, sub, ocsp or tsa."""
        return self._pairs[name].der

    def _status(
        self, serial: int, now: datetime
    ) -> tuple[OCSPCertStatus, datetime | None, x509.ReasonFlags | None]:
        row = self._store.row("select revoked_at, reason from certificate where serial = ?", f"{serial:x}")
        if row is None:
            return OCSPCertStatus.UNKNOWN, None, None
        revoked_at, reason = row["revoked_at"], row["reason"]
        if revoked_at is None or datetime.fromisoformat(revoked_at) > now:
            return OCSPCertStatus.GOOD, None, None
        flag = None if reason == "unspecified" else x509.ReasonFlags(reason)
        return OCSPCertStatus.REVOKED, datetime.fromisoformat(revoked_at), flag

    def _is_about_us(self, request: OCSPRequest, algorithm: hashes.HashAlgorithm) -> bool:
        sub = self._pairs["sub"].certificate
        known = OCSPRequestBuilder().add_certificate(sub, sub, algorithm).build()
        # Same issuer key is enough: names may be encoded in more than one way.
        return request.issuer_key_hash == known.issuer_key_hash

    def _refuse_ocsp(self, status: OCSPResponseStatus) -> bytes:
        return OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)


def _demo(name: str) -> str:
    name = name.strip()
    return (name if name.startswith("DEMO") else f"DEMO {name}")[:64]
