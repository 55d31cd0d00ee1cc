"""What the worker does with sessions."""

from datetime import timedelta

from django.contrib.sessions.models import Session

from rokhas.accounts.providers import doors
from rokhas.journal.duties import every
from rokhas.kernel.actor import Actor


@every(timedelta(hours=6))
def clear_ended_sessions(by: Actor) -> None:
    """Sessions whose cookie has expired: nobody can come back to them."""
    Session.objects.filter(expire_date__lt=by.now()).delete()
    doors.forget_ended_sessions()
