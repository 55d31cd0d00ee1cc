"""What is proved about telling someone. `concerning` names the row it is about (`dossiers.dossier:42`); `code` is the kind."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

FIELDS = ("code", "key", "concerning")
PERSONAL = "the person, through the notice's row"

fact(
    "notice.available",
    *FIELDS,
    "person",
    sentence=_("A notice was made available."),
    personal="the person, by reference",
)
fact("notice.opened", *FIELDS, sentence=_("The notice was opened."), personal=PERSONAL)
fact(
    "preference.changed",
    "mail",
    "sms",
    "stopped",
    "digest_at",
    "quiet_from",
    "quiet_until",
    sentence=_("The ways of being told were changed."),
    personal=PERSONAL,
)
