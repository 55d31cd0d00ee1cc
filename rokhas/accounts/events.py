"""Facts about rights."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

MANDATE = ("person", "role", "office", "starts_on", "ends_on")

fact("mandate.given", *MANDATE, sentence=_("A mandate was given."), personal="the person, by reference")
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
