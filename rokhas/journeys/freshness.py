"""What was already prepared, so that a second start does not prepare it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class Freshness:
    """Facts noted in a small JSON file, replaced whole; a missing or broken file knows nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def holds(self, name: str, value: str) -> bool:
        """Whether that fact was noted with that very value."""
        return self._facts().get(name) == value

    def recall(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self._facts().get(name, {})
        return found

    def note(self, name: str, value: object) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        scratch = self._path.with_suffix(".new")
        scratch.write_text(json.dumps({**self._facts(), name: value}, ensure_ascii=False))
        scratch.replace(self._path)

    def _facts(self) -> dict[str, Any]:
        try:
            facts: dict[str, Any] = json.loads(self._path.read_text())
        except (OSError, ValueError):
            return {}
        return facts


def fingerprint(paths: Iterable[Path]) -> str:
    """One digest of the names, sizes and dates of some files."""
    states = ((path, path.stat()) for path in paths)
    listed = sorted((str(path), state.st_size, state.st_mtime_ns) for path, state in states)
    return hashlib.sha256(repr(listed).encode()).hexdigest()
