from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class DelegationTooLong(Refused):
    code, field, status = "delegation-too-long", "ends_on", 422
    message = _("A delegation cannot outlast the mandate it comes from. Choose an earlier end.")


class BadTelephone(Refused):
    code, field, status = "bad-telephone", "phone", 422
    message = _("Write a mobile number, for example 06 12 34 56 78 or +212 6 12 34 56 78.")


class NamesAttested(Refused):
    code, field = "names-attested", "name_fr"
    message = _(
        "Your name is the one of your appointment or of your certificate, and it is printed on what you sign. To correct it, "
        "ask the administration of the platform, with your act of appointment."
    )
