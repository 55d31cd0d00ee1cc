"""What is told of the works of a permit."""

from django.utils.translation import gettext_lazy as _

from rokhas.notices.schema import MAIL, NoticeKind, register

SAMPLE = {"number": "PCT-2026-061410101-00042", "day": "15/12/2026"}
KINDS = (
    NoticeKind(
        code="worksite.opened",
        label=_("Works are declared open"),
        subject=_("Works declared open: %(number)s"),
        body=_(
            "The architect declares that the works of %(number)s begin on %(day)s. The declaration is in the dossier."
        ),
        channels=frozenset({MAIL}),
        sample=SAMPLE,
    ),
    NoticeKind(
        code="worksite.completed",
        label=_("Works are declared complete"),
        subject=_("Works declared complete: %(number)s"),
        body=_(
            "The architect declares the works of %(number)s complete on %(day)s. No building is occupied before its permit to "
            "live in or its certificate of conformity."
        ),
        channels=frozenset({MAIL}),
        sample=SAMPLE,
    ),
)


def declare() -> None:
    """Register the notices of the room."""
    for kind in KINDS:
        register(kind)
