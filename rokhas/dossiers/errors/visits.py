"""What is refused of a visit."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class VisitNotFixed(Refused):
    code, field = "visit-not-fixed", "on"
    message = _("Fix the day of the visit first: the parties and the members are told of it.")


class VisitToCome(Refused):
    code = "visit-to-come"
    message = _("The visit takes place on %(day)s: what was seen is said from that day.")


class PointsNotSeen(Refused):
    code, status = "points-not-seen", 422
    message = _("Say of each point whether it conforms, and what lacks where it does not: %(points)s.")
