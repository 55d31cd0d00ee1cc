"""What is done to anything of the law while it is written: taken in hand by who may, one person after another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.procedures import policy
from rokhas.procedures.errors import (
    ChangedMeanwhile,
    MotiveMissing,
    NotBeingWritten,
    NothingThere,
    OwnWriting,
    TakenBack,
)
from rokhas.procedures.models import D
from rokhas.procedures.schema import Certainty
from rokhas.procedures.schema.shapes import Plain


def held(draft: D, by: Actor) -> D:
    """The draft, locked, in the hands of somebody who may write it. Raises `NotBeingWritten`, `NotAllowed`."""
    found = type(draft)._default_manager.select_for_update(no_key=True).get(pk=draft.pk)
    if not found.is_open:
        raise NotBeingWritten
    require(policy.may_write, by, found)
    return found


def submitted(draft: D, by: Actor) -> D:
    """The draft, locked, which waits for the second person that asks.

    Raises `TakenBack`, `NotBeingWritten`, `OwnWriting`, `NotAllowed`.
    """
    found = type(draft)._default_manager.select_for_update(no_key=True).get(pk=draft.pk)
    if not found.is_open:
        raise NotBeingWritten
    if not found.is_submitted:
        raise TakenBack
    if by.person_id in found.authors:
        raise OwnWriting
    require(policy.may_publish, by, found)
    return found


def motive_of(text: str) -> str:
    """Why something is sent back or withdrawn. Raises `MotiveMissing`."""
    if not text.strip():
        raise MotiveMissing
    return text.strip()


def keep_terms(
    draft: D,
    *,
    seen: str,
    author: int,
    at: datetime,
    effective_from: date,
    reason: str,
    law: str,
    article: str,
    certainty: Certainty,
) -> None:
    """Write down the terms of a draft that is held; those it has already change nothing. Raises `ChangedMeanwhile`."""
    was = draft.terms
    draft.effective_from, draft.certainty = effective_from, certainty
    draft.reason, draft.law, draft.article = reason.strip(), law.strip(), article.strip()
    if draft.terms == was:
        return
    if mark_of(was) != seen:
        raise ChangedMeanwhile
    draft.keep(author, at)


# What was read


def at(value: Any, place: Sequence[str | int]) -> Any:
    """What stands at a place of a draft. Raises `NothingThere`."""
    for key in place:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError) as gone:
            raise NothingThere from gone
    return value


def mark_of(part: Any, keys: Sequence[str] | None = None) -> str:
    """A short mark of a part as it was read, or of some of its keys."""
    said = {key: part.get(key) for key in keys} if keys is not None else part
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def says(part: Mapping[str, Any], given: Mapping[str, Plain]) -> bool:
    """Whether a part says these keys just so already; None is a key that is left out."""
    return all(part.get(key) == value for key, value in given.items())
