"""Writing the next version of a procedure: begun from a published one, kept as given, never an edit of what is published.

Whoever changes something says what they had read of it (`seen`): when somebody else changed the same thing meanwhile, the act is
refused and nothing is lost. Two people who change two things never meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction

from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.procedures import policy
from rokhas.procedures.actions.drafts import at, held, keep_terms, mark_of, says
from rokhas.procedures.checks import mistakes_of
from rokhas.procedures.errors import (
    AlreadyBeingWritten,
    BaseWithdrawn,
    ChangedMeanwhile,
    MistakesLeft,
    NothingChanged,
    NothingThere,
    NotTheLast,
    TermsMissing,
)
from rokhas.procedures.models import NextVersion, ProcedureVersion, Withdrawal
from rokhas.procedures.queries import procedure_of, written_value
from rokhas.procedures.queries.schedule import require_day
from rokhas.procedures.schema import Certainty
from rokhas.procedures.schema.differences import same
from rokhas.procedures.schema.shapes import Place, Plain

# What no editor changes: what identifies a procedure, and what its publication gives.
GIVEN = frozenset({"code", "prefix", "version", "family", "effective_from"})


def begin(base: ProcedureVersion, *, by: Actor) -> NextVersion:
    """Begin the next version of a procedure from a published one.

    Raises `AlreadyBeingWritten`, `BaseWithdrawn`, `NotTheLast`, `NotAllowed`.
    """
    require(policy.may_begin, by, base)
    with act():
        ProcedureVersion.objects.select_for_update(no_key=True).get(pk=base.pk)
        if Withdrawal.objects.filter(pk=base.pk).exists():
            raise BaseWithdrawn
        _require_last(base)
        draft = NextVersion(
            code=base.code,
            base=base,
            value=written_value(procedure_of(base.pk)),
            authors=[by.person_pk],
            begun_at=by.now(),
            touched_at=by.now(),
        )
        try:
            with transaction.atomic():
                draft.save()
        except IntegrityError as taken:
            raise AlreadyBeingWritten from taken
        record("procedure.begun", draft, by, procedure=draft.code, base=base.pk)
    return draft


def write(
    draft: NextVersion, place: Place, given: Mapping[str, Plain], *, seen: str, by: Actor
) -> NextVersion:
    """Say keys of the part at `place` anew, right or wrong; None leaves a key out. `seen` is `mark_of` what was read. Saying what
    it says already changes nothing: it takes nothing back, and makes nobody an author.

    Raises `ChangedMeanwhile`, `NothingThere`, `NotBeingWritten`, `NotAllowed`.
    """
    with act():
        draft = held(draft, by)
        part = at(draft.value, place)
        if not isinstance(part, dict):
            raise NothingThere
        told = {key: value for key, value in given.items() if place or key not in GIVEN}
        if says(part, told):
            return draft
        if mark_of(part, tuple(given)) != seen:
            raise ChangedMeanwhile
        for key, value in told.items():
            if value is None:
                part.pop(key, None)
            else:
                part[key] = value
        draft.keep(by.person_pk, by.now())
    return draft


def add(draft: NextVersion, place: Place, given: Mapping[str, Plain], *, by: Actor) -> NextVersion:
    """Put a new part at the end of the list at `place`, or where there is none yet. Sent twice, it is there once.

    Raises `NothingThere`, `NotBeingWritten`, `NotAllowed`.
    """
    with act():
        draft = held(draft, by)
        *before, last = place
        above = at(draft.value, tuple(before))
        if not isinstance(above, dict):
            raise NothingThere
        new = {key: value for key, value in given.items() if value is not None}
        listed = above.setdefault(str(last), [])
        if listed[-1:] == [new]:
            return draft
        listed.append(new)
        draft.keep(by.person_pk, by.now())
    return draft


def remove(draft: NextVersion, place: Place, *, seen: str, by: Actor) -> NextVersion:
    """Take out the part at `place`. Raises `ChangedMeanwhile`, `NothingThere`, `NotBeingWritten`, `NotAllowed`."""
    with act():
        draft = held(draft, by)
        above, last = at(draft.value, place[:-1]), place[-1]
        found = at(draft.value, place)
        if mark_of(found) != seen:
            raise ChangedMeanwhile
        del above[last]
        draft.keep(by.person_pk, by.now())
    return draft


def move(draft: NextVersion, place: Place, *, seen: str, by: Actor) -> NextVersion:
    """Put the part at `place` before the one above it.

    Raises `ChangedMeanwhile`, `NothingThere`, `NotBeingWritten`, `NotAllowed`.
    """
    with act():
        draft = held(draft, by)
        above, rank = at(draft.value, place[:-1]), place[-1]
        found = at(draft.value, place)
        if mark_of(found) != seen:
            raise ChangedMeanwhile
        if not isinstance(rank, int) or rank == 0:
            raise NothingThere
        above[rank - 1], above[rank] = above[rank], above[rank - 1]
        draft.keep(by.person_pk, by.now())
    return draft


def set_terms(
    draft: NextVersion,
    *,
    seen: str,
    by: Actor,
    effective_from: date,
    reason: str,
    law: str,
    certainty: Certainty,
    article: str = "",
) -> NextVersion:
    """Say from which day it holds, why, on which text and how sure. `seen` is `mark_of` the terms that were read.

    Raises `ChangedMeanwhile`, `DayTooSoon`, `DayTooFar`, `DayAfterScheduled`, `TermsMissing`, `NotBeingWritten`, `NotAllowed`.
    """
    if not (reason.strip() and law.strip()):
        raise TermsMissing
    with act():
        draft = held(draft, by)
        require_day(draft.code, effective_from, by.today())
        keep_terms(
            draft,
            seen=seen,
            author=by.person_pk,
            at=by.now(),
            effective_from=effective_from,
            reason=reason,
            law=law,
            article=article,
            certainty=certainty,
        )
    return draft


def submit(draft: NextVersion, *, by: Actor) -> NextVersion:
    """It is ready: a second person may publish it. Whoever changes it again takes it back.

    Raises `MistakesLeft`, `NothingChanged`, `TermsMissing`, `DayTooSoon`, `DayTooFar`, `DayAfterScheduled`, `NotBeingWritten`,
    `NotAllowed`.
    """
    with act():
        draft = held(draft, by)
        if draft.effective_from is None:
            raise TermsMissing
        require_day(draft.code, draft.effective_from, by.today())
        if found := mistakes_of(draft.value):
            raise MistakesLeft(n=len(found))
        if same(draft.value, written_value(procedure_of(draft.base_id))):
            raise NothingChanged
        draft.submit()
        record("procedure.submitted", draft, by, procedure=draft.code, revision=draft.revision)
    return draft


def abandon(draft: NextVersion, *, by: Actor) -> NextVersion:
    """Give up writing it; what was written is kept to be read. Raises `NotBeingWritten`, `NotAllowed`."""
    with act():
        draft = held(draft, by)
        draft.abandon()
        record("procedure.abandoned", draft, by, procedure=draft.code)
    return draft


def _require_last(base: ProcedureVersion) -> None:
    """What was written here last is never lost: only a file published after it may be taken up instead."""
    written = ProcedureVersion.objects.standing().written_here().filter(code=base.code)
    last = written.exclude(pk=base.pk).order_by("-version").first()
    if last is not None and base.published_at <= last.published_at:
        raise NotTheLast(version=last.version)
