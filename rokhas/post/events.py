"""What happens to a message. `concerning` names the row it is about (`dossiers.dossier:42`), `key` the message itself."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

FIELDS = ("channel", "key", "concerning")
PERSONAL = "the recipient, through the message's row, where the address is sealed"

fact("message.queued", *FIELDS, sentence=_("A message was written."), personal=PERSONAL)
fact("message.sent", *FIELDS, sentence=_("The message was sent."), personal=PERSONAL)
fact("message.delivered", *FIELDS, sentence=_("The message was delivered."), personal=PERSONAL)
fact("message.failed", *FIELDS, "failure", sentence=_("The message could not be sent."), personal=PERSONAL)
