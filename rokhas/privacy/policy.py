"""Who may do what with requests about data. The data officer of a platform is its administrator."""

from rokhas.accounts.models import Person, Role
from rokhas.kernel.actor import Actor
from rokhas.privacy.models import DataRequest


def may_ask(actor: Actor, person: Person) -> bool:
    """Each for oneself: asking also exports one's own data."""
    return actor.person_id is not None and actor.person_id == person.pk


def is_data_officer(actor: Actor) -> bool:
    return actor.has_role(Role.PLATFORM_ADMINISTRATOR)


def may_answer(actor: Actor, request: DataRequest) -> bool:
    """Nobody answers their own request."""
    return is_data_officer(actor) and request.person_id != actor.person_id
