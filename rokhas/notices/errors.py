"""What the preferences refuse."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class HoursAlike(Refused):
    code, field, status = "hours-alike", "quiet_until", 422
    message = _("The quiet hours end at another hour than they begin.")
