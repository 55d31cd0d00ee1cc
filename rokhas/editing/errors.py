"""What writing the shared lists refuses."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class EntryBeingWritten(Refused):
    code, status = "entry-being-written", 409
    message = _("The next one of this code is being written already: go on with that one.")


class CodeTaken(Refused):
    code, field, status = "code-taken", "code", 409
    message = _("The code %(code)s exists already: write its next one, or choose another code.")


class CodeMisshapen(Refused):
    code, field, status = "code-misshapen", "code", 422
    message = _("A code of this list looks like %(example)s.")


class NothingLike(Refused):
    code, status = "nothing-like", 404
    message = _("This list has no such code.")
