from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class DelegationTooLong(Refused):
    code, field, status = "delegation-too-long", "ends_on", 422
    message = _("A delegation cannot outlast the mandate it comes from. Choose an earlier end.")
