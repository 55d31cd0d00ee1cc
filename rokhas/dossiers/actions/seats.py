"""When people change, the work stays: who comes is told what waits for them; who can name somebody, that nobody has come."""

from __future__ import annotations

from datetime import timedelta

from rokhas.accounts.models import Mandate
from rokhas.dossiers.queries import seats, wording
from rokhas.journal.duties import every
from rokhas.journal.events import act
from rokhas.kernel.actor import Actor
from rokhas.notices.actions import tell
from rokhas.notices.schema import Fact


@every(timedelta(minutes=10))
def attend_seats(by: Actor) -> int:
    """Each mandate that begins is told once what it inherits; each role left with work and nobody is told once to who can name.

    Returns how many mandates had something to tell.
    """
    return _tell_successors(by) + _tell_of_empty_seats(by)


def _tell_successors(by: Actor) -> int:
    """Whoever begins to act in a role, by succession or by delegation, is told how much waits there and that no clock stopped."""
    today, told = by.today(), 0
    for mandate in seats.taken(today):
        waiting = seats.inherited(mandate, today)
        if not waiting.total:
            continue
        told += 1
        with act():
            tell(
                mandate.person,
                "dossier.seat_taken",
                key=f"seat-taken-{mandate.pk}",
                about=mandate.office,
                facts=_facts(mandate, waiting) | {"day": mandate.starts_on, "late": waiting.late},
                by=by,
                url_name="dossiers:parapheur" if waiting.to_sign else "web:home",
            )
    return told


def _tell_of_empty_seats(by: Actor) -> int:
    """Whoever can name somebody is told of a role that nobody holds any more while steps wait for it."""
    today, told = by.today(), 0
    for mandate in seats.left(today, by.now()):
        waiting = seats.without_anyone(mandate, today)
        if not waiting.total:
            continue
        told += 1
        # A mandate that is suspended, restored and suspended again is told each time.
        since = mandate.suspended_at.isoformat() if mandate.suspended_at else str(mandate.ends_on)
        for person in seats.keepers(mandate, today):
            with act():
                tell(
                    person,
                    "dossier.seat_empty",
                    key=f"seat-empty-{mandate.pk}-{since}-{person.pk}",
                    about=mandate.office,
                    facts=_facts(mandate, waiting),
                    by=by,
                    url_name="accounts:office",
                    url_args=[mandate.office_id],
                )
    return told


def _facts(mandate: Mandate, waiting: seats.Waiting) -> dict[str, Fact]:
    role, office = wording.of_role(mandate.role), wording.of_named(mandate.office)
    return {
        "role": {"fr": role.fr, "ar": role.ar},
        "office": {"fr": office.fr, "ar": office.ar},
        "count": waiting.total,
    }
