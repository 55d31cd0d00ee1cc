"""Who may speak to the agent, and in what form."""

from __future__ import annotations

import base64
import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, core
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent.hand import send
from agent.server import Agent
from agent.sessions import Desk
from agent.tests.conftest import ORIGIN, PIN, Ask, Platform, certificate, signed_attributes
from agent.tokens import SoftwareToken, provision


def test_a_page_of_the_platform_is_greeted(ask: Ask) -> None:
    answer = ask("GET", "/v1/hello")
    assert (answer.status, answer.json()["protocol"]) == (200, 1)
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Origin": "https://evil.example"}, 403, "BAD_ORIGIN"),
        ({"Origin": None}, 403, "BAD_ORIGIN"),
        ({"Origin": "null"}, 403, "BAD_ORIGIN"),
        ({"Host": "evil.example"}, 421, "BAD_HOST"),
        ({"X_Esign": None}, 415, "PREFLIGHT_REQUIRED"),
        ({"X_Esign": "0"}, 415, "PREFLIGHT_REQUIRED"),
        ({"Content_Type": "text/plain"}, 415, "PREFLIGHT_REQUIRED"),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415, "PREFLIGHT_REQUIRED"),
    ],
)
def test_what_a_strange_page_can_send_is_refused(
    ask: Ask, headers: dict[str, str | None], status: int, code: str
) -> None:
    answer = ask("POST", "/v1/certificates", **headers)
    assert (answer.status, answer.json()["error"]) == (status, code)
    assert headers.get("Origin", ORIGIN) == ORIGIN or "Access-Control-Allow-Origin" not in answer.headers


def test_a_preflight_allows_exactly_what_the_protocol_needs(ask: Ask) -> None:
    answer = ask("OPTIONS", "/v1/sign", X_Esign=None, Access_Control_Request_Private_Network="true")
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Headers"] == "content-type, x-esign"
    assert answer.headers["Access-Control-Allow-Private-Network"] == "true"
    assert ask("OPTIONS", "/v1/sign", Origin="https://evil.example").status == 403


def test_bodies_are_limited(ask: Ask, platform: Platform, holder: bytes) -> None:
    one = {"jobs": [platform.job(holder)], "padding": "x" * 64 * 1024}
    assert ask("POST", "/v1/sign", one).json()["error"] == "TOO_LARGE"
    assert ask("POST", "/v1/sign", b"x" * (1024 * 1024 + 1)).status == 413
    assert ask("POST", "/v1/sign", b"{").json()["error"] == "BAD_JSON"


def _refusal(ask: Ask, *jobs: object) -> tuple[int, str]:
    answer = ask("POST", "/v1/sign", {"jobs": list(jobs)})
    return answer.status, answer.json()["error"]


def test_a_job_of_another_platform_is_refused(ask: Ask, platform: Platform, holder: bytes) -> None:
    forged = Platform(Ed25519PrivateKey.generate()).job(holder)
    assert _refusal(ask, forged) == (403, "BAD_JOB_SIGNATURE")
    assert _refusal(ask, platform.job(holder) | {"kid": "k2"}) == (403, "BAD_JOB_SIGNATURE")


def test_one_changed_character_breaks_a_job(ask: Ask, platform: Platform, holder: bytes) -> None:
    job = platform.job(holder)
    payload = base64.b64decode(job["payload"]).replace(b"Avis", b"Bvis")
    altered = job | {"payload": base64.b64encode(payload).decode()}
    assert _refusal(ask, altered) == (403, "BAD_JOB_SIGNATURE")


def test_a_pin_job_is_never_taken_for_a_signature(ask: Ask, platform: Platform, holder: bytes) -> None:
    crossed = platform.envelope(platform.payload(holder), b"permit-pin-job-v1\0")
    assert _refusal(ask, crossed) == (403, "BAD_JOB_SIGNATURE")


def _at(issued: int, life: int) -> dict[str, int]:
    now = int(time.time())
    return {"iat": now + issued, "exp": now + issued + life}


@pytest.mark.parametrize(
    ("say", "status", "code"),
    [
        ({"origin": "https://other.example"}, 403, "ORIGIN_MISMATCH"),
        (_at(-400, 300), 403, "EXPIRED"),
        (_at(0, 601), 403, "EXPIRED"),
        (_at(300, 200), 403, "EXPIRED"),
        (_at(0, 0), 403, "EXPIRED"),
        ({"v": 2}, 400, "BAD_JOB"),
        ({"lang": "en"}, 400, "BAD_JOB"),
        ({"jti": "short"}, 400, "BAD_JOB"),
        ({"exp": "tomorrow"}, 400, "BAD_JOB"),
        ({"surprise": 1}, 400, "BAD_JOB"),
        ({"tbs": "not base64"}, 400, "BAD_JOB"),
        ({"document": {"title": "x"}}, 400, "BAD_JOB"),
        ({"user": 12}, 400, "BAD_JOB"),
    ],
)
def test_a_job_out_of_its_form_is_refused(
    ask: Ask, platform: Platform, holder: bytes, say: dict[str, Any], status: int, code: str
) -> None:
    assert _refusal(ask, platform.job(holder, **say)) == (status, code)


