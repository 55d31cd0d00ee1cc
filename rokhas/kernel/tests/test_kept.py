"""A secret that is drawn twice at once is one secret."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rokhas.kernel.kept import write_once


def test_the_first_secret_stands_whoever_draws_at_the_same_time(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "key"
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write_once, path, bytes([number]) * 32) for number in range(64)]:
            done.result()
    kept = path.read_bytes()
    assert len(kept) == 32
    assert len(set(kept)) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    write_once(path, b"another")
    assert path.read_bytes() == kept
    assert [each.name for each in path.parent.iterdir()] == ["key"]


def test_a_secret_that_cannot_be_kept_leaves_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rokhas.kernel.kept.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_once(tmp_path / "key", b"secret")
    assert list(tmp_path.iterdir()) == []
