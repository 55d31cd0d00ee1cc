"""What is refused about an occupation of the public domain."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class OccupationOver(Refused):
    code = "occupation-over"
    message = _("This occupation ended on %(day)s: nothing more is declared of it.")


class EndAlreadyDeclared(Refused):
    code = "end-already-declared"
    message = _("The end of this occupation is declared already: the office has still to see the place.")


class RenewalUnderWay(Refused):
    code = "renewal-under-way"
    message = _(
        "The renewal %(number)s of this occupation is under way: withdraw it first, then the occupation ends."
    )


class RenewedAlready(Refused):
    code, field, status = "occupation-renewed", "on", 422
    message = _(
        "The term under this number ends on %(day)s: an end after that day is declared under the number of its renewal, "
        "%(number)s."
    )


class TermNotBegun(Refused):
    code, field, status = "term-not-begun", "on", 422
    message = _(
        "The term under this number begins after %(day)s: an end until that day is declared under the number that it renews, "
        "%(number)s, and ends both."
    )


class EndUnderWay(Refused):
    code = "end-under-way"
    message = _(
        "The end of this occupation is declared for %(day)s and the office has still to see the place: nothing is renewed "
        "meanwhile."
    )


class EndAlreadyAnswered(Refused):
    code = "end-already-answered"
    message = _("The office has already answered this declaration: read its answer.")


class EndOutOfTerm(Refused):
    code, field, status = "end-out-of-term", "on", 422
    message = _("Choose a day of the term, from %(first)s on.")


class EndAhead(Refused):
    code, field, status = "end-ahead", "restored", 422
    message = _("The occupation lasts until %(day)s: the place is seen restored from that day.")


class UndertakingNeeded(Refused):
    code, field, status = "undertaking-needed", "undertaken", 422
    message = _("Undertake to give the place back as it was.")


class MissingNotSaid(Refused):
    code, field, status = "missing-not-said", "missing", 422
    message = _("Say what is missing, so that the holder can do it.")


class NoOfficeAnswers(Refused):
    code, status = "no-office-answers", 409
    message = _("No office that sees places restored is open here: ask the commune.")
