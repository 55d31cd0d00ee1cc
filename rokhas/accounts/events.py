"""Facts about rights."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

MANDATE = ("person", "role", "office", "starts_on", "ends_on")

fact(
    "mandate.given",
    *MANDATE,
    "delegated_by",
    sentence=_("A mandate was given."),
    personal="the person, by reference",
)
fact("mandate.ended", *MANDATE, sentence=_("A mandate ended."), personal="the person, by reference")
fact(
    "mandate.suspended",
    *MANDATE,
    sentence=_("A mandate was suspended."),
    personal="the person, by reference; the reason stays in the row of the mandate",
)
fact(
    "mandate.restored",
    *MANDATE,
    sentence=_("A suspended mandate was restored."),
    personal="the person, by reference",
)
fact(
    "account.invited",
    sentence=_("A person was invited to open their account."),
    personal="the person, by reference",
)
fact(
    "account.opened_at_desk",
    sentence=_("An account was opened at a desk for a person who has a telephone alone."),
    personal="the person, by reference; the telephone and the identity number lie sealed in their row",
)
fact(
    "account.telephone_proved",
    sentence=_("The person proved their telephone by a code: it signs in to their account."),
    personal="the person, by reference",
)
fact(
    "account.factors_forgotten",
    sentence=_("The second factors of a person were forgotten at their request."),
    personal="the person, by reference",
)
fact(
    "account.corrected",
    sentence=_("The person corrected their account."),
    personal="the person, by reference",
)
fact(
    "account.rectified",
    "rectification",
    "certificates",
    sentence=_("The administration corrected the names of a person; their certificates ended."),
    personal="the person, by reference; names before and after, reason and paper stay in the row of the rectification",
)

ENTRY = ("body", "number", "status")
NAMED = "the person, by reference; names and reasons stay sealed in the row"

fact("register.entered", *ENTRY, sentence=_("A number was entered in the register."), personal=NAMED)
fact("register.corrected", *ENTRY, sentence=_("The entry was corrected from the register."), personal=NAMED)
fact("register.suspended", *ENTRY, sentence=_("The entry was suspended."), personal=NAMED)
fact("register.restored", *ENTRY, sentence=_("The entry was restored."), personal=NAMED)
fact("register.struck_off", *ENTRY, sentence=_("The entry was struck off."), personal=NAMED)
fact("register.linked", *ENTRY, "person", sentence=_("The entry was linked to an account."), personal=NAMED)
fact(
    "register.requested",
    "body",
    "number",
    sentence=_("A professional asked to be recognised."),
    personal=NAMED,
)
fact("register.granted", "body", "number", sentence=_("The request was approved."), personal=NAMED)
fact("register.denied", "body", "number", sentence=_("The request was refused."), personal=NAMED)

STAFF = "the person, by reference; the address that was invited stays sealed in the row"

fact("practice.invited", "practice", sentence=_("Somebody was invited to the practice."), personal=STAFF)
fact("practice.reminded", "practice", sentence=_("The invitation was sent again."), personal=STAFF)
fact(
    "practice.joined",
    "practice",
    "person",
    sentence=_("The person joined the practice and prepares its dossiers."),
    personal=STAFF,
)
fact(
    "practice.ended",
    "practice",
    "ending",
    sentence=_("The place in the practice ended."),
    personal=STAFF,
)
