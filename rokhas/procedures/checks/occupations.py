"""What a file says of the life of an occupation."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rokhas.procedures.schema import HolderReminder, Procedure

Found = tuple[tuple[str | int, ...], str]


def occupation_mistakes(procedure: Procedure) -> Iterator[Found]:
    """Yearly fees are among those of the procedure, what is renewed has an end, and reminders come in the order of their days."""
    occupation = procedure.occupation
    if occupation is None:
        return
    if occupation.yearly is not None:
        fees = {fee.code for fee in procedure.fees}
        for rank, code in enumerate(occupation.yearly.fees):
            if code not in fees:
                sentence = _("The procedure has no fee “%(code)s”.") % {"code": code}
                yield ("occupation", "yearly", "fees", rank), sentence
        yield from _unordered("yearly", occupation.yearly.reminders)
    if occupation.renewal is not None:
        if occupation.yearly is not None and occupation.yearly.falls == "january":
            yield (
                ("occupation", "yearly", "falls"),
                _("A year of January runs over the end of a term that is renewed: it would be paid twice."),
            )
        if procedure.validity is None:
            yield ("occupation", "renewal"), _("What has no end is not renewed: say how long it is valid.")
        if procedure.follows is not None:
            yield ("occupation", "renewal"), _("What follows another permit is not renewed by itself.")
        yield from _unordered("renewal", occupation.renewal.reminders)


def _unordered(part: str, reminders: tuple[HolderReminder, ...]) -> Iterator[Found]:
    days = [each.days for each in reminders]
    if days != sorted(days):
        yield ("occupation", part, "reminders"), _("Reminders are written in the order of their days.")
