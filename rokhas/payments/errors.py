"""What is refused about money, and what goes wrong with the treasury."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class NothingToPay(Refused):
    code, field, status = "nothing-to-pay", "lines", 422
    message = _("An order needs at least one line, no negative amount and a total above zero.")


class OrderAlreadyOpen(Refused):
    code = "order-already-open"
    message = _("An order is already waiting to be paid for this request. Pay it or cancel it first.")


class OrderNotOpen(Refused):
    code = "order-not-open"
    message = _("This order is no longer waiting to be paid. Open the order again to see its state.")


class TreasurySilent(Refused):
    code, status = "treasury-silent", 503
    message = _(
        "The treasury's payment service does not answer. Nothing was charged: try again in a few minutes."
    )


class SettlementRefused(Refused):
    """A message about a payment that cannot be believed. The sentences are for the treasury's technicians."""

    code, status = "settlement-refused", 400
    message = _("This message about a payment was refused.")


class Forged(SettlementRefused):
    code, status = "forged", 401
    message = _("The signature of the message does not hold.")


class Stale(SettlementRefused):
    code, status = "stale", 401
    message = _("The message was signed too long ago, or in the future.")


class Malformed(SettlementRefused):
    code = "malformed"
    message = _("The message cannot be read.")


class UnknownReference(SettlementRefused):
    code, status = "unknown-reference", 422
    message = _("No order has this reference.")


class AmountMismatch(SettlementRefused):
    code, status = "amount-mismatch", 422
    message = _("The amount or the currency is not that of the order.")


class TransactionMismatch(SettlementRefused):
    code, status = "transaction-mismatch", 422
    message = _("This event or transaction was already used for another payment.")


class TreasuryUnreachable(Exception):
    """The treasury did not answer in time, or answered nonsense; never shown to a person."""
