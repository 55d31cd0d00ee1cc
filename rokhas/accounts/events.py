"""Facts about rights."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

fact("mandate.given", "role", "office", sentence=_("A mandate was given."), personal="the person, by reference")
fact("mandate.ended", "role", "office", sentence=_("A mandate ended."), personal="the person, by reference")
fact("account.corrected", sentence=_("The person corrected their account."), personal="the person, by reference")
