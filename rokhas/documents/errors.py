"""What the documents room refuses, and what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class EmptyFile(Refused):
    code, status, field = "file-empty", 422, "file"
    message = _("This file is empty. Choose the file again.")


class Damaged(Refused):
    """The stored bytes no longer have the hash they were kept under: an incident, never the reader's fault."""

    code, status = "document-damaged", 500
    message = _("The stored file “%(name)s” is missing or damaged. The platform's team must restore it from a backup.")


class NoRoom(Refused):
    code, status, field = "no-room", 507, "file"
    message = _("The platform has no room left for this file. Try again later.")


class NotTypeset(Refused):
    code, status = "not-typeset", 503
    message = _("The paper could not be made. Nothing was lost: try again in a moment.")
