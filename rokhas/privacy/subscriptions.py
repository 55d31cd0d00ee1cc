"""What the worker does every day."""

from datetime import timedelta

from rokhas.journal.duties import every
from rokhas.kernel.actor import Actor
from rokhas.privacy.actions import enforce


@every(timedelta(days=1))
def forget_what_was_kept_long_enough(by: Actor) -> None:
    enforce(by=by)
