"""The facts of the works of a permit, told in the history of its dossier."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

DIRECTOR = "the architect, by reference"


def declare() -> None:
    """Register the facts of the room."""
    fact(
        "worksite.opened",
        "begins_on",
        "paper",
        sentence=_("Opening of the works declared: they begin on %(begins_on)s."),
        personal=DIRECTOR,
    )
    fact(
        "worksite.noted",
        "rank",
        "note_kind",
        "content",
        "photos",
        sentence=_("Entry %(rank)s of the book of the site."),
        personal="its author, by reference; `content` is a keyed hash of the text, `photos` those of the files",
    )
    fact(
        "worksite.completed",
        "finished_on",
        "paper",
        sentence=_("Completion of the works declared, on %(finished_on)s."),
        personal=DIRECTOR,
    )
