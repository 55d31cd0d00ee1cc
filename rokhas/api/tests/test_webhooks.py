"""What an application is told, signed, until its address takes it; and where a webhook may never lead."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import override_settings

from rokhas.api.actions.webhooks import announce, bury
from rokhas.api.checks import webhooks_stay_outside
from rokhas.api.errors import AddressRefused
from rokhas.api.events import ANNOUNCED
from rokhas.api.models import Call, CallState, Scope, Webhook
from rokhas.api.providers import addresses
from rokhas.api.providers.addresses import is_public, require_reachable
from rokhas.api.providers.embedded import Embedded
from rokhas.api.providers.network import Network
from rokhas.api.providers.schema import NotTaken
from rokhas.api.tests.conftest import Program, problem, told
from rokhas.journal.events import record, reference
from rokhas.journal.models import Delivery, Event
from rokhas.journal.outbox import PATIENCE, drain
from rokhas.testing.scene import Scene

PUBLIC = "93.184.216.34"
ALL = ["dossier.lodged", "dossier.admissible", "opinion.issued", "task.opened", "fees.ordered"]


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Names lead to a public address without asking the network; what was taken is forgotten."""

    def found(host: str, port: int) -> list[str]:
        return [host] if host.replace(".", "").isdigit() or ":" in host else [PUBLIC]

    monkeypatch.setattr(addresses, "resolve", found)
    Embedded.taken.clear()
    yield
    Embedded.taken.clear()


def opened(
    program: Program, url: str = "https://hooks.example/rokhas", kinds: list[str] = ALL
) -> dict[str, Any]:
    found: dict[str, Any] = told(program.ask("POST", "/webhooks", {"url": url, "kinds": kinds}), 201)
    return found


def kinds() -> list[str]:
    return [json.loads(body)["kind"] for _url, body, _signed in Embedded.taken]


def test_a_deposit_is_announced_and_signed(scene: Scene, architect: Program) -> None:
    webhook = opened(architect)
    scene.deposited()
    assert kinds() == ["dossier.lodged"]
    _url, body, signed = Embedded.taken[0]
    assert json.loads(body)["dossier"] == scene.dossier.number
    moment, digest = (part.partition("=")[2] for part in signed.split(","))
    expected = hmac.new(webhook["secret"].encode(), f"{moment}.".encode() + body, hashlib.sha256)
    assert hmac.compare_digest(digest, expected.hexdigest())
    calls = architect.get(f"/webhooks/{webhook['id']}/calls")["items"]
    assert [(call["kind"], call["state"], call["last_status"]) for call in calls] == [
        ("dossier.lodged", "sent", 204)
    ]


def test_a_party_is_not_told_what_only_officers_know(
    scene: Scene, architect: Program, program: Callable[..., Program]
) -> None:
    opened(architect)
    opened(program(scene.cast.people["secretary"]), "https://office.example/rokhas")
    opened(program(scene.cast.people["applicant"]), "https://stranger.example/rokhas")
    scene.deposited().admit().opinions()
    told_to = {url: set() for url, _body, _signed in Embedded.taken}  # type: dict[str, set[str]]
    for url, body, _signed in Embedded.taken:
        told_to[url].add(json.loads(body)["kind"])
    assert told_to["https://hooks.example/rokhas"] == {"dossier.lodged", "dossier.admissible"}
    assert {"opinion.issued", "task.opened"} <= told_to["https://office.example/rokhas"]


def test_a_stranger_s_webhook_hears_nothing(scene: Scene, program: Callable[..., Program]) -> None:
    opened(program(Scene.opens("04.501.01.05").cast.people["secretary"]))
    scene.deposited()
    assert Embedded.taken == []


def test_what_concerns_no_application_costs_one_query_whatever_happened(
    scene: Scene, django_assert_num_queries: Any
) -> None:
    scene.deposited().admit()
    happened = list(Event.objects.filter(kind__in=ANNOUNCED))
    assert len(happened) > 3
    with django_assert_num_queries(1):
        assert announce(happened) == 0


def test_events_of_several_dossiers_are_announced_together_to_those_they_concern(
    scene: Scene, architect: Program
) -> None:
    scene.deposited().admit()
    other = Scene.opens("04.501.01.05").deposited()
    opened(architect)
    assert other.dossier.number
    happened = list(Event.objects.filter(kind__in=ANNOUNCED).order_by("pk"))
    assert announce(happened) == 2
    calls = Call.objects.order_by("pk").values_list("event__kind", "event__stream")
    mine = reference(scene.dossier)
    assert list(calls) == [("dossier.lodged", mine), ("dossier.admissible", mine)]
    assert announce(happened) == 0, "announced already"


def test_a_public_enquiry_is_announced_to_the_parties_and_what_people_say_to_nobody(
    scene: Scene, architect: Program
) -> None:
    scene.deposited()
    opened(architect, kinds=["enquiry.opened", "enquiry.closed", "enquiry.reported"])
    by, dossier = scene.actor("architect"), scene.dossier
    happened = [
        record("enquiry.opened", dossier, by, task=1, office=1, until="2026-01-05"),
        record("enquiry.closed", dossier, by, task=1, count=2),
        record("enquiry.reported", dossier, by, task=1, office=1, sense="favourable"),
    ]
    assert announce(happened) == 3
    assert not [kind for kind in ANNOUNCED if kind.startswith("opposition.")]


