"""What the catalogue refuses."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class UnknownProcedure(Refused):
    code, field, status = "unknown-procedure", "procedure", 404
    message = _("No procedure %(code)s is in force on this date.")


class PublishedFileChanged(Refused):
    code, status = "published-file-changed", 409
    message = _("The file %(file)s was changed after its publication. Restore it and write the next version.")


class ReasonNotFilled(Refused):
    code, field, status = "reason-not-filled", "reasons", 422
    message = _("Complete the reason %(reason)s: say its “%(blank)s”.")


class AlreadyBeingWritten(Refused):
    code, status = "already-being-written", 409
    message = _("The next version of this procedure is being written already: go on with that one.")


class BaseWithdrawn(Refused):
    code, status = "base-withdrawn", 409
    message = _("The version that this one goes on from was withdrawn. Begin from the one in force.")


class NotTheLast(Refused):
    code, status = "not-the-last", 409
    message = _(
        "Version %(version)s was published after this one: begin from it, or what it changed would be lost."
    )


class NotBeingWritten(Refused):
    code, status = "not-being-written", 409
    message = _("This version is no longer being written.")


class ChangedMeanwhile(Refused):
    """Somebody else changed the same thing since the page was read: both are shown, none is lost."""

    code, status = "changed-meanwhile", 409
    message = _(
        "Somebody else changed this since you opened the page. Nothing of yours is saved yet: compare, then choose."
    )


class NothingThere(Refused):
    code, status = "nothing-there", 404
    message = _("There is nothing at this place any more: somebody else took it out.")


class NothingChanged(Refused):
    code, status = "nothing-changed", 422
    message = _("This version says what the one before it says. Change something first.")


class MistakesLeft(Refused):
    code, status = "mistakes-left", 422
    message = _("Mistakes are left: %(n)s. Correct each of them first.")


class DayTooSoon(Refused):
    code, field, status = "day-too-soon", "effective_from", 422
    message = _("Choose tomorrow or a later day: nobody is governed by a version they could not read before.")


class DayTooFar(Refused):
    code, field, status = "day-too-far", "effective_from", 422
    message = _("Choose a day until %(last)s: what comes into force later is written when its day is nearer.")


class DayAfterScheduled(Refused):
    code, field, status = "day-after-scheduled", "effective_from", 422
    message = _(
        "Version %(version)s comes into force on %(day)s. Choose a later day, or have it withdrawn first."
    )


class TermsMissing(Refused):
    code, field, status = "terms-missing", "reason", 422
    message = _("Say from which day, why, on which text and how sure it is.")


class ReadAgain(Refused):
    code, status = "read-again", 409
    message = _("This version was changed since you read it. Read it again before you publish it.")


class TakenBack(Refused):
    code, status = "taken-back", 409
    message = _(
        "It is being rewritten since you opened the page: it does not wait for a second person any more. Read it once it is "
        "submitted again."
    )


class OwnWriting(Refused):
    code, status = "own-writing", 403
    message = _("You wrote a part of this version: a second person publishes it.")


class MotiveMissing(Refused):
    code, field, status = "motive-missing", "motive", 422
    message = _("Say why: those who wrote it will read it.")


class InForceAlready(Refused):
    code, status = "in-force-already", 409
    message = _("This version is in force: dossiers may follow it. Write the next version instead.")


class WithdrawnAlready(Refused):
    code, status = "withdrawn-already", 409
    message = _("This version was withdrawn already.")


class CarriedOn(Refused):
    code, status = "carried-on", 409
    message = _("A later version was written from this one and carries its changes. Withdraw that one first.")


class GoneOnFrom(Refused):
    code, status = "gone-on-from", 409
    message = _("The next version is being written from this one. Have it abandoned first.")
