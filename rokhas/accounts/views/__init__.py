"""One's own account, the people of an office, and the open door of a demonstration."""

from rokhas.accounts.views.account import menu, profile, proof
from rokhas.accounts.views.demonstration import demonstration
from rokhas.accounts.views.people import (
    delegation,
    end,
    factors,
    invitation,
    mandate,
    names,
    nomination,
    office,
    offices,
    person,
    restoration,
    succession,
    suspension,
)
from rokhas.accounts.views.registers import (
    entry,
    entry_request,
    entry_restoration,
    entry_suspension,
    register,
    register_import,
    registers,
    striking_off,
)

__all__ = [
    "delegation",
    "demonstration",
    "end",
    "entry",
    "entry_request",
    "entry_restoration",
    "entry_suspension",
    "factors",
    "invitation",
    "mandate",
    "menu",
    "names",
    "nomination",
    "office",
    "offices",
    "person",
    "profile",
    "proof",
    "register",
    "register_import",
    "registers",
    "restoration",
    "striking_off",
    "succession",
    "suspension",
]
