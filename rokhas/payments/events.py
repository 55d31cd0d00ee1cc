"""Facts about money.

`order` is the order's key, `concerning` the owner's row (`dossiers.dossier:42`); amounts are texts in dirhams, two decimals.
"""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

PERSONAL = "the payer, through the order's row"
ORDER = ("order", "reference", "concerning")
PAYMENT = (*ORDER, "amount", "transaction", "channel")

fact(
    "payment.ordered",
    *ORDER,
    "amount",
    sentence=_("An order of payment was placed: %(reference)s."),
    personal=PERSONAL,
)
fact("payment.begun", *ORDER, sentence=_("The payment of %(reference)s was begun."), personal=PERSONAL)
fact("payment.settled", *PAYMENT, sentence=_("The order %(reference)s was paid."), personal=PERSONAL)
fact(
    "payment.excess",
    *PAYMENT,
    sentence=_("The order %(reference)s was paid twice: refund the second."),
    personal=PERSONAL,
)
fact(
    "payment.late",
    *PAYMENT,
    sentence=_("The closed order %(reference)s was paid: refund it."),
    personal=PERSONAL,
)
fact("payment.cancelled", *ORDER, sentence=_("The order %(reference)s was cancelled."), personal=PERSONAL)
fact("payment.expired", *ORDER, sentence=_("The order %(reference)s expired."), personal=PERSONAL)
fact(
    "payment.message_refused",
    "reason",
    "sha256",
    sentence=_("A message about a payment was refused (%(reason)s)."),
)
