"""Who may link a certificate to a person and change its state. Who may sign a paper is its owner's to say."""

from rokhas.accounts.models import Role
from rokhas.kernel.actor import Actor
from rokhas.signing.models import Certificate, KeyState


def may_bind_certificate(actor: Actor, certificate: Certificate) -> bool:
    """The hand-over of a key is witnessed: never by its own holder."""
    if actor.is_system:
        return True
    return (
        actor.has_role(Role.KEY_CONTACT, Role.PLATFORM_ADMINISTRATOR)
        and actor.person_id != certificate.person_id
    )


def may_change_certificate(actor: Actor, certificate: Certificate) -> bool:
    return may_bind_certificate(actor, certificate)


def may_suspend_certificate(actor: Actor, certificate: Certificate) -> bool:
    """The holder too, at once, when the key is lost."""
    return actor.person_id == certificate.person_id or may_bind_certificate(actor, certificate)


# What may follow what; expiry and revocation are final.
CHANGES: dict[str, frozenset[str]] = {
    KeyState.ACTIVE: frozenset({KeyState.SUSPENDED, KeyState.LOCKED, KeyState.REVOKED, KeyState.EXPIRED}),
    KeyState.SUSPENDED: frozenset({KeyState.ACTIVE, KeyState.LOCKED, KeyState.REVOKED, KeyState.EXPIRED}),
    KeyState.LOCKED: frozenset({KeyState.ACTIVE, KeyState.REVOKED, KeyState.EXPIRED}),
    KeyState.REVOKED: frozenset(),
    KeyState.EXPIRED: frozenset(),
}
