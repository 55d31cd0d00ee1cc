"""What the rules of a dossier refuse, and what to do then."""

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


class NotADraft(Refused):
    code = "not-a-draft"
    message = _("This dossier has been lodged: it can no longer be changed here.")


class FilingClosed(Refused):
    code = "filing-closed"
    message = _(
        "This request could be filed from %(opens)s to %(closes)s, and no later period is open: %(law)s. The page of the "
        "procedure will announce the next one. What is already deposited goes on."
    )


class FilingNotOpened(Refused):
    code = "filing-not-opened"
    message = _("This request may be filed from %(opens)s: %(law)s.")


class DossierIncomplete(Refused):
    code, status = "dossier-incomplete", 422
    message = _("The dossier cannot be lodged yet. Complete: %(missing)s.")


class AnswerNotUnderstood(Refused):
    code, status = "answer-not-understood", 422
    message = _("This answer does not fit the question: %(why)s")


class LandNotFound(Refused):
    code, field, status = "land-not-found", "parcel", 422
    message = _(
        "This point is in no commune of the territory. Choose a point inside the map, or the commune by its name."
    )


class OfficeMissing(Refused):
    code = "office-missing"
    message = _(
        "No %(office)s is open on the platform for %(unit)s yet. The platform's administration must open it first."
    )


class ManifestNotSigned(Refused):
    code, status = "manifest-not-signed", 422
    message = _(
        "The plans have changed since the architect signed their list, or the list is not signed. Sign it, then lodge."
    )


class PlansMissing(Refused):
    code, status = "plans-missing", 422
    message = _("Give the plans first: there is nothing to sign yet.")


class OnlyMainDocuments(Refused):
    code, status = "only-main-documents", 422
    message = _(
        "A dossier is inadmissible only when a main document is missing, unsigned or unreadable. "
        "Documents of information may follow until delivery."
    )


class MainDocumentMissing(Refused):
    code, status = "main-document-missing", 422
    message = _(
        "A main document is missing, unsigned or unreadable: the dossier cannot be declared admissible."
    )


class LackUnexplained(Refused):
    code, field, status = "lack-unexplained", "findings", 422
    message = _("Give a coded reason for each main document that lacks: the applicant must know what to do.")


class AnswersFrozen(Refused):
    code, status = "answers-frozen", 422
    message = _(
        "An answer to minor reserves replaces documents only: the project itself cannot change under the opinions already "
        "given. Put the answers back as they were deposited."
    )


class EveryDocumentChecked(Refused):
    code, field, status = "every-document-checked", "findings", 422
    message = _("Say what you found of each required document. Still to check: %(missing)s.")


class ReasonsRequired(Refused):
    code, field, status = "reasons-required", "reasons", 422
    message = _("An opinion other than favourable must give its reasons. Choose at least one.")


class ReasonUnknown(Refused):
    code, field, status = "reason-unknown", "reasons", 422
    message = _("The reason %(reason)s is not one your office may give here.")


class VerdictOfTheClock(Refused):
    code, field, status = "verdict-of-the-clock", "verdict", 422
    message = _("Only the clock records that an opinion is out of time. Choose another verdict.")


class DraftChanged(Refused):
    code = "draft-changed"
    message = _(
        "A colleague of your office has changed this draft since you opened it. What you typed is still on this page: "
        "send it again to replace the draft, or reload the page to read it."
    )


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


class NothingReplaced(Refused):
    code, status = "nothing-replaced", 422
    message = _("Answer the remarks first: replace or add at least one document, or change an answer.")


DOUBT = "doubt-"


class Doubtful(Refused):
    """A file that may not do: the heuristic may be wrong, and the person may insist. The code begins with `DOUBT`."""

    status, field = 422, "file"


class LooksPhotographed(Doubtful):
    code = "doubt-photographed"
    message = _(
        "This file looks like a photograph by telephone: desks refuse them, because edges and dimensions cannot "
        "be trusted. Scan the paper flat, or use a scanning application, and send the PDF. If it is a scan all "
        "the same, send it anyway: the desk will see your mark."
    )


class FirstPageOnly(Doubtful):
    code = "doubt-first-page"
    message = _(
        "This file has %(pages)s page, and this document usually has %(expected)s or more: often only the first "
        "page was scanned. Scan every page into one PDF. If it is complete all the same, send it anyway: the "
        "desk will see your mark."
    )


class WrongKindOfFile(Refused):
    code, status = "wrong-kind-of-file", 422
    message = _("This document is asked as %(kinds)s. Save it in that format, then give it again.")


class DraftInUse(Refused):
    code = "draft-in-use"
    message = _("This draft cannot be erased: another service still holds it.")


class MessageEmpty(Refused):
    code, field, status = "message-empty", "text", 422
    message = _("Write your message before you send it.")


class NotLodgedYet(Refused):
    code = "not-lodged-yet"
    message = _("Messages are exchanged once the dossier has been lodged.")


class OfficeNotConcerned(Refused):
    code, field, status = "office-not-concerned", "office", 422
    message = _("This office has no part in the dossier. Choose one of those offered.")


class TooManyMessages(Refused):
    code, status = "too-many-messages", 429
    message = _(
        "You have written many messages within an hour. What you typed is still here: send it a little later."
    )


class TooManyAttachments(Refused):
    code, field, status = "too-many-attachments", "files", 422
    message = _(
        "A message carries %(limit)s files at most. Take one out, or send the others with a second message."
    )


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


class NoProfessional(Refused):
    code = "no-professional"
    message = _("No professional practises there any more: nothing can be begun for this practice.")


class ProfessionalNotCurrent(Refused):
    code = "professional-not-current"
    message = _(
        "%(name)s must have a current entry in the register “%(body)s”; today: %(state)s. Nothing can be signed or lodged until "
        "then. What was prepared is kept, and you can go on preparing."
    )


class InvitationNotOffered(Refused):
    code, field, status = "invitation-not-offered", "role", 422
    message = _("This procedure invites no professional of this kind for such a project.")


class InvitationWaits(Refused):
    code = "invitation-waits"
    message = _(
        "The dossier waits for professionals who were invited: %(awaited)s. Remind them, or take the invitation back and "
        "give the documents yourself."
    )


class PartClosed(Refused):
    code = "part-closed"
    message = _(
        "The dossier is deposited: your part is closed, and opens again if changes are asked. Whoever files it may send what is "
        "still lacking."
    )


class FilesMissing(Refused):
    code, status = "files-missing", 422
    message = _("Give every file that is asked of you first. Still missing: %(missing)s.")


class FileOfAnother(Refused):
    code, status = "file-of-another", 403
    message = _("This file was given by somebody else: only they, or whoever files the dossier, take it out.")


class RefusalUnexplained(Refused):
    code, field, status = "refusal-unexplained", "reason", 422
    message = _("Say why you decline: whoever invited you reads it.")


class OfficialInvited(Refused):
    code, status = "official-invited", 403
    message = _(
        "Whoever serves in an office of the administration takes no part in a dossier as a private professional."
    )


class InvitationUnderway(Refused):
    code = "invitation-under-way"
    message = _("This person has already accepted: no reminder of the invitation is needed.")
