"""Certificates of the demonstration: what they say, and how one learns that they are good, revoked, or dated."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from asn1crypto.parser import parse
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import NameOID
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from sandboxes.authority import DEMO_POLICY, Authority
from sandboxes.authority.server import serve
from sandboxes.tests.conftest import post_json, send
from sandboxes.web import Refusal

NOW = datetime.now(UTC)
KEY = ec.generate_private_key(ec.SECP256R1()).public_key()
KEY_DER = KEY.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authority")


@pytest.fixture(scope="module")
def authority(folder: Path) -> Authority:
    return Authority(folder)


@pytest.fixture
def url(folder: Path, authority: Authority) -> Iterator[str]:
    server = serve(folder)
    server.start()
    yield server.url
    server.stop()


def _issue(
    authority: Authority, since: datetime = NOW, days: int = 730, serial: str = "DEMO-0001"
) -> x509.Certificate:
    der = authority.issue(
        KEY_DER,
        "Salma Idrissi",
        "Commune de Témara",
        "Présidente",
        serial,
        since,
        since + timedelta(days=days),
    )
    return x509.load_der_x509_certificate(der)


def _issuer(authority: Authority) -> x509.Certificate:
    return x509.load_der_x509_certificate(authority.certificate_of("sub"))


def _asked(
    authority: Authority, certificate: x509.Certificate, at: datetime | None = None
) -> ocsp.OCSPResponse:
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, _issuer(authority), hashes.SHA1())
    request = builder.add_extension(x509.OCSPNonce(b"n" * 16), False).build()
    return ocsp.load_der_ocsp_response(authority.ocsp(request.public_bytes(Encoding.DER), at))


def test_a_certificate_says_demo_and_signs_only(authority: Authority) -> None:
    certificate = _issue(authority)
    subject = {each.oid: str(each.value) for each in certificate.subject}
    assert subject[NameOID.COMMON_NAME] == "DEMO Salma Idrissi"
    assert subject[NameOID.ORGANIZATION_NAME] == "DEMO Commune de Témara"
    assert subject[NameOID.SERIAL_NUMBER] == "DEMO-0001"
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.content_commitment
    assert not usage.digital_signature
    assert not usage.key_cert_sign
    policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    assert [each.policy_identifier.dotted_string for each in policies] == [DEMO_POLICY]
    certificate.verify_directly_issued_by(_issuer(authority))
    for name in ("root", "sub", "ocsp", "tsa"):
        own = x509.load_der_x509_certificate(authority.certificate_of(name))
        assert "DEMO" in own.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value


def test_no_certificate_bears_an_identity_number(authority: Authority) -> None:
    for serial in ("BE123456", "K1234", ""):
        with pytest.raises(Refusal, match="serial-not-opaque"):
            _issue(authority, serial=serial)


def test_a_certificate_may_be_years_old(authority: Authority) -> None:
    since = datetime(2019, 3, 1, tzinfo=UTC)
    old = _issue(authority, since)
    assert old.not_valid_before_utc == since
    assert _asked(authority, old, since + timedelta(days=9)).certificate_status is ocsp.OCSPCertStatus.GOOD


def test_ocsp_tells_good_revoked_and_unknown(authority: Authority) -> None:
    certificate = _issue(authority)
    good = _asked(authority, certificate)
    assert good.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert good.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"n" * 16
    authority.revoke(certificate.serial_number, NOW - timedelta(days=1), "keyCompromise")
    revoked = _asked(authority, certificate)
    assert revoked.certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert revoked.revocation_reason is x509.ReasonFlags.key_compromise
    before = _asked(authority, certificate, NOW - timedelta(days=2))
    assert before.certificate_status is ocsp.OCSPCertStatus.GOOD
    stranger = ocsp.OCSPRequestBuilder().add_certificate_by_hash(
        good.issuer_name_hash,
        good.issuer_key_hash,
        12345,
        hashes.SHA1(),
    )
    unknown = authority.ocsp(stranger.build().public_bytes(Encoding.DER))
    assert ocsp.load_der_ocsp_response(unknown).certificate_status is ocsp.OCSPCertStatus.UNKNOWN


def test_ocsp_refuses_what_is_not_its_business(authority: Authority) -> None:
    assert ocsp.load_der_ocsp_response(authority.ocsp(b"junk")).response_status.name == "MALFORMED_REQUEST"
    root = x509.load_der_x509_certificate(authority.certificate_of("root"))
    request = ocsp.OCSPRequestBuilder().add_certificate(root, root, hashes.SHA256()).build()
    answer = ocsp.load_der_ocsp_response(authority.ocsp(request.public_bytes(Encoding.DER)))
    assert answer.response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED


def test_the_list_holds_what_was_revoked_by_its_date(authority: Authority) -> None:
    certificate = _issue(authority)
    authority.revoke(certificate.serial_number, NOW - timedelta(days=10))
    now = x509.load_der_x509_crl(authority.crl())
    assert now.get_revoked_certificate_by_serial_number(certificate.serial_number)
    before = x509.load_der_x509_crl(authority.crl(NOW - timedelta(days=11)))
    assert before.get_revoked_certificate_by_serial_number(certificate.serial_number) is None
    assert now.is_signature_valid(_issuer(authority).public_key())  # type: ignore[arg-type]


def test_the_first_revocation_stays(authority: Authority) -> None:
    certificate = _issue(authority)
    first = (NOW - timedelta(days=3)).replace(microsecond=0)
    authority.revoke(certificate.serial_number, first, "affiliationChanged")
    authority.revoke(certificate.serial_number, NOW, "keyCompromise")
    assert _asked(authority, certificate).revocation_time_utc == first
    with pytest.raises(Refusal, match="unknown-serial"):
        authority.revoke(99)
    with pytest.raises(Refusal, match="bad-reason"):
        authority.revoke(certificate.serial_number, reason="boredom")


async def _stamp(url: str, digest: bytes) -> tuple[datetime, bool, bool]:
    response = await HTTPTimeStamper(url).async_timestamp(digest, "sha256")
    root = asn1_x509.Certificate.load(send("GET", url.partition("/tsa")[0] + "/root.crt").body)
    status = await validate_tst_signed_data(
        response["content"], ValidationContext(trust_roots=[root], allow_fetching=False), lambda _: digest
    )
    read = TimestampSignatureStatus(**status)
    return read.timestamp, bool(read.valid), bool(read.trusted)


@pytest.mark.parametrize("at", [None, datetime(2021, 5, 4, 9, 30, tzinfo=UTC)])
def test_a_time_stamp_is_one_for_pyhanko(url: str, at: datetime | None) -> None:
    query = f"?at={at:%Y-%m-%dT%H:%M:%SZ}" if at else ""
    when, valid, trusted = asyncio.run(_stamp(f"{url}/tsa{query}", hashlib.sha256(b"signature").digest()))
    assert valid
    assert trusted
    assert when == at if at else abs(when - datetime.now(UTC)) < timedelta(seconds=10)


def test_openssl_reads_the_time_stamp(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"signature")
    (tmp_path / "root.pem").write_text(authority.chain_pem())
    query = ["openssl", "ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "q.tsq"]
    subprocess.run(query, cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "r.tsr").write_bytes(authority.timestamp((tmp_path / "q.tsq").read_bytes()))
    verify = ["openssl", "ts", "-verify", "-queryfile", "q.tsq", "-in", "r.tsr", "-CAfile", "root.pem"]
    assert b"Verification: OK" in subprocess.run(verify, cwd=tmp_path, check=True, capture_output=True).stdout


@pytest.mark.parametrize(
    ("algorithm", "digest", "failure"),
    [("sha1", b"x" * 20, "bad_alg"), ("sha256", b"x" * 31, "bad_data_format")],
)
def test_the_time_stamp_authority_is_choosy(
    authority: Authority, algorithm: str, digest: bytes, failure: str
) -> None:
    imprint = {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": digest}
    request = tsp.TimeStampReq({"version": 1, "message_imprint": imprint})
    status = _status(authority.timestamp(request.dump()))
    assert status["status"].native == "rejection"
    assert status["fail_info"].native == {failure}


def test_a_malformed_time_stamp_request_is_answered(authority: Authority) -> None:
    assert _status(authority.timestamp(b"junk"))["fail_info"].native == {"bad_data_format"}


def _status(response: bytes) -> tsp.PKIStatusInfo:
    return tsp.PKIStatusInfo.load(parse(response)[4])


def test_the_authority_over_http(url: str) -> None:
    body = {
        "public_key": base64.b64encode(KEY_DER).decode(),
        "common_name": "Omar Tazi",
        "organisation": "Agence urbaine",
        "title": "",
        "serial_number": "DEMO-0002",
        "not_before": "2024-01-01T00:00:00+00:00",
        "not_after": "2030-01-01T00:00:00+00:00",
    }
    issued = post_json(f"{url}/issue", body)
    assert issued.status == 201
    der = base64.b64decode(issued.json()["certificate"])
    assert hashlib.sha256(der).hexdigest() == issued.json()["sha256"]
    certificate = x509.load_der_x509_certificate(der)
    access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    assert {each.access_location.value for each in access} == {f"{url}/ocsp", f"{url}/sub.crt"}
    sub = x509.load_der_x509_certificate(send("GET", f"{url}/sub.crt").body)
    request = ocsp.OCSPRequestBuilder().add_certificate(certificate, sub, hashes.SHA256()).build()
    asked = send(
        "POST", f"{url}/ocsp", request.public_bytes(Encoding.DER), Content_Type="application/ocsp-request"
    )
    assert ocsp.load_der_ocsp_response(asked.body).certificate_status is ocsp.OCSPCertStatus.GOOD
    assert post_json(f"{url}/revoke", {"serial": issued.json()["serial"]}).status == 200
    crl = x509.load_der_x509_crl(send("GET", f"{url}/crl").body)
    assert crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
    assert send("GET", f"{url}/chain.pem").text().count("BEGIN CERTIFICATE") == 2


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/issue", {}, 422),
        ("/issue", {"public_key": "?"}, 422),
        ("/revoke", {"serial": "xyz"}, 422),
        ("/revoke", {"serial": "abc"}, 404),
        ("/ocsp", {}, 415),
        ("/tsa", {}, 415),
        ("/crl?at=yesterday", {}, 422),
        ("/nothing", {}, 404),
    ],
)
def test_requests_out_of_form_are_refused(url: str, path: str, body: object, status: int) -> None:
    assert post_json(url + path, body).status == status


def test_keys_and_revocations_outlive_the_process(folder: Path, authority: Authority) -> None:
    certificate = _issue(authority)
    authority.revoke(certificate.serial_number)
    again = Authority(folder)
    assert again.chain_pem() == authority.chain_pem()
    assert _asked(again, certificate).certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.glob("*.key.pem"))
