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
