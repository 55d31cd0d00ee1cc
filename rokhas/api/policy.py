"""Who may have what of an application."""

from collections.abc import Collection

from django.conf import settings

from rokhas.accounts.models import PUBLIC_ROLES
from rokhas.accounts.policy import keeps_registers
from rokhas.api.models import Application, Scope, Token
from rokhas.kernel.actor import Actor

# Days. An officer's rights are wider: their tokens live less.
LONGEST, LONGEST_OFFICIAL = 365, 90
OF_AN_OFFICE = frozenset({Scope.WORK_READ, Scope.WORK_WRITE, Scope.PEOPLE})
# What changes the rights of others. On the pages it asks a proof of ten minutes ago; a token is made after such a proof, and
# lives a day.
OVER_RIGHTS = frozenset({Scope.PEOPLE, Scope.REGISTERS})
LONGEST_OVER_RIGHTS = 1


def is_own(actor: Actor, application: Application) -> bool:
    """An application belongs to the person who made it, and to nobody else."""
    return actor.person_id is not None and actor.person_id == application.person_id


def may_revoke(actor: Actor, token: Token) -> bool:
    return is_own(actor, token.application)


def longest(actor: Actor, scopes: Collection[Scope] = ()) -> int:
    """How many days a token of this person may live, with these rights; those over one's data are bounded by a setting."""
    if OVER_RIGHTS.intersection(scopes):
        return LONGEST_OVER_RIGHTS
    most = LONGEST_OFFICIAL if _serves(actor) else LONGEST
    return min(most, settings.API_DATA_TOKEN_DAYS) if Scope.DATA in scopes else most


def offered(actor: Actor) -> list[Scope]:
    """The rights that mean something for this person: those of an office for whoever serves in one. A token may bear any; what it
    does is asked of the person's mandates at each request."""
    hidden: set[Scope] = set() if keeps_registers(actor) else {Scope.REGISTERS}
    if not _serves(actor):
        hidden |= OF_AN_OFFICE
    return [scope for scope in Scope if scope not in hidden]


def _serves(actor: Actor) -> bool:
    return any(held.role not in PUBLIC_ROLES for held in actor.mandates)
