"""Who may share out the tasks of an office. Sharing never lets anybody answer."""

from __future__ import annotations

from rokhas.accounts.models import Role
from rokhas.dossiers import policy as dossiers
from rokhas.dossiers.models import Task
from rokhas.kernel.actor import Actor
from rokhas.work.models import Absence, SavedView


def may_assign(actor: Actor, task: Task) -> bool:
    """Whoever may answer the task, and the manager of its office."""
    managed = actor.holds(Role.OFFICE_MANAGER, task.office_id) and not dossiers.took_part(actor, task.dossier)
    return dossiers.holds_task(actor, task) or managed


def may_note_absence(actor: Actor, absence: Absence) -> bool:
    """The person themself, where they serve; or the manager of the office."""
    own = actor.person_id == absence.person_id and absence.office_id in actor.offices()
    return own or actor.holds(Role.OFFICE_MANAGER, absence.office_id)


def may_keep_view(actor: Actor, view: SavedView) -> bool:
    """One's own view, shared only within an office where one serves."""
    return actor.person_id == view.person_id and (view.office_id is None or view.office_id in actor.offices())
