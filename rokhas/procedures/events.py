"""The facts of the catalogue: who began, submitted, published or withdrew which version is in the event, never what it says."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

WRITER = "the official who wrote it, by reference"

fact(
    "procedure.begun",
    "procedure",
    "base",
    sentence=_("The next version of %(procedure)s was begun from %(base)s."),
    personal=WRITER,
)
fact(
    "procedure.submitted",
    "procedure",
    "revision",
    sentence=_("The next version of %(procedure)s waits for a second person."),
    personal=WRITER,
)
fact(
    "procedure.returned",
    "procedure",
    "revision",
    sentence=_("The next version of %(procedure)s was sent back to those who write it."),
    personal=WRITER,
)
fact(
    "procedure.abandoned",
    "procedure",
    sentence=_("The next version of %(procedure)s was abandoned."),
    personal=WRITER,
)
fact(
    "procedure.published",
    "procedure",
    "version",
    "effective_from",
    "sha256",
    sentence=_("Version %(version)s of %(procedure)s was published, in force from %(effective_from)s."),
    personal="the official who published it, by reference",
)
fact(
    "procedure.withdrawn",
    "procedure",
    "version",
    "effective_from",
    sentence=_("Version %(version)s of %(procedure)s was withdrawn before %(effective_from)s."),
    personal="the official who withdrew it, by reference",
)
