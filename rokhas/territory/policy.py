"""Who may change what the territory holds. The calendar of a platform is kept by its administrator."""

from rokhas.kernel.actor import Actor
from rokhas.territory.models import Holiday


def may_keep_calendar(actor: Actor, decision: Holiday | None = None) -> bool:
    """Close or open a day, ahead or afterwards, and withdraw it."""
    return actor.has_role("platform_administrator")
