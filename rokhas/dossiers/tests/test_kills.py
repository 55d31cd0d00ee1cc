"""`kill -9` of the worker or of the server at any moment: no fact is lost, nothing is half written, everyone is told once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from rokhas.dossiers.actions import filing
from rokhas.dossiers.models import Dossier, Ending, OfficialPaper, PaperKind
from rokhas.dossiers.tests.crowd import ready_to_lodge
from rokhas.journal.chain import breaks
from rokhas.journal.models import Delivery, Event
from rokhas.payments.queries import order_for
from rokhas.post.models import Message, State
from rokhas.post.providers.smtp import message_id
from rokhas.post.tests import test_kills as post
from rokhas.post.tests.conftest import mail, sms  # noqa: F401 - the relay and the gateway of the demonstration
from rokhas.procedures.schema import Kind
from rokhas.testing.ports import free_port
from rokhas.testing.scene import Scene
from sandboxes.mail import PostOffice
from sandboxes.sms import Gateway

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]
CLICKS = 4
PATIENCE = 300  # seconds: a cold server on a busy machine; what is tested is that nothing is lost


@pytest.mark.parametrize("kills", [20, pytest.param(500, marks=pytest.mark.long)])
def test_a_story_is_told_once_however_often_the_worker_is_killed(
    kills: int,
    scene: Scene,
    mail: PostOffice,  # noqa: F811
    sms: Gateway,  # noqa: F811
    tmp_path: Path,
    settings: Any,
) -> None:
    """Receipts to print, a payment to hear, a sealed permit to deliver, and all that is said of them."""
    settings.POST_TRANSPORTS = post.REAL
    lodged = 4 * max(1, kills // 20)
    for draft in ready_to_lodge(scene, lodged):
        filing.lodge(draft, by=scene.actor("architect"))
    permit = _signed_but_untold(scene)
    waiting_to_pay = _paid_but_untold(Scene.opens())
    seed = random.SystemRandom().randrange(2**32)
    post.kill_and_finish(kills, seed, tmp_path, longest_life=0.8)  # here it also prints
    said = f"seed {seed}"
    assert not Delivery.objects.exists(), said
    assert list(breaks({})) == [], said
    _every_paper_is_issued_once(said)
    permit.refresh_from_db()
    assert permit.ending == Ending.DELIVERED, said
    assert set(waiting_to_pay.tasks.open().values_list("step_code", flat=True)) == {"decision"}, said
    assert _lives_of("permit.delivered") == {permit.pk: 1}, said
    assert _lives_of("fees.paid")[waiting_to_pay.pk] == 1, said
    _everyone_sees_each_message_once(mail, sms, said)


def _signed_but_untold(scene: Scene) -> Dossier:
    """The president has signed and the permit is sealed; the worker has not heard of it."""
    scene.deposited().studied().conclude().sign_minutes().pay().read("president")
    task = scene.task(Kind.SIGNATURE)
    scene.hands.sign(scene.cast.people["president"], "decision", str(task.pk), at=None)
    return scene.dossier


def _paid_but_untold(scene: Scene) -> Dossier:
    """The treasury has settled the order; the worker has not heard of it."""
    scene.deposited().studied().conclude().sign_minutes()
    order = order_for(f"dossiers.dossier:{scene.dossier.pk}")
    assert order is not None
    scene.hands.pay(order, scene.cast.people["architect"], None)
    return scene.dossier


def _every_paper_is_issued_once(said: str) -> None:
    lodged = Dossier.objects.lodged().count()
    receipts = OfficialPaper.objects.filter(kind=PaperKind.RECEIPT)
    assert receipts.exclude(document=None).count() == receipts.count() == lodged, said
    issued = Event.objects.filter(kind="paper.issued").values("data__paper", "data__sha256")
    twice = issued.annotate(times=Count("pk")).filter(times__gt=1)
    assert not twice.exists(), said


def _lives_of(kind: str) -> dict[int, int]:
    """How often each dossier has seen a kind of fact."""
    found = Event.objects.filter(kind=kind).values_list("stream").annotate(Count("pk"))
    return {int(stream.rpartition(":")[2]): times for stream, times in found}


def _everyone_sees_each_message_once(mail: PostOffice, sms: Gateway, said: str) -> None:  # noqa: F811
    assert Message.objects.exists()
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}, said
    assert Event.objects.filter(kind="message.sent").count() == Message.objects.count(), said
    letters = {letter["message_id"]: letter["deliveries"] for letter in mail.mailbox.all()}
    keys = Message.objects.filter(channel="mail").values_list("key", flat=True)
    assert letters == {message_id(key): 1 for key in keys}, said
    shorts = post.shorts(sms)
    assert len(shorts) == Message.objects.filter(channel="sms").count(), said
    assert {short["attempts"] for short in shorts} <= {1}, said


@pytest.mark.parametrize("kills", [4, pytest.param(60, marks=pytest.mark.long)])
def test_a_server_killed_while_dossiers_are_lodged_leaves_none_half_written(
    kills: int, scene: Scene, surroundings: dict[str, str], tmp_path: Path
) -> None:
    """A number, a version, a receipt, a first task and their facts: all of them or none, and no number is lost."""
    log = tmp_path / "server.log"
    drafts = ready_to_lodge(scene, 16 * kills)  # more than are lodged between two kills
    cookies = _session_of(scene)
    chance = random.Random(seed := random.SystemRandom().randrange(2**32))
    connections.close_all()
    left = [draft.pk for draft in drafts]
    for _ in range(kills):
        with _server(surroundings, log) as (server, port):
            asking = [_ask(port, cookies, left[hand::CLICKS]) for hand in range(CLICKS)]
            _until_answered(asking, chance.randint(1, 2 * CLICKS))
            time.sleep(chance.uniform(0, 0.1))
            os.killpg(server.pid, signal.SIGKILL)
            for asked in asking:
                asked.join()
        promised = {draft for asked in asking for draft in asked.answered}
        assert promised, f"seed {seed}, {[asked.stopped for asked in asking]}"
        assert not Dossier.objects.drafts().filter(pk__in=promised).exists(), f"seed {seed}"
        left = list(Dossier.objects.drafts().filter(pk__in=left).values_list("pk", flat=True))
        _nothing_is_half_written(f"seed {seed}")
    with _server(surroundings, log) as (_, port):
        last = _ask(port, cookies, left)
        last.join()
    _nothing_is_half_written(f"seed {seed}")
    assert last.answered == left, f"seed {seed}, {last.stopped}"
    assert Dossier.objects.lodged().count() == len(drafts), f"seed {seed}"
    numbers = Dossier.objects.lodged().order_by("number").values_list("number", flat=True)
    assert [int(str(number)[-5:]) for number in numbers] == list(range(1, len(drafts) + 1)), f"seed {seed}"
    for dossier in Dossier.objects.lodged():
        assert filing.lodge(dossier, by=scene.actor("architect")).number == dossier.number


def _nothing_is_half_written(said: str) -> None:
    assert list(breaks({})) == [], said
    drafts = Dossier.objects.drafts()
    assert not drafts.exclude(tasks=None, versions=None, tracking_code=None).exists(), said
    lodged = Dossier.objects.lodged().count()
    counted = Dossier.objects.lodged().filter(tasks__step_code="admissibility", versions__number=1)
    assert counted.filter(papers__kind=PaperKind.RECEIPT).distinct().count() == lodged, said
    assert Event.objects.filter(kind="dossier.lodged").count() == lodged, said
    waiting = (
        Delivery.objects.filter(event__kind="dossier.lodged").values("handler").annotate(count=Count("pk"))
    )
    assert {each["count"] for each in waiting} == {lodged} - {0}, said


def _session_of(scene: Scene) -> str:
    """The architect has signed in: the header that their browser sends."""
    browser = Client()
    browser.force_login(scene.cast.people["architect"])
    kept = {settings.SESSION_COOKIE_NAME: browser.cookies[settings.SESSION_COOKIE_NAME].value}
    kept[settings.CSRF_COOKIE_NAME] = "a" * 32
    return "; ".join(f"{name}={value}" for name, value in kept.items())


class _ask(threading.Thread):  # noqa: N801 - reads as a verb
    """Press “lodge” on one draft after the other until the server is gone."""

    def __init__(self, port: int, cookies: str, drafts: list[int]) -> None:
        super().__init__()
        self.port, self.cookies, self.drafts = port, cookies, drafts
        self.answered: list[int] = []
        self.stopped = ""  # why it did not go on
        self.start()

    def run(self) -> None:
        headers = {"Cookie": self.cookies, "X-CSRFToken": "a" * 32, "Content-Length": "0"}
        for draft in self.drafts:
            try:
                server = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
                server.request("POST", reverse("dossiers:lodging", args=[draft]), headers=headers)
                answer = server.getresponse()
            except (OSError, HTTPException) as error:
                self.stopped = f"draft {draft}: {error!r}"
                return
            if answer.getheader("Location") != reverse("dossiers:deposit", args=[draft]):
                self.stopped = f"draft {draft}: {answer.status} {answer.getheader('Location')}"
                return
            self.answered.append(draft)


def _until_answered(asking: list[_ask], count: int) -> None:
    """So that a kill strikes a server at work, however slow the machine."""
    while sum(len(asked.answered) for asked in asking) < count and any(asked.is_alive() for asked in asking):
        time.sleep(0.005)


@contextmanager
def _server(surroundings: dict[str, str], log: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The site as the demonstration starts it, in a process group of its own, answering; dead when this ends."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += [
        "--workers",
        "1",
        "--blocking-threads",
        str(CLICKS),
        "--no-ws",
        "rokhas.config.wsgi:application",
    ]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=surroundings,
            start_new_session=True,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        limit = time.monotonic() + PATIENCE
        while not _answers(port):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < limit, f"The server does not answer.\n{log.read_text()}"
            time.sleep(0.05)
        yield server, port
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _answers(port: int) -> bool:
    try:
        asked = HTTPConnection("127.0.0.1", port, timeout=20)
        asked.request("GET", settings.LOGIN_URL)
        return asked.getresponse().status < 500
    except (OSError, HTTPException):
        return False
