"""Refusals of a deposit typed at the desk."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class NotForCitizens(Refused):
    code, status = "not-for-citizens", 422
    message = _(
        "Only a professional files this request, from their own account: the desk does not type it. The person's "
        "architect does it."
    )


class DeskNotCompetent(Refused):
    code, field, status = "desk-not-competent", "parcel", 422
    message = _(
        "Another desk receives the requests of this commune: the assisted deposit is made there. Tell the person which one."
    )


class NobodyElseChecks(Refused):
    code = "nobody-else-checks"
    message = _(
        "Nobody answers a dossier that they typed, and nobody else of this desk may check this one. Ask the manager of the "
        "office to nominate a colleague first."
    )


class OwnDeposit(Refused):
    code, field, status = "own-deposit", "phone", 422
    message = _("This telephone is your own. File your own requests from your account, as anyone does.")


class TooManyDeposits(Refused):
    code, status = "too-many-deposits", 429
    message = _("You have begun many assisted deposits within an hour. Go on a little later.")


class TooManyTries(Refused):
    code, status = "too-many-tries", 429
    message = _(
        "Several cards or telephones were refused within ten minutes. Check them with the person, and go on a little later."
    )


class IdentityDiffers(Refused):
    code, field, status = "identity-differs", "identity", 422
    message = _(
        "This is not the number of the identity card seen at the deposit. Check it on the card, or send a code to the telephone."
    )


class ConsentMissing(Refused):
    code, status = "consent-missing", 422
    message = _(
        "The person has not consented yet. Print the sheet, let them read it, then type the code they receive."
    )


class ConsentVoid(Refused):
    code = "consent-void"
    message = _(
        "The request has changed since the sheet was printed: the person agreed to something else. Print the sheet again and "
        "send a new code."
    )


class ConsentNotPrinted(Refused):
    code, status = "consent-not-printed", 422
    message = _("Print the sheet first: the person reads it before the code is sent.")


class TooManyCodes(Refused):
    code, status = "too-many-codes", 429
    message = _(
        "Several codes have already been sent to this telephone. Wait an hour before sending another."
    )


class CodeWrong(Refused):
    code, field, status = "code-wrong", "code", 422
    message = _("This is not the code received. Attempts left: %(left)s.")


class CodeExpired(Refused):
    code, field, status = "code-expired", "code", 422
    message = _("No code is waiting: it lasts ten minutes and serves once. Send another.")


class CodeSpent(Refused):
    code, field, status = "code-spent", "code", 422
    message = _("The code was typed wrong too many times: it is worth nothing any more. Send another.")


class NothingToHand(Refused):
    code, field, status = "nothing-to-hand", "papers", 422
    message = _("Tick the papers that you have printed and handed over.")
