"""The one extension of the legal maximum of a dossier: for an expertise, or a public enquiry (loi 55-19)."""

from __future__ import annotations

from rokhas.accounts.queries import as_of_now
from rokhas.dossiers import policy
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.errors import (
    AlreadyExtended,
    CauseNotForeseen,
    ExtensionNotOpen,
    ExtensionTooLate,
    MotiveRequired,
)
from rokhas.dossiers.models import Dossier, Extension
from rokhas.dossiers.queries.extensions import causes, running
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.text import without_controls


def extend_maximum(dossier: Dossier, *, by: Actor, cause: str, motive: str) -> Extension:
    """The desk extends the legal maximum of a dossier that it studies, once, before its last day is behind.

    `cause` is one of those that the procedure's file names; `motive` says why here, and the applicant reads it. A clock that
    starts again from zero starts without the extension, which is not given a second time.

    Raises `NotAllowed`, `AlreadyExtended`, `ExtensionNotOpen`, `ExtensionTooLate`, `CauseNotForeseen`, `MotiveRequired`.
    """
    with act():
        dossier = hold(dossier.pk)
        require(policy.may_extend, as_of_now(by), dossier)
        if dossier.extended_since is not None:
            raise AlreadyExtended
        now = running(dossier)
        if now is None:
            raise ExtensionNotOpen
        if by.today() > now.until:
            raise ExtensionTooLate(until=f"{now.until:%d/%m/%Y}")
        if cause not in {each.code for each in causes(dossier)}:
            raise CauseNotForeseen
        motive = without_controls(motive).strip()
        if not motive:
            raise MotiveRequired
        made = Extension.objects.create(
            dossier=dossier,
            cause=cause,
            motive=motive,
            until=now.extended,
            decided_by_id=by.person_pk,
            decided_at=by.now(),
        )
        dossier.extended_since = now.start
        dossier.save(update_fields=["extended_since"])
        record(
            "maximum.extended",
            dossier,
            by,
            office=dossier.desk_id,
            cause=cause,
            was=now.until.isoformat(),
            until=now.extended.isoformat(),
        )
    return made
