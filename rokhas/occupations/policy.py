"""Who may do what to a running occupation. Plain functions; no queries, no side effects."""

from __future__ import annotations

from rokhas.accounts.models import Role
from rokhas.dossiers.models import Dossier, Ending
from rokhas.dossiers.policy import is_party, took_part
from rokhas.kernel.actor import Actor
from rokhas.occupations.models import Cessation

# Who reads what the occupations of their territory owe.
COLLECTORS = (Role.REVENUE_AGENT, Role.ECONOMIC_OFFICER)


def has_life(dossier: Dossier) -> bool:
    """What was delivered runs on, as its file says."""
    return dossier.ending == Ending.DELIVERED and dossier.procedure.occupation is not None


def had_life(dossier: Dossier) -> bool:
    """What was delivered runs, or ran until it was cancelled: its years are still read, paid and proven."""
    granted = dossier.ending in {Ending.DELIVERED, Ending.CANCELLED}
    return granted and dossier.procedure.occupation is not None


def may_renew(actor: Actor, dossier: Dossier) -> bool:
    """A party of an authorisation that its file lets be renewed."""
    asked = dossier.procedure.occupation
    return has_life(dossier) and asked is not None and asked.renewal is not None and is_party(actor, dossier)


def may_declare_end(actor: Actor, dossier: Dossier) -> bool:
    """A party of an authorisation that its file lets be ended by its holder."""
    asked = dossier.procedure.occupation
    return (
        has_life(dossier) and asked is not None and asked.cessation is not None and is_party(actor, dossier)
    )


def may_answer_end(actor: Actor, cessation: Cessation) -> bool:
    """Whoever holds a role named by the file, in the office that was asked, and took no part in the request."""
    asked = actor.holds_any(cessation.holders, cessation.office_id)
    return asked and not took_part(actor, cessation.occupation.dossier)


def may_collect(actor: Actor) -> bool:
    """Read what the occupations of one's offices owe."""
    return actor.has_role(*COLLECTORS)
