"""What is refused about personal data."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class AlreadyAsked(Refused):
    code = "already-asked"
    message = _("A request of the same kind is waiting for its answer. You will be told when it comes.")


class AlreadyAnswered(Refused):
    code = "already-answered"
    message = _("This request has been answered. Open it again to read the answer.")


class SayWhy(Refused):
    code, field, status = "say-why", "answer", 422
    message = _("Say what was done, or why the request is refused.")
