"""The signed memory of the journal: written daily, never rewritten, refused when it does not hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command

from rokhas.journal import checkpoints
from rokhas.journal.chain import breaks
from rokhas.journal.duties import attend
from rokhas.journal.models import Event, Head
from rokhas.journal.tests.conftest import Room
from rokhas.kernel.words import TargetMissed

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(room: Room, var: Path) -> list[Path]:
    """Three checkpoints of a journal that moved each day."""
    written = []
    for day in range(3):
        room.says(room.stream(), day)
        written.append(checkpoints.write(NOW + day * DAY))
    assert all(written)
    return [path for path in written if path]


def test_a_checkpoint_remembers_what_moved(room: Room, var: Path) -> None:
    still, moving = room.stream(), room.stream()
    room.says(still)
    room.says(moving)
    checkpoints.write(NOW)
    last = room.says(moving)
    path = checkpoints.write(NOW + DAY)
    assert path is not None
    record = Event.objects.get(kind="checkpoint.written", data__number=1)
    assert json.loads(path.read_text())["body"]["streams"] == {
        last.stream: [2, last.hash],
        record.stream: [1, record.hash],
    }
    assert {seq for seq, _ in checkpoints.marks().values()} == {1, 2}


def test_nothing_is_written_when_nothing_moved(room: Room, var: Path) -> None:
    room.says(room.stream())
    assert checkpoints.write(NOW)
    assert checkpoints.write(NOW + DAY) is None
    assert len(list((var / "checkpoints").iterdir())) == 1


def test_an_act_that_ended_after_a_later_one_is_remembered_too(room: Room, var: Path) -> None:
    """Events are numbered when they are written, and seen when their act ends: the smaller number may come second."""
    early, late = room.says(room.stream()), room.says(room.stream())
    unseen = Head.objects.get(pk=early.stream)
    Head.objects.filter(pk=early.stream).delete()
    checkpoints.write(NOW)
    unseen.save(force_insert=True)
    checkpoints.write(NOW + DAY)
    assert checkpoints.marks().keys() >= {early.stream, late.stream}


def test_a_forged_checkpoint_is_refused_by_name(three: list[Path]) -> None:
    said = json.loads(three[1].read_text())
    said["body"]["streams"] = {stream: [0, "0" * 64] for stream in said["body"]["streams"]}
    three[1].write_text(json.dumps(said))
    with pytest.raises(checkpoints.Unreadable, match=r"000002\.json does not hold"):
        checkpoints.marks()


def test_a_checkpoint_signed_by_another_key_is_refused(three: list[Path]) -> None:
    said: dict[str, Any] = json.loads(three[2].read_text())
    key = Ed25519PrivateKey.generate()
    said["signature"] = key.sign(checkpoints._bytes(said["body"])).hex()
    three[2].write_text(json.dumps(said))
    with pytest.raises(checkpoints.Unreadable, match=r"000003\.json does not hold"):
        checkpoints.marks()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"body": {}, "signature": 12}', "not json"])
def test_an_unreadable_checkpoint_is_refused(three: list[Path], content: str) -> None:
    three[0].write_text(content)
    with pytest.raises(checkpoints.Unreadable, match="000001"):
        checkpoints.marks()


@pytest.mark.parametrize("missing", [0, 1])
def test_a_missing_checkpoint_is_told(three: list[Path], missing: int) -> None:
    three[missing].unlink()
    with pytest.raises(checkpoints.Unreadable, match="missing before"):
        checkpoints.marks()


def verdict() -> list[str]:
    """What `journal verify` names."""
    return [str(each) for each in (*breaks(checkpoints.marks()), *checkpoints.missing())]


@pytest.mark.django_db(transaction=True)
def test_the_last_checkpoint_is_missed_too(three: list[Path], room: Room) -> None:
    """Nothing follows it in the folder, but the journal records it."""
    call_command("journal", "verify", stdout=StringIO())
    three[2].unlink()
    said = StringIO()
    with pytest.raises(TargetMissed):
        call_command("journal", "verify", stdout=said)
    assert said.getvalue() == (
        "journal.round:checkpoints event 3: checkpoint 000003.json was written and is missing\n"
    )
    room.says(room.stream())
    with pytest.raises(checkpoints.Unreadable, match=r"000003\.json was written and is missing"):
        checkpoints.write(NOW + 9 * DAY)


def test_a_folder_and_a_key_that_vanish_are_missed(three: list[Path], var: Path) -> None:
    for path in (*three, var / "secrets" / "checkpoint_key"):
        path.unlink()
    assert len(verdict()) == 3


def test_another_file_in_the_place_of_the_last_one_is_told(three: list[Path]) -> None:
    """Even one whose signature holds."""
    three[2].write_text(json.dumps(json.loads(three[2].read_text()), indent=1))
    assert verdict() == [
        "journal.round:checkpoints event 3: checkpoint 000003.json is not the one that was written"
    ]


def test_a_record_that_is_removed_is_missed_by_the_next_checkpoint(three: list[Path]) -> None:
    Event.objects.filter(kind="checkpoint.written", data__number__gte=2).delete()
    Head.objects.filter(pk="journal.round:checkpoints").update(
        seq=1, hash=Event.objects.get(kind="checkpoint.written").hash
    )
    assert verdict() == ["journal.round:checkpoints event 2: cut (a signed checkpoint names it)"]


def test_a_writer_killed_before_its_record_is_made_good(three: list[Path], room: Room) -> None:
    last = Event.objects.get(kind="checkpoint.written", data__number=3)
    Head.objects.filter(pk=last.stream).update(seq=2, hash=last.previous_hash)
    last.delete()
    assert checkpoints.write(NOW + 9 * DAY) is None
    assert Event.objects.filter(kind="checkpoint.written", data__number=3).count() == 1
    assert verdict() == []


def test_nothing_is_written_after_a_checkpoint_that_does_not_hold(three: list[Path], room: Room) -> None:
    three[0].unlink()
    room.says(room.stream())
    with pytest.raises(checkpoints.Unreadable):
        checkpoints.write(NOW + 9 * DAY)
    assert sorted((three[1].parent).iterdir()) == three[1:]


def test_reading_makes_no_key(var: Path) -> None:
    assert checkpoints.marks() == {}
    assert list(var.iterdir()) == []


def test_the_key_is_for_the_platform_alone(three: list[Path], var: Path) -> None:
    assert (var / "secrets" / "checkpoint_key").stat().st_mode & 0o777 == 0o600


def test_the_worker_writes_one_a_day(room: Room, var: Path) -> None:
    name = "rokhas.journal.checkpoints.remember"
    for hour in range(0, 72, 4):
        room.says(room.stream(), hour)
        attended = attend(NOW + timedelta(hours=hour))
        assert (name in attended) == (hour % 24 == 0)
    assert len(list((var / "checkpoints").glob("*.json"))) == 3
    assert list(breaks(checkpoints.marks())) == []


def test_a_checkpoint_written_while_another_reads_is_not_doubled(
    room: Room, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever read the sequence before it grew takes the same number, and leaves it to the first."""
    room.says(room.stream())
    reading, others = checkpoints._sequence, [checkpoints.write]

    def read_and_be_overtaken() -> list[Path]:
        found = reading()
        while others:
            assert others.pop()(NOW)
        return found

    monkeypatch.setattr(checkpoints, "_sequence", read_and_be_overtaken)
    assert checkpoints.write(NOW) is None
    assert Event.objects.filter(kind="checkpoint.written").count() == 1
