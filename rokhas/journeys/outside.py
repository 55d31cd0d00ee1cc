"""The world outside, played by `sandboxes` and `agent` beside the platform, and how the settings name it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from rokhas.journeys.freshness import Freshness
from rokhas.journeys.supervisor import Child, Supervisor

AGENT_PORT = 53517


def environment() -> dict[str, str]:
    """What every program of the demonstration starts with: ours, with the mode and the state folder made explicit."""
    return {
        **os.environ,
        "ROKHAS_MODE": settings.ROKHAS_MODE,
        "ROKHAS_VAR": str(settings.ROKHAS_VAR),
        "PYTHONPATH": str(settings.BASE_DIR),
        "PYTHONUNBUFFERED": "1",
    }


def python(*arguments: str) -> list[str]:
    """A Python program of this environment."""
    return [sys.executable, *arguments]


def word(*arguments: str) -> list[str]:
    """A word of the platform, in a process of its own."""
    return python(str(settings.BASE_DIR / "manage.py"), *arguments)


def start_sandboxes(supervisor: Supervisor) -> Child:
    """Treasury, certificate authority with time-stamp and OCSP, SMS and mail; their state is in `<state folder>/outside`."""
    var: Path = settings.ROKHAS_VAR
    secret = var / "secrets" / "treasury_secret"  # made by the settings; both sides read the same file
    return supervisor.start(
        "sandboxes",
        python(
            "-m",
            "sandboxes",
            "all",
            "--folder",
            str(var / "outside"),
            "--secret-file",
            str(secret),
            "--with-parent",
        ),
        environment(),
    )


def addresses(facts: Mapping[str, Any]) -> dict[str, str]:
    """The environment variables that name the sandboxes, from the line they print; their authority becomes trusted.

    `facts` is `{"authority": {"url"}, "treasury": {"url"}, "sms": {"url"}, "mail": {"url", "smtp_host", "smtp_port"}}`.
    """
    authority, mail = facts["authority"]["url"], facts["mail"]
    folder = settings.ROKHAS_VAR / "trust"
    _write(folder / "sandbox.pem", _read(f"{authority}/chain.pem"))
    return {
        "ROKHAS_TRUST_ROOTS": str(folder),
        "ROKHAS_TIMESTAMP_URL": f"{authority}/tsa",
        "ROKHAS_AUTHORITY_URL": authority,
        "ROKHAS_TREASURY_URL": facts["treasury"]["url"],
        "ROKHAS_SMS_URL": facts["sms"]["url"],
        "ROKHAS_SMTP_HOST": str(mail["smtp_host"]),
        "ROKHAS_SMTP_PORT": str(mail["smtp_port"]),
        "ROKHAS_MAIL_STATUS_URL": mail["url"],
    }


def start_agent(supervisor: Supervisor, origin: str) -> Child:
    """The signing agent, trusting this platform's key and pages of `origin` alone; on a free port when its own is taken."""
    folder = settings.ROKHAS_VAR / "agent"
    out = io.StringIO()
    call_command("signing", "public-key", stdout=out)
    key = folder / "platform.pem"
    _write(key, out.getvalue().encode())
    trusted = ("--platform-key", str(key), "--origin", origin)
    place = ("--folder", str(folder), "--port", str(AGENT_PORT), "--or-any")
    return supervisor.start("agent", python("-m", "agent", *place, *trusted, "--with-parent"), environment())


def agent_address(supervisor: Supervisor, agent: Child) -> str:
    """Where the agent listens, as it says itself; pages know it from now on, so it is started again there and nowhere else.

    Raises:
        Collapsed: it died, or said nothing in time.
    """
    address = str(supervisor.first_json(agent)["url"])
    agent.command = [*agent.command, "--port", str(urlsplit(address).port), "--no-or-any"]
    return address


def start_site(supervisor: Supervisor, port: int, around: Mapping[str, str]) -> Child:
    """The site itself, on a port of this machine, in surroundings that name everything outside."""
    server = (
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        "1",
    )
    threads = ("--blocking-threads", "4", "--no-ws", "--log-level", "warning")
    return supervisor.start("site", python(*server, *threads, "rokhas.config.wsgi:application"), around)


def _read(url: str) -> bytes:
    with urlopen(url, timeout=10) as answer:  # noqa: S310 - the address of a sandbox that we started
        content: bytes = answer.read()
        return content


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and only when it changed: others watch the date."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(".new")
    scratch.write_bytes(content)
    scratch.replace(path)


def country_notes() -> Freshness:
    """What was loaded of the demonstration country, beside the database that holds it."""
    return Freshness(settings.ROKHAS_VAR / "demo" / "country.json")


def is_embedded() -> bool:
    """Whether the database is a file of the state folder."""
    return str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")


def database() -> str:
    """Which database this is: one made again has a new identity, and nothing noted about the old one holds."""
    database = settings.DATABASES["default"]
    if not is_embedded():
        with connection.cursor() as cursor:
            cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
            [number] = cursor.fetchone()
        return f"{database['HOST']}:{database['PORT']}/{database['NAME']} {number}"
    path = Path(str(database["NAME"]))
    return f"{path} {path.stat().st_ino}" if path.exists() else ""
