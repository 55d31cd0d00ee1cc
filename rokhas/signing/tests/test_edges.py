"""Pages, services outside, certificates and system checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import tsp
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from rokhas.accounts.actions import keep_profile
from rokhas.accounts.errors import NamesAttested
from rokhas.accounts.models import Mandate, Office, OfficeKind, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.errors import NotAllowed
from rokhas.signing import actions, checks
from rokhas.signing.errors import (
    CertificateNotForSignature,
    CertificateRevoked,
    CertificateTaken,
    CertificateUnreadable,
    DemonstrationCertificate,
    RevocationUnknown,
    WrongChange,
)
from rokhas.signing.http import with_agent
from rokhas.signing.models import Certificate, KeyState, Signature
from rokhas.signing.providers import RevocationSource, Timestamper, Unreachable
from rokhas.signing.providers.http import HttpRevocationSource, HttpTimestamper
from rokhas.signing.providers.revocation import check_good
from rokhas.signing.queries import active_certificate
from rokhas.signing.tests.conftest import Notebook
from rokhas.testing.signing import TestAuthority
from rokhas.ui.http import Request, signed_in
from sandboxes.authority.server import routes
from sandboxes.web import Server

# One contract, two carriers: in this process, and over HTTP.


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server(routes(TestAuthority.shared().authority))
    running.start()
    yield running
    running.stop()


@pytest.fixture(params=["in process", "http"])
def outside(
    request: pytest.FixtureRequest, authority: TestAuthority, server: Server, settings: Settings
) -> tuple[Timestamper, RevocationSource, str]:
    """The two services, and the address to ask for a state."""
    settings.TIMESTAMP_URL = f"{server.url}/tsa"
    if request.param == "http":
        return HttpTimestamper(), HttpRevocationSource(), f"{server.url}/ocsp"
    return authority.timestamper, authority.revocation_source, "http://authority.example/ocsp"


PAST = datetime(2024, 3, 4, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("at", [None, PAST])
def test_a_time_stamper_dates_the_digest_it_is_given(
    outside: tuple[Timestamper, RevocationSource, str], at: datetime | None
) -> None:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": b"\1" * 32}
    request = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "nonce": 7, "cert_req": True})
    answer = tsp.TimeStampResp.load(outside[0].answer(request.dump(), at))
    assert answer["status"]["status"].native == "granted"
    token = answer["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    assert token["message_imprint"]["hashed_message"].native == b"\1" * 32
    assert token["nonce"].native == 7
    assert abs(token["gen_time"].native - (at or datetime.now(UTC))) < timedelta(seconds=60)


def test_a_responder_tells_good_from_revoked(
    outside: tuple[Timestamper, RevocationSource, str], authority: TestAuthority, certificate: Certificate
) -> None:
    _, source, url = outside
    issuer = authority.authority.certificate_of("sub")
    subject = pyca.load_der_x509_certificate(bytes(certificate.der))
    builder = ocsp.OCSPRequestBuilder().add_certificate(
        subject, pyca.load_der_x509_certificate(issuer), hashes.SHA1()
    )
    request = builder.build().public_bytes(Encoding.DER)
    good = ocsp.load_der_ocsp_response(source.answer(url, request))
    assert good.certificate_status is ocsp.OCSPCertStatus.GOOD
    authority.revoke(certificate)
    assert (
        ocsp.load_der_ocsp_response(source.answer(url, request)).certificate_status
        is ocsp.OCSPCertStatus.REVOKED
    )
    before = datetime.now(UTC) - timedelta(hours=2)
    past = ocsp.load_der_ocsp_response(source.answer(url, request, before))
    assert past.certificate_status is ocsp.OCSPCertStatus.GOOD


def test_an_address_that_does_not_answer_is_unreachable(settings: Settings) -> None:
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/tsa"
    with pytest.raises(Unreachable):
        HttpTimestamper().answer(b"")
    settings.TIMESTAMP_URL = ""
    with pytest.raises(Unreachable):
        HttpTimestamper().answer(b"")
    with pytest.raises(Unreachable):
        HttpRevocationSource().answer("file:///etc/passwd", b"")


def test_production_asks_for_no_answer_of_the_past(server: Server, settings: Settings) -> None:
    settings.ROKHAS_MODE, settings.TIMESTAMP_URL = "production", f"{server.url}/tsa"
    with pytest.raises(ValueError, match="Production"):
        HttpTimestamper().answer(b"", PAST)


class Altering:
    """A responder on the way of which someone changes a byte, or that repeats an old answer."""

    def __init__(self, source: RevocationSource, place: int | None, at: datetime | None = None) -> None:
        self.source, self.place, self.at = source, place, at

    def answer(self, url: str, request: bytes, at: datetime | None = None) -> bytes:
        answer = bytearray(self.source.answer(url, request, self.at or at))
        if self.place is not None:
            answer[self.place] ^= 1
        return bytes(answer)


def test_an_answer_that_is_not_proved_is_no_answer(
    authority: TestAuthority, certificate: Certificate
) -> None:
    der, issuer = bytes(certificate.der), authority.authority.certificate_of("sub")
    now = datetime.now(UTC)
    true = authority.revocation_source
    check_good(der, issuer, true, now=now, at=None)
    for false in (Altering(true, 120), Altering(true, -700), Altering(true, None, now - timedelta(days=3))):
        with pytest.raises(RevocationUnknown):
            check_good(der, issuer, false, now=now, at=None)
    authority.revoke(certificate)
    with pytest.raises(CertificateRevoked):
        check_good(der, issuer, true, now=now, at=None)


# Certificates


def test_binding_reads_the_certificate_and_is_recorded(certificate: Certificate, president: Person) -> None:
    assert certificate.holder == "DEMO Présidente fictive"
    assert certificate.is_demo
    assert certificate.state == KeyState.ACTIVE
    assert active_certificate(president.pk, datetime.now(UTC)) == certificate
    event = Event.objects.get(kind="certificate.bound")
    assert event.data == {"certificate": certificate.sha256, "token": certificate.token_serial}


def test_a_certificate_is_bound_once(certificate: Certificate, secretary: Person) -> None:
    with pytest.raises(CertificateTaken):
        actions.bind_certificate(secretary, bytes(certificate.der), "t", by=system())


def test_a_certificate_that_cannot_sign_is_not_bound(authority: TestAuthority, president: Person) -> None:
    with pytest.raises(CertificateUnreadable):
        actions.bind_certificate(president, b"hello", "t", by=system())
    with pytest.raises(CertificateNotForSignature):
        actions.bind_certificate(president, authority.authority.certificate_of("tsa"), "t", by=system())


def test_production_binds_no_demonstration_certificate(
    authority: TestAuthority, certificate: Certificate, secretary: Person, settings: Settings
) -> None:
    settings.ROKHAS_MODE = "production"
    with pytest.raises(DemonstrationCertificate):
        actions.bind_certificate(secretary, bytes(certificate.der), "t", by=system())


def test_nobody_binds_a_certificate_to_oneself(
    certificate: Certificate, president: Person, secretary: Person
) -> None:
    office = Office.objects.create(kind=OfficeKind.COMMUNE, name_fr="Commune", name_ar="جماعة")
    for person in (president, secretary):
        Mandate.objects.create(
            person=person, role=Role.KEY_CONTACT, office=office, starts_on=datetime(2020, 1, 1).date()
        )
    with pytest.raises(NotAllowed):
        actions.change_certificate_state(certificate, KeyState.LOCKED, by=actor_of(president))
    locked = actions.change_certificate_state(certificate, KeyState.LOCKED, by=actor_of(secretary))
    assert locked.state == KeyState.LOCKED


def test_a_holder_suspends_a_lost_key_but_does_not_restore_it(certificate: Certificate, by: Actor) -> None:
    actions.change_certificate_state(certificate, KeyState.SUSPENDED, by=by)
    with pytest.raises(NotAllowed):
        actions.change_certificate_state(certificate, KeyState.ACTIVE, by=by)
    assert (
        actions.change_certificate_state(certificate, KeyState.ACTIVE, by=system()).state == KeyState.ACTIVE
    )


def test_a_revocation_is_final(certificate: Certificate) -> None:
    actions.change_certificate_state(certificate, KeyState.REVOKED, by=system())
    with pytest.raises(WrongChange):
        actions.change_certificate_state(certificate, KeyState.ACTIVE, by=system())


def test_whoever_holds_a_key_keeps_the_names_of_its_certificate(
    certificate: Certificate, president: Person, by: Actor
) -> None:
    given = {"name_ar": president.name_ar, "phone": "", "language": "fr"}
    with pytest.raises(NamesAttested):
        keep_profile(president, by=by, name_fr="Un Autre", **given)
    actions.change_certificate_state(certificate, KeyState.REVOKED, by=system())
    assert keep_profile(president, by=by, name_fr="Un Autre", **given).name_fr == "Un Autre"


# System checks


def test_production_trusts_no_demonstration(
    authority: TestAuthority, settings: Settings, tmp_path: Path
) -> None:
    assert checks.trust_roots(None) == []
    settings.ROKHAS_MODE = "production"
    assert {message.id for message in checks.trust_roots(None)} == {"signing.E001"}
    settings.TRUST_ROOTS = str(tmp_path)
    assert [message.id for message in checks.trust_roots(None)] == ["signing.E002"]


def test_production_needs_a_time_stamping_authority(settings: Settings) -> None:
    settings.ROKHAS_MODE, settings.TIMESTAMP_URL = "production", ""
    assert [message.id for message in checks.timestamp_address(None)] == ["signing.E003"]
    settings.TIMESTAMP_URL = "https://tsa.example/"
    assert checks.timestamp_address(None) == []


def test_production_refuses_the_database_of_a_demonstration(
    certificate: Certificate, settings: Settings
) -> None:
    settings.ROKHAS_MODE = "production"
    found = checks.demonstration_certificates(None, databases=["default"])
    assert [message.id for message in found] == ["signing.E004"]
    assert checks.demonstration_certificates(None) == []


# Pages


@pytest.fixture
def client(president: Person) -> Client:
    browser = Client()
    browser.force_login(president, "allauth.account.auth_backends.AuthenticationBackend")
    return browser


def test_a_page_signs_from_prepare_to_redirect(
    authority: TestAuthority, client: Client, notebook: Notebook, certificate: Certificate, settings: Settings
) -> None:
    prepared = client.post("/sign/prepare", {"purpose": "notebook", "subjects": ["42"]})
    assert prepared.status_code == 200
    body = prepared.json()
    assert body["agent"] == settings.SIGNING_AGENT_URL
    results = authority.sign(certificate, body["jobs"])
    finished = client.post("/sign/finish", {"results": results}, content_type="application/json")
    assert finished.json() == {"redirect": "/notebook/42"}
    assert Signature.objects.count() == 1


def test_the_address_of_a_panel_prepares_too(
    client: Client, notebook: Notebook, certificate: Certificate
) -> None:
    prepared = client.post("/sign/prepare?purpose=notebook&subjects=1&subjects=2")
    assert len(prepared.json()["jobs"]) == 2
    as_json = client.post(
        "/sign/prepare", {"purpose": "notebook", "subjects": ["3"]}, content_type="application/json"
    )
    assert len(as_json.json()["jobs"]) == 1


def test_a_refusal_is_a_problem_that_says_what_to_do(
    authority: TestAuthority, client: Client, notebook: Notebook
) -> None:
    refused = client.post("/sign/prepare", {"purpose": "notebook", "subjects": ["42"]})
    assert refused.status_code == 409
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "no-certificate"
    assert refused.json()["title"]


@pytest.mark.parametrize("subject", ["", "abc", "042", "42 ", "²", "٤٢", "-1", "9" * 5000])
def test_a_document_is_called_by_its_number_and_by_no_other_name(
    client: Client, notebook: Notebook, certificate: Certificate, subject: str
) -> None:
    refused = client.post("/sign/prepare", {"purpose": "notebook", "subjects": [subject]})
    assert (refused.status_code, refused.json()["code"]) == (404, "not-yours-to-sign")


@pytest.mark.parametrize("body", ["", "[]", "{", '{"results": []}', '{"results": ["x"]}', '{"results": 3}'])
def test_what_cannot_be_read_is_a_bad_request(client: Client, body: str) -> None:
    refused = client.post("/sign/finish", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (400, "bad-request")


def test_signing_needs_a_person_a_post_and_a_token(client: Client, notebook: Notebook) -> None:
    assert Client().post("/sign/prepare").status_code == 302
    assert client.get("/sign/prepare").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post("/sign/finish", "{}", content_type="application/json").status_code == 403


def test_only_a_page_with_the_agent_may_reach_it(settings: Settings, president: Person) -> None:
    @signed_in
    @with_agent
    def page(request: Request) -> HttpResponse:
        return HttpResponse("")

    request = RequestFactory().get("/")
    request.actor = actor_of(president)  # type: ignore[attr-defined]
    settings.SIGNING_AGENT_URL = "http://127.0.0.1:53999/"
    assert page(request)._csp_update == {"connect-src": "http://127.0.0.1:53999"}  # type: ignore[attr-defined]


def test_a_page_tells_which_documents_were_refused(
    authority: TestAuthority, client: Client, notebook: Notebook, certificate: Certificate
) -> None:
    notebook.is_steady = True
    jobs = client.post("/sign/prepare?purpose=notebook&subjects=1&subjects=2").json()["jobs"]
    results = authority.sign(certificate, jobs)
    results[1]["signature"] = ""
    answer = client.post("/sign/finish", {"results": results}, content_type="application/json")
    assert answer.json() == {"redirect": "/notebook/1"}
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert len(said) == 2
    assert said[1].startswith("Permis de construire 42")
    nothing = client.post("/sign/finish", {"results": results[1:]}, content_type="application/json")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "job-closed")
