"""Facts about rights."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

MANDATE = ("person", "role", "office", "starts_on", "ends_on")

fact("mandate.given", *MANDATE, sentence=_("A mandate was given."), personal="the person, by reference")
fact("mandate.ended", *MANDATE, sentence=_("A mandate ended."), personal="the person, by reference")
fact(
    "account.corrected",
    sentence=_("The person corrected their account."),
    personal="the person, by reference",
)
