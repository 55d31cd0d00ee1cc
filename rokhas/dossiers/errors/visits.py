"""What is refused of a visit."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class VisitNotFixed(Refused):
    code, field = "visit-not-fixed", "on"
    message = _("Fix the day of the visit first: the parties and the members are told of it.")


class NoticeTooShort(Refused):
    code, field, status = "notice-too-short", "on", 422
    message = _(
        "The parties and the members are told ahead: the visit takes place on %(day)s at the earliest (%(law)s)."
    )


class PostponementUnexplained(Refused):
    code, field, status = "postponement-unexplained", "why", 422
    message = _("Say why the visit of %(day)s is put off: whoever was called reads it.")


class VisitToCome(Refused):
    code = "visit-to-come"
    message = _("The visit takes place on %(day)s: what was seen is said from that day.")


class PointsNotSeen(Refused):
    code, status = "points-not-seen", 422
    message = _("Say of each point whether it conforms, and what lacks where it does not: %(points)s.")


class NobodyCame(Refused):
    code, field, status = "nobody-came", "present", 422
    message = _("None of the offices that were called came: nothing can be reported. Fix another day.")


class OfficeNotCalled(Refused):
    code, field, status = "office-not-called", "present", 422
    message = _("An office that was not called to this visit cannot be said to be there: %(office)s.")


class VisitOver(Refused):
    code = "visit-over"
    message = _("The conclusion is given: the photographs of this visit do not change any more.")


class PointUnknown(Refused):
    code, field, status = "point-unknown", "point", 422
    message = _("The list of this visit has no such point.")


class TooManyPhotos(Refused):
    code, status = "too-many-photos", 422
    message = _("A visit keeps %(most)s photographs at most.")
