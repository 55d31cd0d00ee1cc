"""Personal data that must not lie open in the database: sealed with a ring of keys kept in a file, found again by a keyed
fingerprint.

The ring is a text file, one key a line, the newest first: the first seals, all unseal. A process reads it again when the file
changes, so that a key is added without stopping anything. Fingerprints have a key of their own, which is not in the ring: they
stay equal when the ring turns.

A text column of sealed texts has a name that ends with `_sealed`; a JSON column that holds some is named to `holds_sealed`.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from rokhas.kernel.text import normalise

SUFFIX = "_sealed"
KEY_LENGTH = 50
BATCH = 500

_json: list[tuple[str, str]] = []


def seal(text: str) -> str:
    """The text encrypted (Fernet: AES-128-CBC and HMAC-SHA-256) with the newest key; an empty text stays empty."""
    return _newest().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """The text, whichever key of the ring sealed it. Raises `cryptography.fernet.InvalidToken` when none did."""
    return MultiFernet(_ring()).decrypt(sealed.encode()).decode() if sealed else ""


def is_sealed(value: object) -> bool:
    """Whether a value was sealed by a key of the ring."""
    if not isinstance(value, str) or not value.startswith(
        "gAAAA"
    ):  # the version and the first bytes of the time
        return False
    with suppress(InvalidToken):
        MultiFernet(_ring()).decrypt(value.encode())
        return True
    return False


def is_current(sealed: str) -> bool:
    """Whether the newest key sealed it; what is empty needs no key."""
    if not sealed:
        return True
    with suppress(InvalidToken):
        _newest().decrypt(sealed.encode())
        return True
    return False


def fingerprint(text: str) -> str:
    """A keyed hash of the normalised text, equal for equal values, for exact search only."""
    compact = "".join(normalise(text).split())
    return keyed_hash(compact) if compact else ""


def keyed_hash(content: str) -> str:
    """HMAC-SHA-256 with the key of fingerprints: it proves a content without telling it."""
    return hmac.new(settings.PERSONAL_DATA_INDEX_KEY.encode(), content.encode(), hashlib.sha256).hexdigest()


def masked(text: str) -> str:
    """What a page shows of a sealed text: the last three characters, or of an address its first letter and its domain."""
    name, at, domain = text.partition("@")
    if at:
        return f"{name[:1]}•••@{domain}"
    return "•" * max(0, len(text) - 3) + text[-3:]


# The ring


def holds_sealed(model: str, column: str) -> None:
    """Say that a JSON column (`"dossiers.Dossier"`, `"answers"`) holds sealed texts; called when the apps are ready."""
    _json.append((model, column))


def count_keys() -> int:
    return len(_ring())


def add_key() -> None:
    """Put a new key before the others: from now on it seals. Raises OSError when the file cannot be written."""
    _write([secrets.token_urlsafe(KEY_LENGTH), *_lines()])


def retire_keys() -> int:
    """Forget every key but the newest; returns how many. The caller has counted what they still seal."""
    lines = _lines()
    _write(lines[:1])
    return len(lines) - 1


@dataclass(frozen=True)
class Column:
    """A column that holds sealed texts: `model` is its table's, `is_json` when they lie inside answers."""

    model: type[models.Model]
    name: str
    is_json: bool

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def behind(self) -> int:
        """How many rows hold a text sealed by an older key."""
        held = self._rows().values_list(self.name, flat=True)
        return sum(not _all_current(value) for value in held.iterator(chunk_size=BATCH))

    def reseal(self) -> int:
        """Seal again with the newest key what an older one sealed; returns how many rows. Each row by itself, so that it may be
        stopped and taken up again while people work."""
        done = 0
        for number in list(self._rows().values_list("pk", flat=True)):
            with transaction.atomic():
                row = (
                    self.model._base_manager.select_for_update(no_key=True)
                    .filter(pk=number)
                    .only("pk", self.name)
                    .first()
                )
                if row is None or _all_current(kept := getattr(row, self.name)):
                    continue
                self.model._base_manager.filter(pk=number).update(**{self.name: _resealed(kept)})
                done += 1
        return done

    def _rows(self) -> models.QuerySet[Any]:
        rows = self.model._base_manager.order_by("pk")
        return rows if self.is_json else rows.exclude(**{self.name: ""})


def columns() -> list[Column]:
    """Every column of the platform that holds sealed texts."""
    texts = [
        Column(model, field.name, is_json=False)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if field.name.endswith(SUFFIX)
    ]
    return texts + [Column(apps.get_model(model), name, is_json=True) for model, name in _json]


def _all_current(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_all_current(each) for each in value.values())
    if isinstance(value, list):
        return all(_all_current(each) for each in value)
    return not is_sealed(value) or is_current(value)


def _resealed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _resealed(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_resealed(each) for each in value]
    return seal(unseal(value)) if is_sealed(value) and not is_current(value) else value


def _newest() -> Fernet:
    return _ring()[0]


def _ring() -> list[Fernet]:
    path = settings.PERSONAL_DATA_RING
    told = Path(path).stat()
    return _read(path, told.st_mtime_ns, told.st_size)


@functools.lru_cache(maxsize=4)
def _read(path: str, _changed: int, _size: int) -> list[Fernet]:
    return [
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(line.encode()).digest()))
        for line in Path(path).read_text().split()
    ]


def _lines() -> list[str]:
    return Path(settings.PERSONAL_DATA_RING).read_text().split()


def _write(lines: list[str]) -> None:
    """Whole or not at all, for its owner alone."""
    path = Path(settings.PERSONAL_DATA_RING)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
