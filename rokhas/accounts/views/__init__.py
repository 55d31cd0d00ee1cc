"""One's own account, the people of an office, and the open door of a demonstration."""

from rokhas.accounts.views.account import demonstration, menu, profile, proof
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

__all__ = [
    "delegation",
    "demonstration",
    "end",
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
    "restoration",
    "succession",
    "suspension",
]
