"""What the documents of a life cost by themselves: the same pages compiled, the same signatures made by the same agent, which
reads what it signs, each finished file validated once. No database, no journal, no rule.

Pages are compiled by a press of their own, as warm as that of the lives: theirs remembers what it has just laid out, and would
find the same pages again instead of compiling them.

Beside it, what a life asks before each signature: whether the certificate leads to a trusted root and is still good.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from benchmarks.meter import Shares
from rokhas.documents.actions import papers
from rokhas.documents.providers import typst
from rokhas.documents.providers.bench import Bench
from rokhas.signing.actions import preparing, sealing
from rokhas.signing.providers import pades
from rokhas.signing.queries import acceptance
from rokhas.testing.signing import TestAuthority

Calls = list[tuple[tuple[Any, ...], dict[str, Any]]]

_press = Bench(typst.PRESS, seconds=typst.SECONDS, memory=typst.MEMORY)


class Documents:
    """The work on documents that a life did, kept to be done again."""

    def __init__(self) -> None:
        self.pages: Calls = []
        self.prepared: Calls = []
        self.signed: Calls = []
        self.embedded: Calls = []
        self.examined: Calls = []
        self.recognised: Calls = []

    @contextmanager
    def kept(self, shares: Shares) -> Iterator[None]:
        """Keep what is asked of the press, of the keys and of the validator, each on its share."""
        places = (
            (papers.typst, "compile", "pdf", self.pages),
            (preparing.pades, "prepare", "signing", self.prepared),
            (TestAuthority, "sign", "signing", self.signed),
            (sealing.pades, "embed", "signing", self.embedded),
            (sealing, "examine", "validation", self.examined),
            (preparing, "require_recognised", "validation", self.recognised),
        )
        with ExitStack() as stack:
            for owner, name, share, calls in places:
                timed = shares.over(getattr(owner, name), share, calls)
                stack.enter_context(mock.patch.object(owner, name, timed))
            yield

    def do_again(self) -> None:
        """Once each: a page compiled twice in the life is compiled once here, and so for a file validated twice."""
        with mock.patch.object(typst, "_press", _press):
            for args, kwargs in _distinct(self.pages):
                typst.compile(*args, **kwargs)
        for args, kwargs in self.prepared:
            pades.prepare(*args, **kwargs)
        for args, kwargs in self.signed:
            TestAuthority.sign(*args, **kwargs)
        for args, kwargs in self.embedded:
            pades.embed(*args, **kwargs)
        for args, kwargs in self._finished():
            examination = acceptance.examine(*args, **kwargs)
            assert not examination.faults, examination.faults

    def ask_again(self) -> None:
        """The path and the state of each certificate, as before each signature."""
        for args, kwargs in self.recognised:
            preparing.require_recognised(*args, **kwargs)

    def _finished(self) -> Calls:
        """A file that goes on to another signature is not finished: its bytes begin a later one's."""
        whole = [args[0] for args, _kwargs in self.examined]
        return [
            call
            for call in _distinct(self.examined)
            if not any(other != call[0][0] and other.startswith(call[0][0]) for other in whole)
        ]


def _distinct(calls: Calls) -> Calls:
    return list({repr((args[:2], kwargs)): (args, kwargs) for args, kwargs in calls}.values())
