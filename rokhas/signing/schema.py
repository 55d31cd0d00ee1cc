"""What the owner of a paper tells this room: who may sign it, how it is made, what a signature changes.

An app above registers its purposes in `AppConfig.ready`; this room never imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rokhas.kernel.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that the public may read of a paper, beside its state: number, date, commune, nature."""

    number: str
    date: date | None
    commune_fr: str
    commune_ar: str
    nature_fr: str
    nature_ar: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A PDF ready to be signed.

    `title`, `kind` and `number` are what the agent shows, in `lang`; `name` is the file name of the sealed document; `field`
    the signature field to create, not yet in the file; `role` the code of the role in which it is signed,
    `delegated` when in the name of its holder.
    `verification_code` is the code printed in the paper; it stays the same when several sign. `complete` is False while
    another signature is to follow.
    A second signer receives the sealed file of the first, byte for byte.
    """

    pdf: bytes
    title: str
    kind: str
    number: str
    name: str
    field: str
    role: str
    delegated: bool = False
    lang: str = "fr"
    verification_code: str | None = None
    facts: Facts | None = None
    complete: bool = True


def nobody(actor: Actor, subject: Any) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """A reason to sign.

    `lock(subject_id)` takes `select_for_update` on the subject inside the caller's transaction and returns it, closed or not;
    it raises `Http404` or the row's `DoesNotExist` for an id without a row. An id is the number of a row, in its only
    writing (`kernel.references.row_number`). `may_sign(actor, subject)` is asked on the locked row.
    `revision(subject)` is a cheap word that changes whenever the paper would (120 characters at most). `paper(subject, actor)` is
    called outside any transaction. `on_signed(subject, signature, actor)` runs inside the transaction of acceptance.
    `landing(subject_ids)` is the page to go to afterwards.
    """

    code: str
    lock: Callable[[str], Any]
    may_sign: Callable[[Actor, Any], bool]
    revision: Callable[[Any], str]
    paper: Callable[[Any, Actor], Paper]
    on_signed: Callable[[Any, Any, Actor], None]
    may_withdraw: Callable[[Actor, Any], bool] = nobody
    landing: Callable[[Sequence[str]], str] = lambda subject_ids: "/"


_purposes: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    """Declare a purpose; registering the same object again counts once, another under the same code is a mistake."""
    if _purposes.setdefault(purpose.code, purpose) is not purpose:
        raise ValueError(f"The purpose {purpose.code} is registered twice.")


def unregister(code: str) -> None:
    """Take a purpose away (tests)."""
    _purposes.pop(code, None)


def find(code: str) -> Purpose | None:
    return _purposes.get(code)


def purposes() -> list[Purpose]:
    return list(_purposes.values())
