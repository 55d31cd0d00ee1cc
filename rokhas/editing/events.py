"""The facts of the lists that procedures share: which list, which code, from when; never what it says."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

WRITER = "the official who acted, by reference"

fact(
    "entry.begun",
    "register",
    "code",
    sentence=_("The next entry %(code)s of the list “%(register)s” was begun."),
    personal=WRITER,
)
fact(
    "entry.submitted",
    "register",
    "code",
    "revision",
    sentence=_("The next entry %(code)s of the list “%(register)s” waits for a second person."),
    personal=WRITER,
)
fact(
    "entry.returned",
    "register",
    "code",
    "revision",
    sentence=_("The next entry %(code)s of the list “%(register)s” was sent back to those who write it."),
    personal=WRITER,
)
fact(
    "entry.abandoned",
    "register",
    "code",
    sentence=_("The next entry %(code)s of the list “%(register)s” was abandoned."),
    personal=WRITER,
)
fact(
    "entry.published",
    "register",
    "code",
    "key",
    "effective_from",
    "sha256",
    sentence=_(
        "The entry %(code)s of the list “%(register)s” was published, in force from %(effective_from)s."
    ),
    personal=WRITER,
)
fact(
    "entry.withdrawn",
    "register",
    "code",
    "key",
    "effective_from",
    sentence=_("The entry %(code)s of the list “%(register)s” was withdrawn before %(effective_from)s."),
    personal=WRITER,
)
