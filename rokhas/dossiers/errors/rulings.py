"""Refusals about what is asked and decided apart from the steps."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class AlreadyDecided(Refused):
    code = "already-decided"
    message = _(
        "A decision has been signed on this request: it can no longer be withdrawn. A permit that is not used may be given up by "
        "asking the authority that signed it."
    )


class AppealNotOffered(Refused):
    code = "appeal-not-offered"
    message = _(
        "Nothing can be contested this way here: an adverse decision must stand, and have been notified."
    )


class AppealTooLate(Refused):
    code, status = "appeal-too-late", 422
    message = _(
        "The decision was notified on %(told)s: this appeal could be filed until %(until)s (%(law)s). The court remains open "
        "within the time of its own law."
    )


class AppealFiled(Refused):
    code = "appeal-filed"
    message = _(
        "This appeal has been filed already, once for each decision: its receipt is among the papers."
    )


class GroundRequired(Refused):
    code, field, status = "ground-required", "ground", 422
    message = _("Say why the decision should change.")


class RulingSigned(Refused):
    code = "ruling-signed"
    message = _("This decision is signed: it can no longer change.")


class RulingNotOpen(Refused):
    code = "ruling-not-open"
    message = _("This decision cannot be taken on the dossier as it stands now.")


class PlanExists(Refused):
    code, status = "plan-exists", 409
    message = _(
        "The zoning that is loaded for this land says that a plan was approved: %(plan)s, on %(day)s. A decision is put off only "
        "where no planning document exists (%(law)s)."
    )


class NoPlanNotDeclared(Refused):
    code, field, status = "no-plan-not-declared", "no_plan", 422
    message = _(
        "The zoning that is loaded does not say whether a plan exists: declare in writing that none is approved, "
        "and what you rest on."
    )


class StayTooLong(Refused):
    code, field, status = "stay-too-long", "until", 422
    message = _("A stay ends after today, and by %(latest)s at the latest (%(law)s).")
