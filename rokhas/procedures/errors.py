"""What the catalogue refuses."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class UnknownProcedure(Refused):
    code, field, status = "unknown-procedure", "procedure", 404
    message = _("No procedure %(code)s is in force on this date.")


class PublishedFileChanged(Refused):
    code, status = "published-file-changed", 409
    message = _("The file %(file)s was changed after its publication. Restore it and write the next version.")


class ReasonNotFilled(Refused):
    code, field, status = "reason-not-filled", "reasons", 422
    message = _("Complete the reason %(reason)s: say its “%(blank)s”.")
