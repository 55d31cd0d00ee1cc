"""Facts about personal data: that something was asked, answered, exported or erased; never what."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

PERSON = "the person, by reference"

fact(
    "data.asked",
    "code",
    "due_on",
    sentence=_("A right over personal data was used (%(code)s)."),
    personal=PERSON,
)
fact(
    "data.answered",
    "code",
    "state",
    sentence=_("The request about personal data was answered."),
    personal=PERSON,
)
fact("data.exported", "dossiers", sentence=_("Personal data were exported by their owner."), personal=PERSON)
fact("data.erased", "code", "count", sentence=_("Data kept long enough were erased: %(code)s, %(count)s."))
