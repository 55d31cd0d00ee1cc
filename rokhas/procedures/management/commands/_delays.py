"""A delay as the page that tells every procedure writes it."""

from __future__ import annotations

from rokhas.procedures.schema import Delay

UNITS = {"working_days": "working day", "days": "day", "months": "month", "years": "year"}
STARTS = {
    "opened": "from the opening of the step",
    "lodged": "from the deposit",
    "session": "from the session",
    "notified": "from the notification",
    "granted": "from the grant",
    "paid": "from the payment",
    "enquiry_closed": "from the last day of the enquiry",
}


def amount(delay: Delay) -> str:
    """Its length: `15 working days`."""
    return f"{delay.quantity} {UNITS[delay.unit]}{'' if delay.quantity == 1 else 's'}"


def counted(delay: Delay) -> str:
    """Its length, and the fact from which it counts."""
    if delay.quantity == 0:
        return f"on the day itself, {STARTS[delay.starts]}"
    return f"{amount(delay)} {STARTS[delay.starts]}"
