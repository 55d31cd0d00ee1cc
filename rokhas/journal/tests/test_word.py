"""`rokhas journal`: what it answers and how it ends, in a process of its own, with nothing around it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command, load_command_class

from rokhas.journal import checkpoints
from rokhas.journal.models import Event, Head
from rokhas.journal.tests.conftest import Room

Answer = tuple[int, dict[str, Any], str]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Call the word as a shell would: its exit code, its JSON, what it said on standard error."""

    def call(*arguments: str) -> Answer:
        code = 0
        try:
            word: Any = load_command_class("rokhas.journal", "journal")
            word.requires_system_checks = []
            word.run_from_argv(["rokhas", "journal", *arguments, "--json"])
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else {}, said.err

    return call


@pytest.mark.django_db(transaction=True)
def test_a_sound_journal_ends_with_0(room: Room, var: Path, ask: Any) -> None:
    room.says(room.stream())
    assert ask("verify") == (0, {"events": 1, "breaks": [], "holds": True}, "")
    code, said, _ = ask("checkpoint")
    assert (code, Path(said["checkpoint"]).name) == (0, "000001.json")
    assert ask("checkpoint") == (0, {"checkpoint": None}, "")
    assert ask("verify")[0] == 0


@pytest.mark.django_db(transaction=True)
def test_a_broken_journal_ends_with_1_and_names_the_place(room: Room, var: Path, ask: Any) -> None:
    stream = room.stream()
    room.says(stream)
    Event.objects.update(data={"n": 99})
    code, said, err = ask("verify")
    assert code == 1
    assert said["holds"] is False
    assert said["breaks"] == [f"journal.round:{stream.pk} event 1: altered"]
    assert "1 place(s) of the journal do not hold." in err


@pytest.mark.django_db(transaction=True)
def test_a_forged_checkpoint_ends_with_1(room: Room, var: Path, ask: Any) -> None:
    room.says(room.stream())
    ask("checkpoint")
    (var / "checkpoints" / "000001.json").write_text("{}")
    for act in ("verify", "checkpoint"):
        room.says(room.stream())
        code, said, err = ask(act)
        assert (code, said["refused"]["code"]) == (1, "checkpoint-unreadable")
        assert "000001.json does not hold" in err


def test_an_act_nobody_knows_ends_with_2(ask: Any) -> None:
    assert ask("rewrite")[0] == 2
    assert ask()[0] == 2


@pytest.mark.django_db(transaction=True)
def test_people_read_sentences(room: Room, var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    room.says(room.stream())
    for act in ("verify", "checkpoint", "checkpoint", "verify", "dead"):
        call_command("journal", act)
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "The journal holds: 1 events, 0 streams remembered by signed checkpoints.",
        f"Written: {var / 'checkpoints' / '000001.json'}",
        "Nothing moved since the last checkpoint.",
        "The journal holds: 2 events, 1 streams remembered by signed checkpoints.",
        "0 dead deliveries.",
    ]


@pytest.mark.django_db(transaction=True)
def test_verifying_needs_no_sandbox_and_no_worker(room: Room, surroundings: dict[str, str]) -> None:
    """Another process, where no gateway, treasury or authority has an address."""
    kept = {
        name: value for name, value in surroundings.items() if not name.endswith(("_URL", "_HOST", "_PORT"))
    }
    room.says(room.stream())
    done = subprocess.run(
        [sys.executable, "manage.py", "journal", "verify", "--json"],
        cwd=settings.BASE_DIR,
        env=kept | {"DATABASE_URL": surroundings["DATABASE_URL"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"events": 1, "breaks": [], "holds": True}


@pytest.mark.django_db(transaction=True)
def test_an_operator_and_the_worker_write_one_checkpoint(room: Room, var: Path) -> None:
    """Both begin together: the slower finds the file there and leaves it."""
    room.says(room.stream())
    now = Event.objects.get().at
    first = checkpoints.write(now)
    assert first is not None
    kept = first.read_bytes()
    record = Event.objects.get(kind="checkpoint.written")  # the faster one has not recorded its own yet
    Head.objects.filter(pk=record.stream).delete()
    record.delete()
    first.rename(first.with_suffix(".aside"))

    def a_moment_later(stream: Any, seen: list[Path] = [first]) -> None:  # noqa: B006 - one file, put back once
        if seen:
            path = seen.pop()
            path.with_suffix(".aside").rename(path)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("rokhas.journal.checkpoints.os.fsync", a_moment_later)
        assert checkpoints.write(now) is None
    assert first.read_bytes() == kept
    assert sorted(path.name for path in first.parent.iterdir()) == ["000001.json"]
    assert list(checkpoints.missing()) == []
