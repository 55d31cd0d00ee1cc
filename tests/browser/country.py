"""A small country to walk through with a browser: sandboxes, agent, site and worker, each a process of its own.

`python -m tests.browser.country DOOR` starts everything in the state folder and on the database of its surroundings, and writes
what a visitor must know to `<DOOR>.json` when people can come in. Each process of pytest that uses the country holds a shared
lock on the file DOOR; when nobody holds it any more, whatever became of them, everything is stopped and erased. It runs apart
from pytest, whose signals and children stay its own.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

import django

PULSE = 0.3  # seconds between two looks at the door


def main(door: Path) -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from rokhas.journeys import outside
    from rokhas.journeys.supervisor import Supervisor
    from rokhas.testing.ports import free_port

    begun = perf_counter()

    def tell(sentence: str) -> None:
        print(f"{perf_counter() - begun:5.1f} s  {sentence}", file=sys.stderr, flush=True)

    with Supervisor(settings.ROKHAS_VAR / "log", tell) as supervisor:
        port = free_port()
        origin = f"http://127.0.0.1:{port}"
        sandboxes = outside.start_sandboxes(supervisor)
        tell("migrate")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        connections.close_all()
        tell("agent")
        agent = outside.start_agent(supervisor, origin)
        facts = supervisor.first_json(sandboxes)
        around = {
            **outside.environment(),
            **outside.addresses(facts),
            "ROKHAS_PUBLIC_URL": origin,
            "ROKHAS_SIGNING_AGENT_URL": outside.agent_address(supervisor, agent),
            "ROKHAS_WEBHOOK_PRIVATE_ADDRESSES": "1",  # somebody's own program, listening on this machine
        }
        assets = subprocess.Popen(outside.word("collectstatic", "--noinput", "--verbosity", "0"), env=around)
        tell("people, keys and dossiers")
        told = _play(around)
        assert assets.wait() == 0
        tell("site")
        site = outside.start_site(supervisor, port, around)
        supervisor.start("worker", outside.word("worker"), around)
        supervisor.answering(site, origin)
        tell("open")
        world = {
            "pid": os.getpid(),
            "origin": origin,
            "agent": around["ROKHAS_SIGNING_AGENT_URL"],
            "treasury": facts["treasury"]["url"],
            "logs": str(settings.ROKHAS_VAR / "log"),
            "surroundings": around,
        }
        scratch = door.with_suffix(".new")
        scratch.write_text(json.dumps({**world, **told}))
        scratch.replace(door.with_suffix(".json"))
        while _somebody_holds(door):
            time.sleep(PULSE)
    shutil.rmtree(settings.ROKHAS_VAR, ignore_errors=True)


def _somebody_holds(door: Path) -> bool:
    with door.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _play(around: Mapping[str, str]) -> dict[str, object]:
    """What happened before the browser opens, told by a process that knows where the sandboxes are."""
    played = subprocess.run(
        [sys.executable, "-m", "tests.browser.past"],
        env=dict(around),
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    told: dict[str, object] = json.loads(played.stdout)
    return told


if __name__ == "__main__":
    main(Path(sys.argv[1]))
