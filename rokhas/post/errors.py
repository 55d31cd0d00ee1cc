"""What stops a message."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class BadRecipient(Refused):
    code, field, status = "bad-recipient", "to", 422
    message = _("No message can be sent to this address. Correct it, then try again.")


class TransportError(Exception):
    """The base of what a transport raises; never shown to a person."""


class Unreachable(TransportError):
    """The gateway surely did not take the message: try again later."""


class Uncertain(TransportError):
    """The line broke in the middle: the gateway may have taken the message. Ask it before trying again."""


class Rejected(TransportError):
    """The gateway will never take this message. `code` is stable and holds no personal data."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class InHand(TransportError):
    """Another worker is handing this message over; look again later."""
