"""Who may give and take rights."""

from rokhas.accounts.models import Mandate, Person, Role
from rokhas.kernel.actor import Actor


def may_give_mandate(actor: Actor, mandate: Mandate) -> bool:
    """An office's manager nominates its own people; a platform administrator installs the managers. Nobody nominates oneself."""
    return actor.person_id != mandate.person_id and may_end_mandate(actor, mandate)


def may_end_mandate(actor: Actor, mandate: Mandate) -> bool:
    """Whoever nominates to an office may also put an end to it, their own mandate included."""
    if mandate.role == Role.PLATFORM_ADMINISTRATOR:
        return actor.has_role(Role.PLATFORM_ADMINISTRATOR)
    return actor.has_role(Role.PLATFORM_ADMINISTRATOR) or actor.holds(Role.OFFICE_MANAGER, mandate.office_id)


def may_delegate(actor: Actor, mandate: Mandate) -> bool:
    """Only the holder delegates, and a delegate does not delegate again."""
    return (
        actor.person_id == mandate.person_id
        and not mandate.is_delegated
        and actor.holds(mandate.role, mandate.office_id)
    )


def may_keep_profile(actor: Actor, person: Person) -> bool:
    """Nobody corrects the account of another."""
    return actor.person_id == person.pk
