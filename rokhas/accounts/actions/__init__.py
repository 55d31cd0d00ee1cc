"""Acts on mandates, on people's names, and on one's own account."""

from rokhas.accounts.actions.mandates import (
    delegate,
    end_mandate,
    give_mandate,
    restore_mandate,
    succeed,
    suspend_mandate,
)
from rokhas.accounts.actions.people import (
    forget_factors,
    invite_again,
    keep_profile,
    nominate,
    nominate_successor,
    rectify_names,
)

__all__ = [
    "delegate",
    "end_mandate",
    "forget_factors",
    "give_mandate",
    "invite_again",
    "keep_profile",
    "nominate",
    "nominate_successor",
    "rectify_names",
    "restore_mandate",
    "succeed",
    "suspend_mandate",
]
