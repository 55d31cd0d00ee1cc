from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class DelegationTooLong(Refused):
    code, field, status = "delegation-too-long", "ends_on", 422
    message = _("A delegation cannot outlast the mandate it comes from. Choose an earlier end.")


class DelegationTooEarly(Refused):
    code, field, status = "delegation-too-early", "starts_on", 422
    message = _("A delegation cannot begin before the mandate it comes from. Choose a later first day.")


class DelegationToOneself(Refused):
    code, field, status = "delegation-to-oneself", "to", 422
    message = _("A mandate is delegated to somebody else. Choose another person.")


class NotASubstitute(Refused):
    code, field, status = "not-a-substitute", "to", 422
    message = _(
        "What this role signs is delegated only to somebody who holds, in this office and during all these days: %(roles)s. "
        "Choose such a person, or have the manager of the office nominate one first."
    )


class WrongDates(Refused):
    code, field, status = "wrong-dates", "ends_on", 422
    message = _("The last day comes before the first. Choose a later one.")


class DayPassed(Refused):
    code, field, status = "day-passed", "last_day", 422
    message = _("This day has passed. Choose today or a later day; to stop at once, suspend the mandate.")


class AlreadyHeld(Refused):
    code, field = "mandate-already-held", "email"
    message = _("This person already holds this role in this office at these dates.")


class SeatTaken(Refused):
    code, field = "seat-taken", "role"
    message = _(
        "Somebody already holds this role at these dates. Record a succession on their mandate, or end it first."
    )


class MandateOver(Refused):
    code = "mandate-over"
    message = _("This mandate is over. Nominate the person again if they come back.")


class AccountClosed(Refused):
    code, field = "account-closed", "email"
    message = _("The account with this address is closed. Ask help to open it again.")


class NamesNeeded(Refused):
    code, field, status = "names-needed", "name_fr", 422
    message = _(
        "Nobody has an account with this address yet. Give the person's names as in the act: an invitation is sent."
    )


class InvitationAnswered(Refused):
    code = "invitation-answered"
    message = _("This person has already opened their account: no invitation is needed.")


class NothingToRectify(Refused):
    code, field, status = "nothing-to-rectify", "name_fr", 422
    message = _("These are the names already kept. Change what is wrong.")


class BadTelephone(Refused):
    code, field, status = "bad-telephone", "phone", 422
    message = _("Write a mobile number, for example 06 12 34 56 78 or +212 6 12 34 56 78.")


class TelephoneOfAnother(Refused):
    code, field = "telephone-of-another", "phone"
    message = _(
        "This number signs in to the account of another person. Ask for a number of their own, or for the identity card once "
        "more."
    )


class NamesAttested(Refused):
    code, field = "names-attested", "name_fr"
    message = _(
        "Your name is the one of your appointment or of your certificate, and it is printed on what you sign. To correct it, "
        "ask the administration of the platform, with your act of appointment."
    )


class EntryNotCurrent(Refused):
    code = "entry-not-current"
    message = _(
        "This act asks for a current entry in the register “%(body)s”; yours: %(state)s. What you prepared is kept, and you can "
        "go on once the entry is current. See “My professional register” in your account."
    )


class NumberTaken(Refused):
    code, field = "number-taken", "number"
    message = _("This number of the register already belongs to another account. Check it with the body.")


class EntryNotApproved(Refused):
    code, field = "entry-not-approved", "number"
    message = _("The register says that this number is suspended or struck off. Restore the entry first.")


class EntryStruckOff(Refused):
    code = "entry-struck-off"
    message = _("This entry is struck off: a new registration has another number.")


class RequestDecided(Refused):
    code = "request-decided"
    message = _("This request has already been decided.")


class RequestWaiting(Refused):
    code, field = "request-waiting", "number"
    message = _("Another number that you gave to this body is being checked. Wait for its answer.")


class UnknownBody(Refused):
    code, field, status = "unknown-body", "body", 422
    message = _("No body of this name keeps a register here.")


class RegisterUnreadable(Refused):
    code, field, status = "register-unreadable", "file", 422
    message = _(
        "The register cannot be read. Give a CSV file in UTF-8, of 2 MB at most, with the columns: number, name_fr, name_ar, "
        "since; and as needed kind, status, until, reason."
    )


class RegisterHasErrors(Refused):
    code, field, status = "register-has-errors", "file", 422
    message = _("Nothing was imported: %(count)s lines are wrong. Correct them, then give the file again.")


class InvitationDead(Refused):
    code = "invitation-dead"
    message = _(
        "This link no longer opens anything: it was used, taken back, replaced by a newer one, or its days have passed. Ask "
        "whoever invited you for another."
    )


class InvitedElsewhere(Refused):
    code, status = "invited-elsewhere", 403
    message = _(
        "This invitation was sent to another address than the one of your account. Sign in with the account of that address, "
        "or ask to be invited at %(address)s."
    )


class TooManyInvitations(Refused):
    code, field, status = "too-many-invitations", "email", 429
    message = _("You have sent %(count)s invitations today. Go on tomorrow.")


class InvitesOneself(Refused):
    code, field, status = "invites-oneself", "email", 422
    message = _("This is your own address. Give the address of the person you invite.")


class OfficialJoins(Refused):
    code, status = "official-joins", 403
    message = _("Whoever serves in an office of the administration prepares for no private practice.")


class AlreadyOfThePractice(Refused):
    code, field = "already-of-the-practice", "email"
    message = _("This person already prepares for your practice.")
