"""What the people of an office shared of a task ends when the task leaves their office."""

from __future__ import annotations

from rokhas.journal.events import on
from rokhas.journal.models import Event
from rokhas.work.models import Assignment


@on("task.substituted")
def forget_assignment(event: Event) -> None:
    """Nobody of the late office looks after it any more."""
    Assignment.objects.filter(task=event.data["task"]).delete()
