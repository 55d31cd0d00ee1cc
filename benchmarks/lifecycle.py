"""The whole life of a dossier on PostgreSQL, in one process, the worker drained after every act, beside its bare documents."""

from __future__ import annotations

import gc
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.test import override_settings

from benchmarks import crowd
from benchmarks.bare import Documents
from benchmarks.ground import tell
from benchmarks.meter import Shares, Unwatched, helpers_seconds, postgres_seconds
from rokhas.dossiers.models import Dossier
from rokhas.journal import outbox
from rokhas.journeys.cast import cast_for
from rokhas.kernel.words import Figure
from rokhas.post.providers.embedded import Embedded
from rokhas.procedures.actions import seed
from rokhas.procedures.schema import Document
from rokhas.signing.actions import finishing
from rokhas.territory.models import Unit
from rokhas.testing.life import Life
from rokhas.testing.scene import DESK_COMMUNE, Scene, TestHands
from rokhas.testing.signing import FakeRevocationSource, FakeTimestamper, TestAuthority

RATIO, ACT, LIFE, DELIVERED = 1.6, 25, 300, 8
MEGABYTE = 1_000_000
PADDING = secrets.token_hex(MEGABYTE // 2).encode()
SHARES = ("signing", "pdf", "validation", "sql", "outside")


class Hands(TestHands):
    """The hands of a test, with files of one megabyte: each its own, the same weight in all, drawn before a life begins."""

    def draw(self, document: Document, dossier: Dossier) -> tuple[bytes, str]:
        content, name = super().draw(document, dossier)
        return content + b"%" + PADDING[: MEGABYTE - len(content) - 2] + b"\n", name


@dataclass
class Account:
    """What several lives took, in seconds: of the clock, and of CPU here, in the press, in PostgreSQL, for the bare documents,
    for asking about the certificates."""

    lives: list[Life] = field(default_factory=list)
    shares: Counter[str] = field(default_factory=Counter)
    wall: float = 0.0
    own: float = 0.0
    press: float = 0.0
    postgres: float = 0.0
    bare: float = 0.0
    recognised: float = 0.0

    @property
    def life(self) -> float:
        """CPU seconds of a life outside PostgreSQL."""
        return (self.own + self.press) / len(self.lives)


def measure(lives: int, dossiers: int = 0) -> list[Figure]:
    """Play `lives` lives, after one to warm up, in a register of `dossiers` others; a last one is watched for the shares."""
    carried = dict.fromkeys(settings.POST_TRANSPORTS, f"{Embedded.__module__}.{Embedded.__qualname__}")
    seed()
    outbox.drain()
    with override_settings(POST_TRANSPORTS=carried), TestAuthority.shared().plays() as authority:
        crowd.fill(dossiers)
        _one(Account(), authority, Unwatched())
        account, watched = Account(), Account()
        for number in range(lives):
            tell(f"Life {number + 1} of {lives}…")
            _one(account, authority, Unwatched())
        _one(watched, authority, Shares())
    return _figures(account, watched)


def _one(account: Account, authority: TestAuthority, shares: Shares) -> None:
    scene = Scene(cast_for(Unit.objects.get(pk=DESK_COMMUNE)), Hands(authority))
    outbox.drain()
    life, documents = Life(scene), Documents()
    outside = (
        (FakeTimestamper, "answer", "outside"),
        (FakeRevocationSource, "answer", "outside"),
        (finishing, "signs", "validation"),
    )
    gc.collect()
    postgres = postgres_seconds()
    started, own, press = time.monotonic(), time.process_time(), helpers_seconds()
    with documents.kept(shares), shares.watching(*outside):
        life.live()
    account.own += time.process_time() - own
    account.press += helpers_seconds() - press
    account.wall += time.monotonic() - started
    account.postgres += postgres_seconds() - postgres
    account.shares += shares.seconds
    account.lives.append(life)
    account.bare += _cpu(documents.do_again)
    account.recognised += _cpu(documents.ask_again)


def _cpu(work: Callable[[], None]) -> float:
    own, press = time.process_time(), helpers_seconds()
    work()
    return time.process_time() - own + helpers_seconds() - press


def _figures(account: Account, watched: Account) -> list[Figure]:
    lives = account.lives
    acts = Counter[str]()
    for life in lives:
        for name, count in (*life.acts, *life.prepared):
            acts[name] = max(acts[name], count)
    busy = watched.own + watched.press
    shares = {share: watched.shares[share] for share in SHARES}
    shares["pdf"] += watched.press
    shares["rest"] = busy - sum(shares.values())
    bare, recognised = account.bare / len(lives), account.recognised / len(lives)
    worker = sum(life.worker for life in lives) / sum(life.delivered for life in lives)
    return [
        Figure.at_most(
            "CPU of a life, of its bare documents'", round(account.life / bare, 3), "ratio", RATIO
        ),
        Figure.at_most("statements in the most demanding act", max(acts.values()), "statements", ACT),
        Figure.at_most(
            "statements in the acts of a life", max(life.statements for life in lives), "statements", LIFE
        ),
        Figure.at_most("statements per delivered event", round(worker, 2), "statements", DELIVERED),
        _told("dossiers per second", len(lives) / account.wall, "1/s"),
        _told("CPU of a life", account.life, "s"),
        _told("CPU of its bare documents", bare, "s"),
        _told("CPU of asking for the path and state of its certificates", recognised, "s"),
        _told("CPU of a life, of both", account.life / (bare + recognised), "ratio"),
        _told("CPU of PostgreSQL in a life", account.postgres / len(lives), "s"),
        _told(
            "statements of a life with its deliveries", lives[-1].statements + lives[-1].worker, "statements"
        ),
        *(_told(f"CPU share: {share}", seconds / busy, "ratio") for share, seconds in shares.items()),
        *(_told(f"statements: {name}", count, "statements") for name, count in acts.items()),
    ]


def _told(name: str, value: float, unit: str) -> Figure:
    """A figure that no target holds: it is published, not judged."""
    return Figure(name, round(value, 4), unit, "", True)
