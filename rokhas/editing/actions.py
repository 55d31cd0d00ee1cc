"""Writing the next entry of a list that procedures share, and publishing what somebody else wrote of it.

The same rules as for the next version of a procedure: kept as given, right or wrong; told when somebody changed it meanwhile;
published by a second person, as they read it, from a day to come; withdrawn before that day or never.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from rokhas.editing.errors import CodeMisshapen, CodeTaken, EntryBeingWritten, NothingLike
from rokhas.editing.models import NextEntry
from rokhas.editing.queries.rates import tariff_like
from rokhas.editing.queries.registers import (
    RATES,
    REGISTERS,
    Register,
    latest_value,
    next_day,
)
from rokhas.editing.schema import Rate
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.procedures import policy
from rokhas.procedures.actions import enter, take_back
from rokhas.procedures.actions.drafts import held, keep_terms, mark_of, motive_of, says, submitted
from rokhas.procedures.errors import (
    ChangedMeanwhile,
    GoneOnFrom,
    InForceAlready,
    MistakesLeft,
    NotBeingWritten,
    NothingChanged,
    ReadAgain,
    TermsMissing,
    WithdrawnAlready,
)
from rokhas.procedures.models import Entry
from rokhas.procedures.queries.schedule import require_after
from rokhas.procedures.schema import Certainty
from rokhas.procedures.schema.differences import same
from rokhas.procedures.schema.shapes import Plain
from rokhas.tariffs.actions import enter_rate, lock_rates, take_back_rate
from rokhas.tariffs.models import Tariff


def begin_entry(register: Register, code: str, *, like: str = "", by: Actor) -> NextEntry:
    """Begin the next entry of a code, or a new one that starts from what `like` says.

    Raises `EntryBeingWritten`, `CodeTaken`, `CodeMisshapen`, `NothingLike`, `NotAllowed`.
    """
    require(policy.may_begin, by, None)
    if like and not register.codes.fullmatch(code):
        raise CodeMisshapen(example=register.example)
    with act():
        # What the next one goes on from is not withdrawn while it is begun.
        list(
            NextEntry.objects.of(register.name, like or code)
            .published()
            .select_for_update(no_key=True)
            .order_by("pk")
        )
        known = latest_value(register, code, by.today())
        if like and known is not None:
            raise CodeTaken(code=code)
        value = latest_value(register, like, by.today()) if like else known
        if value is None:
            raise NothingLike
        draft = NextEntry(
            register=register.name,
            code=code,
            like=like,
            value=value,
            authors=[by.person_pk],
            begun_at=by.now(),
            touched_at=by.now(),
        )
        try:
            with transaction.atomic():
                draft.save()
        except IntegrityError as taken:
            raise EntryBeingWritten from taken
        record("entry.begun", draft, by, register=register.name, code=code)
    return draft


def write_entry(draft: NextEntry, given: Mapping[str, Plain], *, seen: str, by: Actor) -> NextEntry:
    """Say keys anew, right or wrong; None leaves a key out. `seen` is `mark_of` what was read. Saying what it says already
    changes nothing.

    Raises `ChangedMeanwhile`, `NotBeingWritten`, `NotAllowed`.
    """
    with act():
        draft = held(draft, by)
        if says(draft.value, given):
            return draft
        if mark_of(draft.value, tuple(given)) != seen:
            raise ChangedMeanwhile
        for key, value in given.items():
            if value is None:
                draft.value.pop(key, None)
            else:
                draft.value[key] = value
        draft.keep(by.person_pk, by.now())
    return draft


def set_entry_terms(
    draft: NextEntry,
    *,
    seen: str,
    by: Actor,
    effective_from: date,
    reason: str,
    law: str,
    certainty: Certainty,
    article: str = "",
) -> NextEntry:
    """Say from which day it holds, why, on which text and how sure. `seen` is `mark_of` the terms that were read.

    Raises `ChangedMeanwhile`, `DayTooSoon`, `DayTooFar`, `DayAfterScheduled`, `TermsMissing`, `NotBeingWritten`, `NotAllowed`.
    """
    if not (reason.strip() and law.strip()):
        raise TermsMissing
    with act():
        draft = held(draft, by)
        _require_day(draft, effective_from, by.today())
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


def submit_entry(draft: NextEntry, *, by: Actor) -> NextEntry:
    """It is ready: a second person may publish it. Whoever changes it again takes it back.

    Raises `MistakesLeft`, `NothingChanged`, `TermsMissing`, `DayTooSoon`, `DayTooFar`, `DayAfterScheduled`, `NotBeingWritten`,
    `NotAllowed`.
    """
    with act():
        draft = held(draft, by)
        if draft.effective_from is None:
            raise TermsMissing
        _require_day(draft, draft.effective_from, by.today())
        _require_right(draft)
        if not draft.like and _says_the_same(draft, by.today()):
            raise NothingChanged
        draft.submit()
        record(
            "entry.submitted", draft, by, register=draft.register, code=draft.code, revision=draft.revision
        )
    return draft


def abandon_entry(draft: NextEntry, *, by: Actor) -> NextEntry:
    """Give up writing it; what was written is kept to be read. Raises `NotBeingWritten`, `NotAllowed`."""
    with act():
        draft = held(draft, by)
        draft.abandon()
        record("entry.abandoned", draft, by, register=draft.register, code=draft.code)
    return draft


def publish_entry(draft: NextEntry, *, revision: int, by: Actor) -> NextEntry:
    """Publish, as a row that nobody changes any more, the revision of a next entry that was read.

    Whoever wrote a part of it never does. Raises `OwnWriting`, `TakenBack`, `ReadAgain`, `MistakesLeft`, `DayTooSoon`,
    `DayTooFar`, `DayAfterScheduled`, `TermsMissing`, `NotBeingWritten`, `NotAllowed`.
    """
    with act():
        draft = submitted(draft, by)
        if draft.revision != revision:
            raise ReadAgain
        if draft.effective_from is None:
            raise TermsMissing
        if draft.register == RATES:
            # Two rates of one place, under two codes, come one after another: the second finds the first.
            lock_rates(tariff_like(draft.like or draft.code))
        _require_day(draft, draft.effective_from, by.today())
        _require_right(draft)
        draft.key = _entered(draft, draft.effective_from, by)
        draft.state = NextEntry.State.PUBLISHED
        draft.published_at, draft.published_by_id = by.now(), by.person_pk
        draft.save(update_fields=["state", "key", "published_at", "published_by"])
        said = json.dumps(draft.value, sort_keys=True, ensure_ascii=False)
        record(
            "entry.published",
            draft,
            by,
            register=draft.register,
            code=draft.code,
            key=draft.key,
            effective_from=draft.effective_from.isoformat(),
            sha256=hashlib.sha256(said.encode()).hexdigest(),
        )
    return draft


def send_entry_back(draft: NextEntry, *, remark: str, by: Actor) -> NextEntry:
    """Give it back to those who write it, and say why.

    Raises `MotiveMissing`, `OwnWriting`, `TakenBack`, `NotBeingWritten`, `NotAllowed`.
    """
    said = motive_of(remark)
    with act():
        draft = submitted(draft, by)
        draft.send_back(said)
        record("entry.returned", draft, by, register=draft.register, code=draft.code, revision=draft.revision)
    return draft


def withdraw_entry(draft: NextEntry, *, motive: str, by: Actor) -> NextEntry:
    """Take back, before its day, what was published: what was in force before it stays.

    Raises `MotiveMissing`, `InForceAlready`, `WithdrawnAlready`, `GoneOnFrom`, `NotBeingWritten`, `NotAllowed`.
    """
    said = motive_of(motive)
    with act():
        draft = NextEntry.objects.select_for_update(no_key=True).get(pk=draft.pk)
        require(policy.may_enter, by, None)
        if draft.state != NextEntry.State.PUBLISHED or draft.effective_from is None:
            raise NotBeingWritten
        if draft.effective_from <= by.today():
            raise InForceAlready
        if draft.withdrawn_at is not None:
            raise WithdrawnAlready
        later = NextEntry.objects.of(draft.register, draft.code).filter(pk__gt=draft.pk)
        if later.open().exists() or later.published().exists():
            raise GoneOnFrom
        if draft.register == RATES:
            take_back_rate(Tariff.objects.get(code=draft.key), by=by)
        else:
            code, _dot, number = draft.key.rpartition(".")
            take_back(Entry.objects.get(register=draft.register, code=code, number=number), by=by)
        draft.withdrawn_at, draft.withdrawn_by_id, draft.motive = by.now(), by.person_pk, said
        draft.save(update_fields=["withdrawn_at", "withdrawn_by", "motive"])
        record(
            "entry.withdrawn",
            draft,
            by,
            register=draft.register,
            code=draft.code,
            key=draft.key,
            effective_from=draft.effective_from.isoformat(),
        )
    return draft


def _entered(draft: NextEntry, day: date, by: Actor) -> str:
    """Publish what a draft says where it is read from; the key of the row."""
    if draft.register != RATES:
        return str(enter(draft.register, draft.code, draft.value, effective_from=day, by=by)).partition(" ")[
            2
        ]
    rate = Rate.model_validate(draft.value)
    rows = Tariff.objects.filter(Q(code=draft.code) | Q(code__startswith=f"{draft.code}.")).count()
    code = f"{draft.code}.{rows + 1}" if rows else draft.code
    return enter_rate(
        tariff_like(draft.like or draft.code),
        code=code,
        place=rate.place,
        rate=rate.rate,
        floor=rate.floor,
        ceiling=rate.ceiling,
        valid_from=day,
        source=rate.source,
        certainty=rate.certainty,
        article=rate.article,
        article_certainty=rate.article_certainty or "",
        note=rate.note,
        by=by,
    ).code


def _require_day(draft: NextEntry, day: date, today: date) -> None:
    last = next_day(REGISTERS[draft.register], draft.code, today)
    require_after(day, today, last.effective_from if last else None, last.key if last else "")


def _says_the_same(draft: NextEntry, today: date) -> bool:
    """Whether it says what the last published entry of its code says: `50` is `50.00`."""
    register = REGISTERS[draft.register]
    last = latest_value(register, draft.code, today)
    return last is not None and same(
        register.described(draft.code, draft.value), register.described(draft.code, last)
    )


def _require_right(draft: NextEntry) -> None:
    found = REGISTERS[draft.register].mistakes(draft.code, draft.value, draft.like, draft.effective_from)
    if found:
        raise MistakesLeft(n=len(found))
