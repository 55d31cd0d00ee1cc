"""Refusals about the points that offices raise."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class PointsStillOpen(Refused):
    code, field, status = "points-still-open", "despite", 422
    message = _(
        "Your office raised points that it has not lifted: %(points)s. Lift them one by one, or say why your opinion is "
        "favourable all the same: both are printed."
    )


class PointAlreadyLifted(Refused):
    code = "point-already-lifted"
    message = _("This point has been lifted: nothing is asked of it any more.")


class PointNotStudied(Refused):
    code = "point-not-studied"
    message = _("The office that raised this point is not asked to study the dossier now.")
