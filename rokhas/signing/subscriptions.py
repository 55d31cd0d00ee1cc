"""What this room hears: its own signatures, to be sealed by the worker, and the two duties of the worker."""

from rokhas.journal.events import on
from rokhas.journal.models import Event
from rokhas.signing import actions


@on("signature.made")
def seal_signature(event: Event) -> None:
    """Tried again by the outbox while the time-stamping authority is away."""
    actions.seal(event.data["signature"])
