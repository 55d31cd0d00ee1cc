"""What is proved of how the work is shared: references only."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

PEOPLE = "the colleague and whoever decided, by reference"

fact(
    "task.assigned",
    "task",
    "person",
    sentence=_("A task was given to a person of the office."),
    personal=PEOPLE,
)
fact("task.unassigned", "task", "person", sentence=_("A task was given back to the office."), personal=PEOPLE)
fact(
    "absence.noted",
    "person",
    "office",
    "substitute",
    "starts_on",
    "ends_on",
    sentence=_("An absence was noted, with who looks after the tasks."),
    personal=PEOPLE,
)
fact("absence.cancelled", "person", "office", sentence=_("An absence was cancelled."), personal=PEOPLE)
fact(
    "list.exported",
    "list",
    "rows",
    sentence=_("A list of tasks was exported."),
    personal="who exported it, by reference",
)
