"""Refusals of the thread of messages."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


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
