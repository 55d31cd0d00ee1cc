"""Refusals about the extension of a legal maximum."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class AlreadyExtended(Refused):
    code = "already-extended"
    message = _("The legal delay of this dossier was extended already: it may be once.")


class ExtensionNotOpen(Refused):
    code = "extension-not-open"
    message = _(
        "The legal delay cannot be extended as the dossier stands: it does not run now, or the decision is signed."
    )


class ExtensionTooLate(Refused):
    code = "extension-too-late"
    message = _("The legal delay ended on %(until)s: it could be extended until that day.")


class CauseNotForeseen(Refused):
    code, field, status = "cause-not-foreseen", "cause", 422
    message = _(
        "The text does not foresee this cause for this dossier, or its step has not begun: a public enquiry extends the delay "
        "once it is asked."
    )


class MotiveRequired(Refused):
    code, field, status = "motive-required", "motive", 422
    message = _("Say why the delay must be longer: the applicant reads it.")
