from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class DelegationTooLong(Refused):
    code, field, status = "delegation-too-long", "ends_on", 422
    message = _("A delegation cannot outlast the mandate it comes from. Choose an earlier end.")


class BadTelephone(Refused):
    code, field, status = "bad-telephone", "phone", 422
    message = _("Write a mobile number, for example 06 12 34 56 78 or +212 6 12 34 56 78.")
