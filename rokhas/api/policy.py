"""Who may have what of an application."""

from rokhas.accounts.models import PUBLIC_ROLES
from rokhas.api.models import Application, Token
from rokhas.kernel.actor import Actor

# Days. An officer's rights are wider: their tokens live less.
LONGEST, LONGEST_OFFICIAL = 365, 90


def is_own(actor: Actor, application: Application) -> bool:
    """An application belongs to the person who made it, and to nobody else."""
    return actor.person_id is not None and actor.person_id == application.person_id


def may_revoke(actor: Actor, token: Token) -> bool:
    return is_own(actor, token.application)


def longest(actor: Actor) -> int:
    """How many days a token of this person may live."""
    official = any(held.role not in PUBLIC_ROLES for held in actor.mandates)
    return LONGEST_OFFICIAL if official else LONGEST
