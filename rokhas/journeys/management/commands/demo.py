"""`bin/rokhas demo`: the whole platform on this machine, in one process group, until Ctrl-C."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import CommandParser
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import atomic

from rokhas.journeys import outside
from rokhas.journeys.freshness import Freshness, fingerprint
from rokhas.journeys.supervisor import Collapsed, Stopped, Supervisor, is_free
from rokhas.kernel.words import Refusal, Word
from rokhas.procedures.actions import seed
from rokhas.procedures.errors import PublishedFileChanged

LOADER = "demo_country"
# What --reset erases of the state folder; secrets, and anything that the demonstration did not write, stay.
PLAYED = ("rokhas.sqlite3*", "documents", "outside", "agent", "trust", "demo", "log", "static", "checkpoints")


class Command(Word):
    help = (
        "Start the whole platform on this machine with a demonstration country: the site, its worker, the signing agent, and the "
        "world outside (treasury, certificate authority, mail, SMS). It prints the address and the accounts; Ctrl-C stops "
        "everything, and the next start finds it all again."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.epilog = (
            "Sign in at /sign-in/demo/ as anyone, by role. The state is in ROKHAS_VAR (default var/); DATABASE_URL names a "
            "PostgreSQL database instead of the file there. Everybody in it is invented, and no paper of it is worth anything."
        )
        parser.add_argument(
            "--port", type=int, default=8000, help="port of the site on 127.0.0.1 (default %(default)s)"
        )
        parser.add_argument(
            "--country",
            choices=["whole", "small"],
            default="whole",
            help="whole: a hundred dossiers of the catalogue in four provinces, most of them loaded once the doors are open; "
            "small: the first twelve alone (default %(default)s)",
        )
        parser.add_argument(
            "--reset",
            action="store_true",
            help="erase the demonstration first, its database and its files, and load it again",
        )

    def handle(self, *, port: int, reset: bool, country: str, **options: Any) -> None:
        if settings.ROKHAS_MODE != "demo":
            raise Refusal(
                f"The demonstration runs in demo mode only, and the mode is {settings.ROKHAS_MODE}: set ROKHAS_MODE=demo.",
                code="not-a-demonstration",
            )
        var: Path = settings.ROKHAS_VAR
        with _alone(var):
            if not is_free(port):
                raise Refusal(f"Port {port} is taken: choose another with --port.", code="port-taken")
            if reset:
                self.progress("Erasing the demonstration…")
                self._erase(var)
            elif _was_cut_short():
                self.progress("The loading of the demonstration was interrupted: it begins again.")
                self._erase(var)
            try:
                with Supervisor(var / "log", self.progress) as supervisor:
                    self._run(supervisor, port, whole=country == "whole")
            except Stopped:
                self.progress("Stopped.")
            except Collapsed as broken:
                raise Refusal(str(broken), code="program-stopped") from broken

    def _run(self, supervisor: Supervisor, port: int, *, whole: bool) -> None:
        origin = f"http://127.0.0.1:{port}"
        self.progress("Starting the outside world (treasury, certificate authority, SMS, mail)…")
        sandboxes = outside.start_sandboxes(supervisor)
        self._prepare()
        agent = outside.start_agent(supervisor, origin)
        around = {
            **outside.environment(),
            **outside.addresses(supervisor.first_json(sandboxes)),
            "ROKHAS_PUBLIC_URL": origin,
            "ROKHAS_SIGNING_AGENT_URL": outside.agent_address(supervisor, agent),
        }
        country = self._load(around)
        self.progress("Starting the site…")
        site = outside.start_site(supervisor, port, around)
        supervisor.answering(site, origin)
        whole = whole and not outside.country_notes().holds("whole", outside.database())
        # Only one of them plays the post at a time: the loader does it between two dossiers, then becomes the worker.
        supervisor.start(
            "worker", outside.word(LOADER, "--rest") if whole else outside.word("worker"), around
        )
        self._announce(origin, country)
        if whole:
            self.progress(
                f"The other dossiers and provinces are being loaded: {settings.ROKHAS_VAR / 'log' / 'worker.log'}"
            )
        supervisor.watch()

    def _prepare(self) -> None:
        """Migrate and gather the static files, each only when something changed."""
        freshness = Freshness(settings.ROKHAS_VAR / "demo" / "prepared.json")
        definitions = settings.BASE_DIR.glob("rokhas/procedures/definitions/**/*.yaml")
        migrations = fingerprint((*settings.BASE_DIR.glob("rokhas/*/migrations/*.py"), *definitions))
        if not freshness.holds("migrations", f"{migrations} {outside.database()}"):
            self.progress("Preparing the database…")
            if not outside.is_embedded() and not connection.introspection.table_names():
                outside.country_notes().note("own", outside.database())
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            try:
                seed()
            except PublishedFileChanged as changed:
                raise Refusal(
                    f"{changed} To begin again with the procedures of today: --reset.", code=changed.code
                ) from changed
            connections.close_all()
            freshness.note("migrations", f"{migrations} {outside.database()}")
        assets = fingerprint(
            path for path in settings.BASE_DIR.glob("rokhas/*/static/**/*") if path.is_file()
        )
        if not (settings.STATIC_ROOT.is_dir() and freshness.holds("static", assets)):
            self.progress("Gathering style sheets, fonts and scripts…")
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
            freshness.note("static", assets)

    def _load(self, around: Mapping[str, str]) -> dict[str, Any]:
        """The demonstration country, loaded once; what its loader answered (the accounts) is kept beside the database."""
        freshness = outside.country_notes()
        if freshness.holds("database", outside.database()):
            return freshness.recall("country")
        if LOADER not in get_commands():
            return {}
        self.progress("Loading the demonstration country (once; a minute or two)…")
        freshness.note("begun", outside.database())
        loaded = subprocess.run(
            outside.word(LOADER, "--json"),
            env=dict(around),
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        if loaded.returncode:
            raise Refusal(
                "The demonstration country could not be loaded; the reason is above.", code="not-loaded"
            )
        country: dict[str, Any] = json.loads(loaded.stdout)
        freshness.note("country", country)
        freshness.note("database", outside.database())
        return country

    def _announce(self, origin: str, country: Mapping[str, Any]) -> None:
        accounts = country.get("accounts", [])
        self.say(f"\nRokhas is ready: {origin}\n")
        for account in accounts:
            self.say("  " + "  ".join(str(value) for value in account.values()))
        self.say("\nCtrl-C stops everything.")
        self.answer({"url": origin, "accounts": accounts})
        sys.stdout.flush()

    def _erase(self, var: Path) -> None:
        if not outside.is_embedded():
            if not outside.country_notes().holds("own", outside.database()):
                raise Refusal(
                    "This database was not filled by the demonstration of this folder, and stays as it is. Give it an empty one.",
                    code="not-its-own",
                )
            _empty(connection)
        for pattern in PLAYED:
            for path in var.glob(pattern):
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()
        if not outside.is_embedded():
            outside.country_notes().note("own", outside.database())


def _was_cut_short() -> bool:
    """Whether a loading of this database began and never ended: a country that is half there would pass for whole."""
    noted, database = outside.country_notes(), outside.database()
    return noted.holds("begun", database) and not noted.holds("database", database)


def _empty(database: BaseDatabaseWrapper) -> None:
    """Drop every table. Emptying them would keep the migrations marked as done, and lose the territory that they loaded."""
    with database.cursor() as cursor, atomic():
        for table in database.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE IF EXISTS {database.ops.quote_name(table)} CASCADE")


@contextmanager
def _alone(var: Path) -> Iterator[None]:
    """One demonstration per state folder; the lock goes with the process, however it ends."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise Refusal(f"A demonstration is already running in {var}.", code="already-running") from taken
        yield
