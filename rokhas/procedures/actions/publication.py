"""Publishing what somebody else wrote, sending it back, and taking back a version before its day."""

from __future__ import annotations

import hashlib

import yaml

from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.procedures import policy
from rokhas.procedures.actions.drafts import motive_of, submitted
from rokhas.procedures.checks import mistakes_of
from rokhas.procedures.errors import (
    BaseWithdrawn,
    CarriedOn,
    GoneOnFrom,
    InForceAlready,
    MistakesLeft,
    ReadAgain,
    TermsMissing,
    WithdrawnAlready,
)
from rokhas.procedures.models import WRITTEN_HERE, NextVersion, ProcedureVersion, Withdrawal
from rokhas.procedures.queries.schedule import require_day
from rokhas.procedures.schema import parsed


def publish(draft: NextVersion, *, revision: int, by: Actor) -> ProcedureVersion:
    """Publish, as a row that nobody changes any more, the revision of a next version that was read.

    Whoever wrote a part of it never does. Raises `OwnWriting`, `TakenBack`, `ReadAgain`, `MistakesLeft`, `BaseWithdrawn`,
    `DayTooSoon`, `DayTooFar`, `DayAfterScheduled`, `TermsMissing`, `NotBeingWritten`, `NotAllowed`.
    """
    with act():
        draft = submitted(draft, by)
        if draft.revision != revision:
            raise ReadAgain
        if draft.effective_from is None:
            raise TermsMissing
        # The rows of the procedure, so that two publications and a withdrawal come one after another.
        standing = list(
            ProcedureVersion.objects.select_for_update(no_key=True).filter(code=draft.code).order_by("pk")
        )
        if Withdrawal.objects.filter(pk=draft.base_id).exists():
            raise BaseWithdrawn
        require_day(draft.code, draft.effective_from, by.today())
        number = max([WRITTEN_HERE, *(each.version for each in standing)]) + 1
        text = text_of(draft, number)
        if found := mistakes_of(yaml.safe_load(text)):
            raise MistakesLeft(n=len(found))
        version = ProcedureVersion.objects.create(
            key=f"{draft.code}.v{number}",
            code=draft.code,
            version=number,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            effective_from=parsed(text).effective_from,
            published_at=by.now(),
            published_by_id=by.person_id,
        )
        draft.state, draft.version = NextVersion.State.PUBLISHED, version
        draft.save(update_fields=["state", "version"])
        record(
            "procedure.published",
            draft,
            by,
            procedure=draft.code,
            version=number,
            effective_from=version.effective_from.isoformat(),
            sha256=version.sha256,
        )
    return version


def send_back(draft: NextVersion, *, remark: str, by: Actor) -> NextVersion:
    """Give it back to those who write it, and say why.

    Raises `MotiveMissing`, `OwnWriting`, `TakenBack`, `NotBeingWritten`, `NotAllowed`.
    """
    said = motive_of(remark)
    with act():
        draft = submitted(draft, by)
        draft.send_back(said)
        record("procedure.returned", draft, by, procedure=draft.code, revision=draft.revision)
    return draft


def withdraw(version: ProcedureVersion, *, motive: str, by: Actor) -> Withdrawal:
    """Take back, before its day, a version written here: the one before it stays in force.

    Raises `MotiveMissing`, `InForceAlready`, `WithdrawnAlready`, `GoneOnFrom`, `CarriedOn`, `NotAllowed`.
    """
    said = motive_of(motive)
    with act():
        version = ProcedureVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
        require(policy.may_withdraw, by, version)
        if version.effective_from <= by.today():
            raise InForceAlready
        if Withdrawal.objects.filter(pk=version.pk).exists():
            raise WithdrawnAlready
        if NextVersion.objects.open().filter(base=version).exists():
            raise GoneOnFrom
        carrying = NextVersion.objects.filter(base=version, version__isnull=False)
        if carrying.filter(version__withdrawal=None).exists():
            raise CarriedOn
        withdrawal = Withdrawal.objects.create(version=version, motive=said, at=by.now(), by_id=by.person_pk)
        record(
            "procedure.withdrawn",
            version,
            by,
            procedure=version.code,
            version=version.version,
            effective_from=version.effective_from.isoformat(),
        )
    return withdrawal


def text_of(draft: NextVersion, number: int) -> str:
    """The text of a next version once it has its number: a procedure file like any other, written by the platform."""
    value = draft.value | {"version": number}
    if draft.effective_from is not None:
        value["effective_from"] = draft.effective_from.isoformat()
    head = f"# {draft.code}, version {number}: written on the platform. Never edited: its next version is another row.\n"
    return head + yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120)
