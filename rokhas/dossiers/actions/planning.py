"""An officer states the rules of a land, before the note that says them is signed."""

from __future__ import annotations

from rokhas.dossiers import policy
from rokhas.dossiers.actions.turn import hold_open_task
from rokhas.dossiers.errors import NoteIncomplete, NoteNotWritten
from rokhas.dossiers.models import PlanningNote, Task
from rokhas.dossiers.queries.planning import note_of, rules_of_land
from rokhas.journal.events import act, record
from rokhas.kernel.actor import Actor
from rokhas.zoning.schema import Content


def write_note(task: Task, *, by: Actor, content: Content) -> PlanningNote:
    """Write what the note of a step says (`states: planning_note`), or write it again: the signature is asked on the last one.

    Raises `NoteIncomplete`, `NotAllowed`, `TaskAlreadyClosed`.
    """
    if content.missing() or content.contradicted():
        raise NoteIncomplete
    with act():
        held = hold_open_task(task.pk, by, policy.may_write_note)
        rules = rules_of_land(held.dossier)
        note, _made = PlanningNote.objects.update_or_create(
            task=held,
            defaults={
                "content": content.model_dump(mode="json"),
                "layer": rules.layer if rules else None,
                "written_at": by.now(),
                "written_by_id": by.person_pk,
            },
        )
        record("note.written", held.dossier, by, task=held.pk, layer=note.layer_id)
    return note


def require_note(task: Task) -> None:
    """Refuse to sign a paper that states the rules of a land while nobody has written them. Raises `NoteNotWritten`."""
    if task.step.states is not None and note_of(task) is None:
        raise NoteNotWritten


def revision(task: Task) -> str:
    """What changes when the rules are written again."""
    note = note_of(task) if task.step.states is not None else None
    return note.written_at.isoformat() if note else ""
