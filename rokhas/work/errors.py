"""What sharing the work refuses."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class NotAColleague(Refused):
    code, field, status = "not-a-colleague", "person", 422
    message = _("%(name)s holds no role in this office that answers this task. Choose somebody who does.")


class NoSubstitute(Refused):
    code, field, status = "no-substitute", "substitute", 422
    message = _("%(name)s does not serve in this office on those days. Choose a colleague who does.")


class AlreadyAway(Refused):
    code, field = "already-away", "starts_on"
    message = _("An absence is already noted on some of those days. Cancel it first.")


class WrongDates(Refused):
    code, field, status = "wrong-dates", "ends_on", 422
    message = _("The last day comes after the first one, and is not over.")


class NameTaken(Refused):
    code, field = "name-taken", "name"
    message = _("You already have a view of that name. Choose another name.")
