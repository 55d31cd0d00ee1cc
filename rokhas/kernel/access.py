"""The one gate in front of every act."""

from collections.abc import Callable
from typing import TypeVar

from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.kernel.logs import security

Subject = TypeVar("Subject")


def require(rule: Callable[[Actor, Subject], bool], actor: Actor, subject: Subject) -> None:
    """Raise `NotAllowed` unless the policy `rule` says yes."""
    if not rule(actor, subject):
        security.warning("refused: person %s, %s", actor.person_id, getattr(rule, "__name__", "a rule"))
        raise NotAllowed
