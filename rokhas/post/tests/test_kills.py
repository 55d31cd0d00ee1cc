"""`kill -9` of the worker at any moment: every recipient sees every message once, and none is lost."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.db import connection, connections

from rokhas.journal.models import Event
from rokhas.kernel.actor import system
from rokhas.post import actions
from rokhas.post.models import Channel, Message, State
from rokhas.post.providers.smtp import message_id
from sandboxes.mail import PostOffice
from sandboxes.sms import Gateway

MESSAGES = 40
WORKER = Path(__file__).parent / "killed_worker.py"
ROOT = Path(__file__).parents[3]
REAL = {"mail": "rokhas.post.providers.smtp.Mail", "sms": "rokhas.post.providers.sms_http.Gateway"}
# What the worker must share with this process: where the gateways are, and the keys.
SHARED = (
    "EMAIL_BACKEND",
    "EMAIL_HOST",
    "EMAIL_PORT",
    "MAIL_STATUS_URL",
    "SMS_URL",
    "PERSONAL_DATA_RING",
    "SECRET_KEY",
)


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kills", [20, pytest.param(500, marks=pytest.mark.long)])
def test_a_recipient_sees_each_message_once_however_often_the_worker_is_killed(
    kills: int, mail: PostOffice, sms: Gateway, tmp_path: Path
) -> None:
    messages = MESSAGES * max(1, kills // 50)
    for number in range(messages):
        channel, to = (
            (Channel.MAIL, f"p{number}@example.ma") if number % 2 else (Channel.SMS, f"+2126{number:08d}")
        )
        actions.send(
            channel, key=f"m{number}", to=to, subject="S", body="B", language="fr", about=None, by=system()
        )
    seed = random.SystemRandom().randrange(2**32)
    kill_and_finish(kills, seed, tmp_path)
    said = f"seed {seed}"
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}, said
    assert Event.objects.filter(kind="message.sent").count() == messages, said
    letters = {letter["message_id"]: letter["deliveries"] for letter in mail.mailbox.all()}
    assert letters == {message_id(f"m{number}"): 1 for number in range(1, messages, 2)}, said
    received = shorts(sms)
    assert sorted(short["to"] for short in received) == [
        f"+2126{number:08d}" for number in range(0, messages, 2)
    ], said
    assert {short["attempts"] for short in received} == {1}, said


def shorts(sms: Gateway) -> list[dict[str, Any]]:
    """What the gateway has received."""
    with urlopen(f"{sms.url}/messages.json", timeout=10) as answer:
        received: list[dict[str, Any]] = json.load(answer)["messages"]
    return received


def kill_and_finish(kills: int, seed: int, folder: Path, *, longest_life: float = 0.3) -> None:
    """Let workers live for up to `longest_life` seconds, then one until nothing is left to deliver."""
    given: dict[str, Any] = {
        "database": connection.settings_dict["NAME"],
        "settings": {name: getattr(settings, name) for name in SHARED} | {"POST_TRANSPORTS": REAL},
        "kills": kills,
        "seed": seed,
        "longest_life": longest_life,
    }
    connections.close_all()
    surroundings = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "TMPDIR": str(folder),
    }
    done = subprocess.run(
        [sys.executable, str(WORKER)], input=json.dumps(given).encode(), cwd=ROOT, env=surroundings, capture_output=True,
        timeout=120 + kills, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
