"""Who may enter a rate: those who write the law of the platform."""

from rokhas.kernel.actor import Actor
from rokhas.tariffs.models import Tariff


def may_enter_rate(actor: Actor, tariff: Tariff | None = None) -> bool:
    """Publish a rate from a day to come, or take it back before its day: the draft says who the second person is."""
    return actor.has_role("content_editor", "platform_administrator")
