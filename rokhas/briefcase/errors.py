"""What is refused of what a person keeps, and what to do then."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class NotReusable(Refused):
    code, field, status = "not-reusable", "code", 422
    message = _(
        "Only what is about a person or a company is kept here: plans and papers of a project are not."
    )


class BriefcaseFull(Refused):
    code, status = "briefcase-full", 422
    message = _(
        "You keep %(most)s documents, which is the most. Delete one that serves no more, then keep this one."
    )


class KeptExpired(Refused):
    code, status = "kept-expired", 422
    message = _(
        "This document expired on %(day)s. Give its new version, and keep it in the place of this one."
    )


class NotAskedHere(Refused):
    code, status = "not-asked-here", 422
    message = _("This request does not ask for this document.")


class UnsafeFile(Refused):
    code, status = "unsafe-file", 422
    message = _("A virus was found in this file: it is not kept. Give another.")


class ExpiryNotUnderstood(Refused):
    code, field, status = "expiry-not-understood", "expires_on", 422
    message = _("Write the date as day, month and year.")