def test_a_job_is_taken_once_even_over_a_restart(
    ask: Ask, agent: Agent, platform: Platform, holder: bytes, tmp_path: Path
) -> None:
    job = platform.job(holder)
    assert ask("POST", "/v1/sign", {"jobs": [job]}).status == 202
    assert _refusal(ask, job) == (409, "REPLAY")
    again = Agent(Desk(tmp_path, agent.desk.keys), agent.origins)
    again.start()
    headers = {"Origin": ORIGIN, "X-Esign": "1", "Content-Type": "application/json"}
    replayed = send(f"{again.url}/v1/sign", "POST", json.dumps({"jobs": [job]}).encode(), headers)
    again.stop()
    assert (replayed.status, replayed.json()["error"]) == (409, "REPLAY")


def test_a_port_that_is_taken_is_left_to_whoever_has_it(agent: Agent) -> None:
    with pytest.raises(OSError, match="in use"):
        Agent(agent.desk, agent.origins, agent.port)
    other = Agent(agent.desk, agent.origins, agent.port, or_any=True)
    other.start()
    other.stop()
    assert other.port != agent.port


def test_a_batch_holding_the_same_job_twice_is_refused(ask: Ask, platform: Platform, holder: bytes) -> None:
    job = platform.job(holder)
    assert _refusal(ask, job, job) == (409, "REPLAY")


def test_a_batch_has_one_to_a_hundred_jobs_for_one_person(
    ask: Ask, platform: Platform, holder: bytes
) -> None:
    assert _refusal(ask) == (400, "BAD_JOB")
    assert _refusal(ask, *[platform.job(holder)] * 101) == (400, "BAD_JOB")
    assert _refusal(ask, platform.job(holder), platform.job(holder, user="another")) == (400, "MIXED_JOBS")


DIGEST = "ab" * 32


def _attributes_job(platform: Platform, holder: bytes, tbs: bytes) -> dict[str, str]:
    payload = platform.payload(holder)
    payload["document"]["byterange_sha256"] = DIGEST
    payload["tbs"] = base64.b64encode(tbs).decode()
    return platform.envelope(payload)


def test_attributes_that_say_another_digest_are_refused(ask: Ask, platform: Platform, holder: bytes) -> None:
    tbs = signed_attributes("cd" * 32, holder)
    assert _refusal(ask, _attributes_job(platform, holder, tbs)) == (400, "DIGEST_MISMATCH")


def test_attributes_must_be_strict_der(ask: Ask, platform: Platform, holder: bytes) -> None:
    good = signed_attributes(DIGEST, holder)
    assert good[1] == 0x81  # a two-byte length
    long_length = good[:1] + b"\x82\x00" + good[2:]
    unsorted = cms.CMSAttributes.load(good)
    reversed_order = bytes(core.Sequence.load(b"\x30" + good[1:]).dump())
    parts = [attribute.dump() for attribute in unsorted]
    shuffled = good[:3] + b"".join(reversed(parts))
    for tbs in (long_length, good + b"\0", b"\0", b"", good[:-1], reversed_order, shuffled):
        assert _refusal(ask, _attributes_job(platform, holder, tbs))[0] == 400, tbs.hex()


def test_attributes_may_hold_nothing_else(ask: Ask, platform: Platform, holder: bytes) -> None:
    hidden = cms.CMSAttribute({"type": "1.2.3.4", "values": [core.OctetString(b"x")]})
    tbs = signed_attributes(DIGEST, holder, hidden)
    assert _refusal(ask, _attributes_job(platform, holder, tbs)) == (400, "UNEXPECTED_ATTRIBUTE")
    twice = cms.CMSAttribute({"type": "message_digest", "values": [bytes.fromhex(DIGEST)]})
    tbs = signed_attributes(DIGEST, holder, twice)
    assert _refusal(ask, _attributes_job(platform, holder, tbs)) == (400, "UNEXPECTED_ATTRIBUTE")
    few = bytes(cms.CMSAttributes([cms.CMSAttribute({"type": "content_type", "values": ["data"]})]).dump())
    assert _refusal(ask, _attributes_job(platform, holder, few)) == (400, "UNEXPECTED_ATTRIBUTE")


def test_the_certificate_must_be_on_a_token_and_made_for_signing(
    ask: Ask, platform: Platform, token: SoftwareToken, tmp_path: Path
) -> None:
    absent = certificate(token.public_key())
    assert _refusal(ask, platform.job(absent)) == (404, "TOKEN_NOT_FOUND")
    for_login = certificate(token.public_key(), for_signature=False)
    token.install_certificate(for_login)
    assert _refusal(ask, platform.job(for_login)) == (409, "NOT_FOR_SIGNATURE")


def test_an_expired_certificate_signs_nothing(ask: Ask, platform: Platform, token: SoftwareToken) -> None:
    old = certificate(token.public_key(), until=timedelta(days=-1))
    token.install_certificate(old)
    assert _refusal(ask, platform.job(old)) == (409, "CERTIFICATE_EXPIRED")


def test_a_transport_pin_must_be_changed_first(ask: Ask, platform: Platform, tmp_path: Path) -> None:
    fresh = provision(tmp_path / "tokens" / "new", "Omar", PIN, certificate, to_be_changed=True)
    assert _refusal(ask, platform.job(fresh.certificate() or b"")) == (409, "PIN_MUST_BE_CHANGED")
