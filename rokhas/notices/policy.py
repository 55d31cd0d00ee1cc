"""Who may do what with a notice."""

from rokhas.kernel.actor import Actor
from rokhas.notices.models import Notice, Preference


def may_read_notice(actor: Actor, notice: Notice) -> bool:
    return actor.person_id == notice.person_id


def may_choose_channels(actor: Actor, preference: Preference) -> bool:
    return actor.person_id == preference.person_id
