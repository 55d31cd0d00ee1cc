"""Refusals while an office studies, answers, concludes or signs."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import NotAllowed, Refused


class TaskAlreadyClosed(Refused):
    code = "task-already-closed"
    message = _("This step has already been answered. Reload the page to see the answer.")


class PreparedByOneself(NotAllowed):
    code = "prepared-by-oneself"
    message = _(
        "You took part in preparing this dossier: somebody else of your office answers it. If nobody else may, ask the manager "
        "of the office to nominate a colleague."
    )


class MainDocumentMissing(Refused):
    code, status = "main-document-missing", 422
    message = _(
        "A main document is missing, unsigned or unreadable: the dossier cannot be declared admissible."
    )


class LackUnexplained(Refused):
    code, field, status = "lack-unexplained", "findings", 422
    message = _("Give a coded reason for each main document that lacks: the applicant must know what to do.")


class EveryDocumentChecked(Refused):
    code, field, status = "every-document-checked", "findings", 422
    message = _("Say what you found of each required document. Still to check: %(missing)s.")


class NoteIncomplete(Refused):
    code, field, status = "note-incomplete", "zone", 422
    message = _(
        "A note says in both languages the planning document, the day of its approval, the zone, the uses allowed, the heights, "
        "the setbacks and the easements. Write each, or say that there is none."
    )


class NoteNotWritten(Refused):
    code, status = "note-not-written", 409
    message = _("Write the rules of the land first: the note that is signed says them.")


class ReasonsRequired(Refused):
    code, field, status = "reasons-required", "reasons", 422
    message = _("An opinion other than favourable must give its reasons. Choose at least one.")


class RefusalUnfounded(Refused):
    code, field, status = "refusal-unfounded", "reasons", 422
    message = _(
        "A refusal rests on a coded reason that bars the project, or that asks to change it: a reserve alone does not. Add one, "
        "or conclude by minor reserves."
    )


class ReasonUnknown(Refused):
    code, field, status = "reason-unknown", "reasons", 422
    message = _("The reason %(reason)s is not one your office may give here.")


class VerdictOfTheClock(Refused):
    code, field, status = "verdict-of-the-clock", "verdict", 422
    message = _("Only the clock records that an opinion is out of time. Choose another verdict.")


class OpinionNotPrepared(Refused):
    code, status = "opinion-not-prepared", 422
    message = _("Choose your opinion before you sign it.")


class AgencyOpinionRequired(Refused):
    code, field, status = "agency-opinion-required", "sense", 422
    message = _(
        "No favourable conclusion without the favourable opinion of the urban agency itself, "
        "or its reserves lifted (RGC art. 35)."
    )


class OneOpinionBlocks(Refused):
    code, field, status = "one-opinion-blocks", "sense", 422
    message = _(
        "An office gave an unfavourable opinion, and this request is granted only when all agree. "
        "Ask for changes, or conclude unfavourably."
    )


class SenseNotOffered(Refused):
    code, field, status = "sense-not-offered", "sense", 422
    message = _("The procedure does not offer this conclusion.")


class NoReservesToLift(Refused):
    code, field, status = "no-reserves", "sense", 422
    message = _("Minor reserves can be notified only when a member gave an opinion with reserves.")


class PapersNotSealed(Refused):
    code = "papers-not-sealed"
    message = _("A signature is still being time-stamped. Try again in a few seconds.")


class NotRead(Refused):
    code, status = "not-read", 403
    message = _("Open and read the whole file before you sign: %(number)s.")


class NotYourTurn(Refused):
    code = "not-your-turn"
    message = _("The paper waits for another signature before yours.")
