"""What is told of the legal maximum of a whole dossier, to those who keep it and to those who watch over it."""

from django.utils.translation import gettext_lazy as _

from rokhas.dossiers.notices.samples import SAMPLE
from rokhas.notices.schema import NoticeKind

DUE = SAMPLE | {"day": "21/11/2026"}

MAXIMA = (
    NoticeKind(
        code="dossier.maximum_ahead",
        label=_("The legal delay of a dossier that I hold comes near"),
        subject=_("Dossier %(number)s: to be decided by %(day)s"),
        body=_(
            "The legal delay of the whole dossier %(number)s ends on %(day)s. It waits for your office: answer on that day at "
            "the latest."
        ),
        office=True,
        sample=DUE,
    ),
    NoticeKind(
        code="dossier.maximum_passed",
        label=_("The legal delay of a dossier that I hold has passed"),
        subject=_("Dossier %(number)s: the legal delay of %(day)s has passed"),
        body=_(
            "The dossier %(number)s was to be decided by %(day)s and waits for your office. Answer now: the delay is reported to "
            "those who watch over it."
        ),
        office=True,
        sample=DUE,
    ),
    NoticeKind(
        code="dossier.maximum_late",
        label=_("A dossier I watch over is beyond its legal delay"),
        subject=_("Dossier %(number)s: not decided by %(day)s"),
        body=_(
            "The legal delay of the whole dossier %(number)s passed on %(day)s without a decision. Nothing is presumed of it; "
            "the page of the dossier says whom it waits for."
        ),
        office=True,
        sample=DUE,
    ),
)
