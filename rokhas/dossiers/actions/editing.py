"""What every act on a draft shares: hold what may be prepared now, in which version, and save that it was changed."""

from __future__ import annotations

from rokhas.accounts.queries import as_of_now
from rokhas.dossiers import policy
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.errors import NotADraft
from rokhas.dossiers.models import Dossier
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import Kind


def hold_editable(dossier: Dossier, by: Actor) -> Dossier:
    """Lock a dossier that the actor may prepare now. Raises `NotAllowed`, `NotADraft`."""
    held = hold(dossier.pk)
    require(policy.may_edit, as_of_now(by), held)
    editable_version(held)
    return held


def is_under_study(dossier: Dossier) -> bool:
    """Lodged, not ended, and nothing is asked of the applicant."""
    is_lodged = not dossier.is_draft and not dossier.is_ended
    return is_lodged and not dossier.tasks.open().filter(kind=Kind.DECLARATION).exists()


def editable_version(dossier: Dossier) -> int:
    """The version that the applicant is preparing. Raises `NotADraft` when nothing is asked of them."""
    if dossier.is_draft:
        return dossier.version
    if not dossier.tasks.open().filter(kind=Kind.DECLARATION).exists():
        raise NotADraft
    return dossier.version + 1


def touch(dossier: Dossier, by: Actor, *fields: str) -> None:
    """Save a draft that was changed, by whom and when, for an act that holds it."""
    dossier.touched_at = by.now()
    dossier.title = _title(dossier)
    dossier.note_preparer(by.person_id)
    dossier.save(update_fields=["answers", "title", "touched_at", "prepared_by", *fields])


def _title(dossier: Dossier) -> str:
    """How the dossier is called in lists: the project's own description when it is given."""
    asked = (dossier.procedure.meaning("project", language) for language in ("fr", "ar"))
    given = (dossier.answers.get(field.code) for field in asked if field)
    return str(next(filter(None, given), ""))[:200]
