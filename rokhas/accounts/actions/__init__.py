"""Acts on mandates, on people's names, and on one's own account."""

from rokhas.accounts.actions.imports import check_register, import_register
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
from rokhas.accounts.actions.practices import (
    end_place,
    forget_invited,
    invite_staff,
    join_practice,
    send_staff_again,
)
from rokhas.accounts.actions.registers import (
    approve_request,
    enter,
    refuse_request,
    request_entry,
    restore_entry,
    strike_off,
    suspend_entry,
)
from rokhas.accounts.actions.telephones import account_at, prove_telephone

__all__ = [
    "account_at",
    "approve_request",
    "check_register",
    "delegate",
    "end_mandate",
    "end_place",
    "enter",
    "forget_factors",
    "forget_invited",
    "give_mandate",
    "import_register",
    "invite_again",
    "invite_staff",
    "join_practice",
    "keep_profile",
    "nominate",
    "nominate_successor",
    "prove_telephone",
    "rectify_names",
    "refuse_request",
    "request_entry",
    "restore_entry",
    "restore_mandate",
    "send_staff_again",
    "strike_off",
    "succeed",
    "suspend_entry",
    "suspend_mandate",
]