def test_a_former_secret_signs_beside_the_new_one_for_a_day(scene: Scene, architect: Program) -> None:
    webhook = opened(architect)
    changed = told(architect.ask("POST", f"/webhooks/{webhook['id']}/secret"))
    assert changed["secret"] != webhook["secret"]
    scene.deposited()
    _url, body, signed = Embedded.taken[0]
    moment, *digests = (part.partition("=")[2] for part in signed.split(","))
    expected = [
        hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
        for secret in (changed["secret"], webhook["secret"])
    ]
    assert digests == expected
    row = Webhook.objects.get()
    assert len(row.secrets(datetime.now(UTC) + timedelta(hours=25))) == 1


def test_an_address_that_is_down_is_tried_again_then_given_up(scene: Scene, architect: Program) -> None:
    webhook = opened(architect, "https://down.example/rokhas")
    scene.deposited()
    call = Call.objects.get()
    assert (call.state, call.last_status, call.attempts) == (CallState.QUEUED, 503, 1)
    assert Delivery.objects.filter(event__kind="webhook.queued").get().error.startswith("NotTaken")
    Webhook.objects.update(url="https://hooks.example/rokhas")
    drain(datetime.now(UTC) + timedelta(minutes=5))
    call.refresh_from_db()
    assert call.state == CallState.QUEUED, "the address is left in peace by the clock of the worker"
    Webhook.objects.update(quiet_until=None)
    drain(datetime.now(UTC) + timedelta(hours=1))
    call.refresh_from_db()
    assert call.state == CallState.SENT
    problem(
        architect.ask("POST", f"/webhooks/{webhook['id']}/calls/{call.pk}/retry"), 409, "nothing-to-retry"
    )


def test_a_dead_call_is_said_to_be_and_can_live_again(scene: Scene, architect: Program) -> None:
    webhook = opened(architect, "https://down.example/rokhas")
    scene.deposited()
    now = datetime.now(UTC)
    Delivery.objects.filter(event__kind="webhook.queued").update(dead_at=now)
    assert bury(now) == 1
    call = Call.objects.get()
    assert call.state == CallState.DEAD
    Webhook.objects.update(url="https://hooks.example/rokhas", quiet_until=None)
    again = told(architect.ask("POST", f"/webhooks/{webhook['id']}/calls/{call.pk}/retry"))
    assert again["state"] == "queued"
    drain()
    assert kinds() == ["dossier.lodged"]


def test_an_address_that_fails_for_two_days_is_closed(scene: Scene, architect: Program) -> None:
    opened(architect, "https://down.example/rokhas")
    scene.deposited()
    Webhook.objects.update(failing_since=datetime.now(UTC) - PATIENCE - timedelta(hours=1), quiet_until=None)
    Delivery.objects.filter(event__kind="webhook.queued").update(available_at=datetime.now(UTC))
    drain()
    assert Webhook.objects.get().closed_at is not None
    assert Call.objects.get().state == CallState.DEAD
    assert architect.get("/webhooks") == []


def test_another_application_s_webhook_does_not_exist(
    scene: Scene, architect: Program, program: Callable[..., Program]
) -> None:
    webhook = opened(architect)
    other = program(scene.cast.people["architect"], *Scope, name="Another")
    assert other.get("/webhooks") == []
    problem(other.ask("DELETE", f"/webhooks/{webhook['id']}"), 404, "not-found")
    assert architect.ask("DELETE", f"/webhooks/{webhook['id']}").status_code == 204


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://0.0.0.0/",
        "https://user:secret@hooks.example/",
        "https://hooks.example/#x",
        "https:///nowhere",
        "https://hooks.example:99999/",
        "https://hooks.example/\r\nHost: x",
        "ftp://hooks.example/",
        "file:///etc/passwd",
    ],
)
def test_a_webhook_never_leads_inside(url: str) -> None:
    with pytest.raises(AddressRefused):
        require_reachable(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [("93.184.216.34", True), ("100.64.0.1", False), ("2002:0a00:0001::", False), ("2606:4700::1111", True),
     ("fe80::1%eth0", False), ("224.0.0.1", False), ("192.168.1.1", False), ("nonsense", False)],
)  # fmt: skip
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_name_that_turns_private_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resolved again at each call: a name that was public when the webhook was opened gains nothing by changing."""
    target = require_reachable("https://hooks.example/")
    assert target.ip == PUBLIC
    monkeypatch.setattr(addresses, "resolve", lambda host, port: ["10.0.0.1"])
    with pytest.raises(NotTaken, match="address-refused"):
        Network().post("https://hooks.example/", b"{}", ["s"], datetime.now(UTC))


def test_production_never_reaches_private_addresses() -> None:
    with override_settings(ROKHAS_MODE="production", WEBHOOK_PRIVATE_ADDRESSES=True):
        assert [error.id for error in webhooks_stay_outside(None)] == ["api.E001"]
    with override_settings(ROKHAS_MODE="production"):
        assert webhooks_stay_outside(None) == []


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        status = {"/taken": 204, "/moved": 302}.get(self.path, 500)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/taken")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.mark.parametrize(("path", "status"), [("/taken", 204), ("/moved", 302), ("/broken", 500)])
def test_the_network_takes_2xx_alone_and_follows_nothing(path: str, status: int) -> None:
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}{path}"
    try:
        with override_settings(WEBHOOK_PRIVATE_ADDRESSES=True):
            if status == 204:
                assert Network().post(url, b"{}", ["s"], datetime.now(UTC)) == 204
            else:
                with pytest.raises(NotTaken) as refused:
                    Network().post(url, b"{}", ["s"], datetime.now(UTC))
                assert refused.value.status == status
    finally:
        server.shutdown()
        server.server_close()


def test_an_address_where_nobody_listens_is_not_taken() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with override_settings(WEBHOOK_PRIVATE_ADDRESSES=True), pytest.raises(NotTaken, match="unreachable"):
        Network().post(f"http://127.0.0.1:{port}/", b"{}", ["s"], datetime.now(UTC))
