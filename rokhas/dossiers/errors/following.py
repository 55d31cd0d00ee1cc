"""What is refused of a request that comes after a permit."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class FollowsNothing(Refused):
    code = "follows-nothing"
    message = _("This request follows no other permit: it is complete by itself.")


class PermitUnknown(Refused):
    """The number is wrong, or the permit is not the asker's and the code is wrong: which is never said."""

    code, field, status = "permit-unknown", "number", 422
    message = _(
        "No permit answers to this number among your dossiers, nor to this number and this tracking code together. Copy both "
        "from the receipt of its deposit."
    )


class PermitOfAnotherKind(Refused):
    code, field, status = "permit-of-another-kind", "number", 422
    message = _("%(number)s cannot be followed by this request, which comes after: %(expected)s.")


class PermitNotDelivered(Refused):
    code, field, status = "permit-not-delivered", "number", 422
    message = _("%(number)s is not delivered yet: it can be followed once it is.")


class PermitNotStanding(Refused):
    code, field, status = "permit-not-standing", "number", 422
    message = _("%(number)s gives no right: %(ending)s. This request comes after a permit that stands.")


class PermitLapsed(Refused):
    code, field, status = "permit-lapsed", "number", 422
    message = _("The validity of this permit ended on %(until)s: its works need a new request.")


class WorksAfterValidity(Refused):
    code, field, status = "works-after-validity", "begins_on", 422
    message = _(
        "The permit lapses if nothing is begun by %(until)s: works that begin later need a new request."
    )


class PermitTooRecent(Refused):
    code, field, status = "permit-too-recent", "number", 422
    message = _("%(number)s is too recent: it can be followed from %(day)s (%(law)s).")


class TooManyPermits(Refused):
    code, status = "too-many-permits", 429
    message = _("Too many wrong numbers or codes. Wait ten minutes, then copy them from the receipt.")


class NotRenewable(Refused):
    code, field, status = "not-renewable", "number", 422
    message = _("%(number)s is not of a kind that is renewed: file a new request.")


class AlreadyRenewed(Refused):
    code, field, status = "already-renewed", "number", 409
    message = _("The renewal of %(number)s is asked already, under the number %(other)s.")


class RenewalTooEarly(Refused):
    code, field, status = "renewal-too-early", "number", 422
    message = _("%(number)s runs until %(until)s: its renewal is asked from %(day)s.")


class RenewalTooLate(Refused):
    code, field, status = "renewal-too-late", "number", 422
    message = _(
        "%(number)s ended on %(until)s, and only what still runs is renewed. File a new request: until it is granted, nothing "
        "authorises the occupation."
    )
