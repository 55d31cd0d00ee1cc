"""A link names one row, in one sending, for one purpose."""

from __future__ import annotations

import pytest

from rokhas.kernel.links import Link, read, token


def test_a_link_names_its_row_and_its_sending() -> None:
    assert read("practice", token("practice", 42, 3)) == Link(42, 3)


def test_a_link_is_good_for_its_purpose_alone() -> None:
    assert read("invitation", token("practice", 42, 3)) is None


@pytest.mark.parametrize("text", ["", "42-3", "42-3~", "x~y", "~", "42-3~" + "A" * 43])
def test_what_was_not_made_here_names_nothing(text: str) -> None:
    assert read("practice", text) is None


def test_another_row_cannot_be_written_over_a_signature() -> None:
    signed = token("practice", 42, 3)
    assert read("practice", signed.replace("42-", "43-", 1)) is None
