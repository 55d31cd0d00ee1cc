"""The facts of a public enquiry. What a person said is recorded in the enquiry's own stream, which no page of the dossier
tells."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

ACTOR = "the official who acted, by reference"
SPOKE = (
    "the person who spoke, by reference, in the stream of the enquiry alone; text and identity lie sealed in their row, "
    "`content` is a keyed hash"
)

fact(
    "enquiry.opened",
    "task",
    "office",
    "until",
    sentence=_("Public enquiry opened, until %(until)s."),
    personal=ACTOR,
)
fact(
    "enquiry.moved",
    "task",
    "was",
    "until",
    "changed",
    sentence=_(
        "The last day of the public enquiry moves from %(was)s to %(until)s. The calendar changed for %(changed)s."
    ),
)
fact(
    "enquiry.closed",
    "task",
    "count",
    sentence=_("Public enquiry closed. Observations received: %(count)s."),
)
fact(
    "enquiry.reported",
    "task",
    "office",
    "sense",
    sentence=_("Report of the public enquiry signed: %(sense)s."),
    personal=ACTOR,
)
fact(
    "opposition.filed",
    "number",
    "revision",
    "content",
    sentence=_("Observation %(number)s received."),
    personal=SPOKE,
)
fact(
    "opposition.amended",
    "number",
    "revision",
    "content",
    sentence=_("Observation %(number)s amended."),
    personal=SPOKE,
)
fact(
    "opposition.contested",
    "number",
    sentence=_(
        "Observation %(number)s: the holder of the card came to the desk, and says that it is not theirs."
    ),
    personal=ACTOR,
)
fact("opposition.answered", "number", sentence=_("Observation %(number)s answered."), personal=ACTOR)
