"""The acts of a draft that follows a permit: say which, or that it follows none."""

from __future__ import annotations

import secrets

from rokhas.accounts.queries import as_of_now
from rokhas.dossiers.actions.editing import hold_editable, touch
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.errors import DeskNotCompetent, NotADraft, PermitUnknown, TooManyPermits
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.workflow.answers import NOT_ANSWERED, same
from rokhas.dossiers.workflow.engine import desk_of
from rokhas.dossiers.workflow.following import brought, require_followable
from rokhas.dossiers.workflow.renewing import renews, require_renewable
from rokhas.journal.events import act, record
from rokhas.kernel.actor import Actor
from rokhas.kernel.limits import Guesses
from rokhas.kernel.references import TRACKING_LENGTH, read_code, read_number

WRONG_CODES = Guesses("follow")


def follow(dossier: Dossier, number: str, tracking_code: str = "", *, by: Actor) -> Dossier:
    """Say which permit a draft comes after: its land, its commune and its works come with it, and its holder for its parties.

    It is one of the actor's own dossiers, or the tracking code of its receipt is given. What was answered already is left alone.
    Raises `PermitUnknown`, `TooManyPermits` after ten wrong codes, `NotADraft`, `DeskNotCompetent` of an assisted deposit that
    another desk receives, and as `require_followable`.
    """
    parent, is_own = _identify(number, tracking_code, by)
    with act():
        dossier = hold_editable(dossier, by)
        if not dossier.is_draft:
            raise NotADraft
        require_followable(dossier.procedure, parent, by.today())
        former = dossier.parent
        before = brought(dossier.procedure, former, whole=True) if former else {}
        fields = {field.code: field for field in dossier.procedure.fields}
        for code, value in brought(dossier.procedure, parent, whole=is_own).items():
            kept = dossier.answers.get(code)
            if kept in NOT_ANSWERED or same(fields[code], kept, before.get(code)):
                dossier.answers[code] = value
        dossier.parent, dossier.unit = parent, parent.unit
        if dossier.is_assisted and desk_of(dossier) != dossier.desk:
            raise DeskNotCompetent
        touch(dossier, by, "parent", "unit")
        record("permit.followed", dossier, by, parent=parent.number)
    return dossier


def follow_none(dossier: Dossier, *, by: Actor) -> Dossier:
    """The draft follows no permit after all; what it had brought stays as answered. Raises `NotADraft`."""
    with act():
        dossier = hold_editable(dossier, by)
        if not dossier.is_draft:
            raise NotADraft
        if dossier.parent_id is not None:
            dossier.parent = None
            touch(dossier, by, "parent")
    return dossier


def require_parent(dossier: Dossier, by: Actor) -> None:
    """At its deposit, the permit that a draft follows still stands, and what it renews still runs: it is held, so that nobody
    cancels it meanwhile, nor renews it twice. Raises as `require_followable`, or as `require_renewable`."""
    if dossier.parent_id is None:
        return
    parent = hold(dossier.parent_id)
    if renews(dossier):
        require_renewable(dossier.procedure, parent, by.today(), but=dossier)
    else:
        require_followable(dossier.procedure, parent, by.today())


def _identify(number: str, tracking_code: str, by: Actor) -> tuple[Dossier, bool]:
    """The permit of this number, and whether it is one of the actor's own. Wrong codes are counted for the actor, outside the
    transaction that a refusal undoes: no wrong code locks out the holder of a permit. Raises `PermitUnknown`,
    `TooManyPermits`."""
    found = Dossier.objects.lodged().select_related("unit").filter(number=read_number(number))
    own = (found & Dossier.objects.of(as_of_now(by))).first()
    if own is not None:
        return own, True
    who, what = str(by.person_id), read_number(number)
    if WRONG_CODES.are_spent(who, what):
        raise TooManyPermits
    parent = found.first()
    expected = (parent.tracking_code if parent else None) or "0" * TRACKING_LENGTH
    matches = secrets.compare_digest(read_code(tracking_code).encode(), expected.encode())
    if parent is None or not matches:
        WRONG_CODES.note(who, what)
        raise PermitUnknown
    return parent, False
