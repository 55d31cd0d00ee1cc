"""What is refused in a public enquiry, and what to do then."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class EnquiryAlreadyOpen(Refused):
    code, status = "enquiry-already-open", 409
    message = _("This enquiry has been opened already. Its dates are on its page.")


class FirstDayNotOffered(Refused):
    code, field, status = "first-day-not-offered", "opens_on", 422
    message = _("Choose a working day, from today to %(last)s.")


class EnquiryNotOpenYet(Refused):
    code, status = "enquiry-not-open-yet", 409
    message = _("This enquiry opens on %(day)s: come back from that day on.")


class EnquiryClosed(Refused):
    code, status = "enquiry-closed", 409
    message = _(
        "This enquiry closed on %(day)s: nothing more is received. You may still write to the commune, outside the enquiry."
    )


class EnquiryStillOpen(Refused):
    code, status = "enquiry-still-open", 409
    message = _("The enquiry is open until %(day)s: its report is written once it is closed.")


class NothingSaid(Refused):
    code, field, status = "nothing-said", "text", 422
    message = _("Say what you think in a sentence at least: the report must answer it.")


class IdentityNotUnderstood(Refused):
    code, field, status = "identity-not-understood", "identity", 422
    message = _("Write the number of the national identity card as it is on the card, for example BE123456.")


class AlreadySpoken(Refused):
    code, field, status = "already-spoken", "identity", 409
    message = _(
        "Somebody with this identity card has spoken in this enquiry already: each person speaks once. "
        "What was said may be amended until the last day, where it was filed."
    )


class SpokenUnderThisCard(Refused):
    code, field, status = "spoken-under-this-card", "identity", 409
    message = _(
        "Somebody gave this identity number on line. If the person who is here says that it was not them, and shows the card, "
        "tick the box below: both are then received, and the first one is no longer under this card."
    )


class TooManyCards(Refused):
    code, field, status = "too-many-cards", "identity", 429
    message = _(
        "Several identity numbers were given from this account. Come to the office with your card, or try again tomorrow."
    )


class TooManyTries(Refused):
    code, status = "too-many-oppositions", 429
    message = _("You have sent many observations in a short time. Try again in an hour.")


class TooManyFiles(Refused):
    code, field, status = "too-many-files", "files", 422
    message = _("%(most)s files at most go with an observation. Remove one first.")


class AnswerMissing(Refused):
    code, field, status = "answer-missing", "answer", 422
    message = _("Write the answer to this observation.")


class MotivesMissing(Refused):
    code, field, status = "motives-missing", "motives", 422
    message = _("Write the motives of the conclusion.")


class NotEveryAnswer(Refused):
    code, status = "not-every-answer", 409
    message = _(
        "Observations without an answer: %(count)s. The report answers each of them before it is signed."
    )


class ReportNotPrepared(Refused):
    code, status = "report-not-prepared", 409
    message = _("Write the conclusion of the report before you sign it.")
