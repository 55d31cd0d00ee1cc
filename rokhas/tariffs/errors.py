"""What the calculation of fees refuses."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class NoTariff(Refused):
    code, status = "no-tariff", 409
    message = _(
        "No tariff of the fee “%(fee)s” is in force here on this date. It must be entered before the fee is set."
    )


class RateOfThePast(Refused):
    code, field, status = "rate-of-the-past", "effective_from", 422
    message = _("Choose tomorrow or a later day: fees may have been set already at the rate of today.")


class RateWithdrawn(Refused):
    code, status = "rate-withdrawn", 409
    message = _("This rate was withdrawn already.")
