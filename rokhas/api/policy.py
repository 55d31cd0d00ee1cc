"""Who may have what of an application."""

from rokhas.accounts.models import PUBLIC_ROLES
from rokhas.api.models import Application, Scope, Token
from rokhas.kernel.actor import Actor

# Days. An officer's rights are wider: their tokens live less.
LONGEST, LONGEST_OFFICIAL = 365, 90
OF_AN_OFFICE = frozenset({Scope.WORK_READ, Scope.WORK_WRITE})


def is_own(actor: Actor, application: Application) -> bool:
    """An application belongs to the person who made it, and to nobody else."""
    return actor.person_id is not None and actor.person_id == application.person_id


def may_revoke(actor: Actor, token: Token) -> bool:
    return is_own(actor, token.application)


def longest(actor: Actor) -> int:
    """How many days a token of this person may live."""
    return LONGEST_OFFICIAL if _serves(actor) else LONGEST


def offered(actor: Actor) -> list[Scope]:
    """The rights that mean something for this person: those of an office for whoever serves in one. A token may bear any; what it
    does is asked of the person's mandates at each request."""
    return [scope for scope in Scope if _serves(actor) or scope not in OF_AN_OFFICE]


def _serves(actor: Actor) -> bool:
    return any(held.role not in PUBLIC_ROLES for held in actor.mandates)
