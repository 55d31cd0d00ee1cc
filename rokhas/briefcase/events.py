"""What is proved of what a person keeps: which kinds, never what they say."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

OWNER = "the person, by reference"


def declare() -> None:
    """Register the facts of the room."""
    fact(
        "briefcase.filled",
        "code",
        "sha256",
        sentence=_("A document was kept for the next requests (%(code)s)."),
        personal=OWNER,
    )
    fact(
        "briefcase.used",
        "code",
        "dossier",
        sentence=_("A kept document served a request (%(code)s)."),
        personal=OWNER,
    )
    fact(
        "briefcase.emptied",
        "code",
        "sha256",
        sentence=_("A kept document was deleted (%(code)s)."),
        personal=OWNER,
    )
    fact("briefcase.written", "codes", sentence=_("Data were kept for the next requests."), personal=OWNER)
    fact("briefcase.erased", "codes", sentence=_("Kept data were deleted."), personal=OWNER)
