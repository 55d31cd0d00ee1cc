"""What the territory refuses, said to a person."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class UnknownUnit(Refused):
    code, status, field = "unknown-unit", 404, "commune"
    message = _("No commune or arrondissement has the code %(code)s. Search it by its name.")


class UnknownCensus(Refused):
    code, status, field = "unknown-census", 422, "census"
    message = _("There is no %(census)s census here. Choose one of: %(known)s.")


class OutsideCountry(Refused):
    code, status, field = "outside-country", 422, "lon"
    message = _("This point is not in Morocco. Check the coordinates and the Lambert zone.")


class DayAlreadyDecided(Refused):
    code, status, field = "day-already-decided", 409, "day"
    message = _("A decision is already in force for this day there. Withdraw it first.")


class DayNamelessClosed(Refused):
    code, status, field = "day-nameless", 422, "name_fr"
    message = _("Name the day off in both languages: the name explains why a deadline moved.")


class DaySourceless(Refused):
    code, status, field = "day-sourceless", 422, "source"
    message = _("Say which text or announcement decides this day.")


class DayIsWeekend(Refused):
    code, status, field = "day-is-weekend", 422, "day"
    message = _("This day is a Saturday or a Sunday: it never counts as a working day.")


class DayTooFar(Refused):
    code, status, field = "day-too-far", 422, "day"
    message = _("Choose a day of the two years behind or of the five years ahead.")


class DecisionWithdrawn(Refused):
    code, status = "decision-withdrawn", 409
    message = _("This decision has been withdrawn already.")


class DayNotOffered(Refused):
    code, field, status = "day-not-offered", "until", 422
    message = _("Choose a working day of that office, after today and within sixty days.")
