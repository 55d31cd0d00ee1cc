"""What colleagues are told of the work they share. None is legal: each may be stopped."""

from django.utils.translation import gettext_lazy as _

from rokhas.notices.schema import MAIL, NoticeKind, register

STEP = {"fr": "Examen par le guichet", "ar": "دراسة الشباك"}
OFFICE = {"fr": "Guichet unique", "ar": "الشباك الوحيد"}
KINDS = (
    NoticeKind(
        code="work.assigned",
        label=_("A task is given to me"),
        subject=_("A task is given to you: %(number)s"),
        body=_("The step “%(step)s” of the dossier %(number)s is now yours to look after."),
        channels=frozenset({MAIL}),
        office=True,
        sample={"number": "PCT-2026-061410101-00042", "step": STEP},
    ),
    NoticeKind(
        code="work.substitution",
        label=_("I replace a colleague"),
        subject=_("You replace a colleague"),
        body=_(
            "From %(first)s to %(last)s, you look after the tasks of a colleague of %(office)s. They are in your list."
        ),
        channels=frozenset({MAIL}),
        office=True,
        sample={"office": OFFICE, "first": "01/12/2026", "last": "15/12/2026"},
    ),
)


def declare() -> None:
    """Register the notices of shared work."""
    for kind in KINDS:
        register(kind)
