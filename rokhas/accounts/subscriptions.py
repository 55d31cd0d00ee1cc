"""What the worker does with sessions, and with the tries that are counted."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.core.cache import caches

from rokhas.accounts.providers import doors
from rokhas.journal.duties import every
from rokhas.kernel.actor import Actor
from rokhas.kernel.cache import SharedCache


@every(timedelta(hours=6))
def clear_ended_sessions(by: Actor) -> None:
    """Sessions whose cookie has expired: nobody can come back to them."""
    Session.objects.filter(expire_date__lt=by.now()).delete()
    doors.forget_ended_sessions()


@every(timedelta(minutes=10))
def forget_expired_tries(by: Actor) -> int:
    """What limits counted, and the other entries of the shared cache, once they have expired. Returns how many."""
    shared = caches["shared"]
    assert isinstance(shared, SharedCache)
    return shared.forget_expired()
