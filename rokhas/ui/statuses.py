"""One table for every state shown on screen: tone, icon and words, always the three (colour alone never says it)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

IDLE, INFO, WARN, OK, BAD = "idle", "info", "warn", "ok", "bad"


@dataclass(frozen=True, slots=True)
class Status:
    tone: str
    icon: str
    label: str | Promise
    dashed: bool = False


STATUSES: dict[str, Status] = {
    # A dossier
    "draft": Status(IDLE, "circle-dashed", _("Draft"), dashed=True),
    "submitted": Status(INFO, "upload", _("Submitted")),
    "review": Status(INFO, "progress", _("Under review")),
    "inadmissible": Status(WARN, "file-alert", _("Incomplete")),
    "scheduled": Status(INFO, "calendar-event", _("Scheduled")),
    "commission": Status(INFO, "users-group", _("Before the commission")),
    "fix": Status(WARN, "alert-triangle", _("To correct")),
    "suspended": Status(IDLE, "player-pause", _("Suspended")),
    "to_pay": Status(WARN, "credit-card", _("To pay")),
    "to_sign": Status(INFO, "writing-sign", _("To sign")),
    "late": Status(BAD, "alert-octagon", _("Late")),
    "delivered": Status(OK, "certificate", _("Delivered")),
    "refused": Status(BAD, "circle-x", pgettext_lazy("dossier", "Refused")),
    "withdrawn": Status(IDLE, "arrow-back-up", _("Withdrawn")),
    "closed": Status(IDLE, "lock", _("Closed")),
    # An opinion
    "favourable": Status(OK, "circle-check", pgettext_lazy("opinion", "Favourable")),
    "reserves": Status(WARN, "alert-triangle", pgettext_lazy("opinion", "With reservations")),
    "to_modify": Status(WARN, "pencil-exclamation", _("Changes requested")),
    "unfavourable": Status(BAD, "circle-x", pgettext_lazy("opinion", "Unfavourable")),
    "out_of_time": Status(BAD, "clock-exclamation", _("No answer in time")),
    # A task, a section, a step
    "todo": Status(IDLE, "circle-dashed", _("To do")),
    "in_progress": Status(INFO, "progress", _("In progress")),
    "waiting": Status(WARN, "hourglass-empty", _("Waiting")),
    "waiting_applicant": Status(WARN, "pencil", _("Waiting for the applicant")),
    "locked": Status(IDLE, "lock", _("Not available yet")),
    "done": Status(OK, "circle-check", _("Done")),
    "skipped": Status(IDLE, "minus", _("Not needed")),
    # A payment
    "paid": Status(OK, "credit-card", _("Paid")),
    "payment_pending": Status(INFO, "hourglass-empty", _("Payment being confirmed")),
    "payment_failed": Status(BAD, "alert-octagon", _("Payment not completed")),
    # A file
    "missing": Status(IDLE, "circle-dashed", pgettext_lazy("file", "Missing"), dashed=True),
    "checking": Status(INFO, "progress", _("Being checked")),
    "accepted": Status(OK, "circle-check", pgettext_lazy("file", "Accepted")),
    "rejected": Status(BAD, "file-alert", pgettext_lazy("file", "To replace")),
    # A signature, a key, a permit being verified
    "signed": Status(OK, "writing-sign", pgettext_lazy("document", "Signed")),
    "valid": Status(OK, "rosette-discount-check", pgettext_lazy("permit", "Valid")),
    "expired": Status(WARN, "clock-exclamation", pgettext_lazy("permit", "Expired")),
    "revoked": Status(BAD, "circle-x", pgettext_lazy("permit", "Revoked")),
    "cancelled": Status(IDLE, "circle-x", _("Cancelled")),
    "active": Status(OK, "circle-check", pgettext_lazy("key", "Active")),
    "blocked": Status(BAD, "lock", pgettext_lazy("key", "Blocked")),
}
