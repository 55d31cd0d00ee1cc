"""What is refused about the works of a permit."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class SiteAlreadyOpen(Refused):
    code = "site-already-open"
    message = _("The opening of these works is declared already.")


class SiteNotOpen(Refused):
    code = "site-not-open"
    message = _(
        "These works are not open: their opening is declared first, and nothing is written once they are declared complete."
    )


class TooSoon(Refused):
    code, field, status = "too-soon", "begins_on", 422
    message = _(
        "The commune is told at least two days before the works begin: choose %(day)s or a later day."
    )


class DayAhead(Refused):
    code, field, status = "day-ahead", "on", 422
    message = _("This day is not behind the opening of the works, or is still to come.")


class NothingDeclared(Refused):
    code, status = "nothing-declared", 422
    message = _("Say first what you declare, then sign it.")


class QualityNeeded(Refused):
    code, field, status = "quality-needed", "role", 422
    message = _("Say in which of your qualities you write: it is read beside the entry.")


class TooManyPhotos(Refused):
    code, field, status = "too-many-photos", "files", 422
    message = _(
        "%(most)s photographs at most go with an entry: write it, then send the others with the next."
    )
