import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from rokhas.documents.actions import store, sweep_orphans, tidy_name
from rokhas.documents.errors import Damaged, EmptyFile, NoRoom
from rokhas.documents.models import Document
from rokhas.documents.providers import vault as files
from rokhas.documents.queries import open_file, read
from rokhas.documents.tests.conftest import sha256
from rokhas.kernel.actor import Actor, system


def test_a_stored_file_is_read_back_byte_for_byte(sender: Actor) -> None:
    document = store(BytesIO(b"plan" * 100_000), name="plan.pdf", media_type="application/pdf", by=sender)
    assert (document.size, document.sha256) == (400_000, sha256(b"plan" * 100_000))
    assert document.created_by_id == sender.person_id
    assert read(document) == b"plan" * 100_000
    with open_file(document) as file:
        assert file.read(4) == b"plan"


def test_the_same_bytes_are_kept_once_under_two_rows(sender: Actor, vault: Path) -> None:
    first = store(b"same", name="a.pdf", media_type="application/pdf", by=sender)
    second = store(b"same", name="b.pdf", media_type="application/pdf", by=sender)
    assert first.pk != second.pk
    assert [path for path in vault.rglob("*") if path.is_file()] == [files.path_of(first.sha256)]


def test_nothing_is_written_for_an_empty_file(sender: Actor) -> None:
    with pytest.raises(EmptyFile):
        store(b"", name="a.pdf", media_type="application/pdf", by=sender)
    assert not Document.objects.exists()


def test_a_line_cut_while_storing_leaves_no_row_and_no_file(sender: Actor, vault: Path) -> None:
    class Cut(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("no space left on device")

    with pytest.raises(NoRoom):
        store(Cut(b"x"), name="a.pdf", media_type="application/pdf", by=sender)
    assert not Document.objects.exists()
    assert not [path for path in vault.rglob("*") if path.is_file()]


def test_an_altered_file_is_never_handed_out_as_if_it_were_whole(sender: Actor) -> None:
    document = store(b"signed opinion", name="o.pdf", media_type="application/pdf", by=sender)
    path = files.path_of(document.sha256)
    path.chmod(0o640)
    path.write_bytes(b"forged opinion")
    with pytest.raises(Damaged):
        read(document)
    path.write_bytes(b"longer than it was")
    with pytest.raises(Damaged):
        open_file(document)
    path.unlink()
    with pytest.raises(Damaged):
        read(document)


def test_keeping_the_same_bytes_again_mends_a_damaged_file(sender: Actor) -> None:
    document = store(b"plan", name="a.pdf", media_type="application/pdf", by=sender)
    files.path_of(document.sha256).unlink()
    store(b"plan", name="a.pdf", media_type="application/pdf", by=sender)
    assert read(document) == b"plan"


def test_orphans_are_swept_after_seven_days_and_named_files_never(sender: Actor, vault: Path) -> None:
    named = store(b"named", name="a.pdf", media_type="application/pdf", by=sender)
    old_orphan, _ = files.put(BytesIO(b"left by a process that died"))
    young_orphan, _ = files.put(BytesIO(b"about to get its row"))
    stray = vault / "incoming" / "tmp123"
    stray.write_bytes(b"half")
    long_ago = (datetime.now(UTC) - timedelta(days=8)).timestamp()
    for path in (files.path_of(named.sha256), files.path_of(old_orphan), stray):
        os.utime(path, (long_ago, long_ago))
    assert sweep_orphans(system()) == [stray.name, old_orphan]
    assert read(named) == b"named"
    assert files.path_of(young_orphan).exists()


def test_bytes_kept_again_while_the_sweep_looks_are_put_back(sender: Actor) -> None:
    orphan, _ = files.put(BytesIO(b"orphan"))
    long_ago = (datetime.now(UTC) - timedelta(days=8)).timestamp()
    os.utime(files.path_of(orphan), (long_ago, long_ago))

    def arrives_meanwhile(name: str) -> bool:
        files.put(BytesIO(b"orphan"))
        return False

    assert files.sweep(datetime.now(UTC) - timedelta(days=7), arrives_meanwhile) == []
    assert files.path_of(orphan).read_bytes() == b"orphan"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\plans\\A-01.pdf", "A-01.pdf"),
        ("تصميم\u202e الكتلة.pdf", "تصميم الكتلة.pdf"),
        ("a\nb\x00.pdf", "ab.pdf"),
        ("", "document"),
        ("...", "document"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_is_tidied(given: str, kept: str) -> None:
    assert tidy_name(given) == kept
