"""Facts about applications, and what of a dossier is announced to them."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

HOLDER = "the person who made it, by reference"

fact("token.created", "prefix", "scopes", "expires_on", sentence=_("A token was created."), personal=HOLDER)
fact("token.revoked", "prefix", sentence=_("A token was revoked."), personal=HOLDER)
fact("webhook.opened", "kinds", sentence=_("A webhook was opened."), personal=HOLDER)
fact("webhook.rotated", sentence=_("The secret of a webhook was changed."), personal=HOLDER)
fact("webhook.closed", "why", sentence=_("A webhook was closed."), personal=HOLDER)
fact("webhook.queued", "announced", sentence=_("An event is being announced."), personal=HOLDER)

# What an application may be told of a dossier that its person may open. Opinions, minutes and the opening of steps are known to
# officers before anyone else: they are never announced to a party.
TO_ALL = (
    "dossier.lodged",
    "dossier.admissible",
    "dossier.inadmissible",
    "dossier.dispatched",
    "dossier.concluded",
    "reserves.answered",
    "reserves.lifted",
    "reserves.kept",
    "fees.ordered",
    "fees.paid",
    "paper.notified",
    "permit.signed",
    "permit.delivered",
    "enquiry.opened",
    "enquiry.moved",
    "enquiry.closed",
    "enquiry.reported",
    "dossier.ended",
    "maximum.extended",
)
TO_OFFICERS = (
    "task.opened",
    "task.escalated",
    "task.substituted",
    "opinion.issued",
    "opinion.out_of_time",
    "minutes.signed",
    "maximum.passed",
)
ANNOUNCED = (*TO_ALL, *TO_OFFICERS)
