"""What a running occupation of the public domain still asks of its holder, in words, for the public sheet of its procedure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rokhas.accounts.models import OfficeKind
from rokhas.procedures.schema import HolderReminder, Law, Procedure
from rokhas.web.queries.wording import Said, doubt, of_law


@dataclass(frozen=True)
class Rule:
    """A rule of the occupation: its name, what it says, its text of law."""

    name: str
    said: tuple[str, ...]
    law: Said


def occupation_rules(procedure: Procedure, language: str) -> tuple[Rule, ...]:
    """The years to pay, the renewal and the end that its file knows; empty where what is granted does not run. No query."""
    return tuple(_rules(procedure, language))


def _rules(procedure: Procedure, language: str) -> Iterator[Rule]:
    occupation = procedure.occupation
    if occupation is None:
        return
    if yearly := occupation.yearly:
        said = [
            {
                "anniversary": _(
                    "Due for each further year of the term, whole, on the anniversary of its first day."
                ),
                "january": _("Due for each further year, whole, on the first of January."),
            }[yearly.falls],
            _("Asked %(before)s before the year begins, to be paid within %(within)s of its beginning.")
            % {"before": _days(yearly.asked_before), "within": _days(yearly.pay_within)},
            *_reminded(yearly.reminders),
            _("Unpaid, it withdraws nothing by itself: the office in charge is told after %(days)s.")
            % {"days": _days(yearly.overdue_after)},
        ]
        yield Rule(_("Yearly fees"), tuple(said), _law(yearly.law))
    if renewal := occupation.renewal:
        said = [
            _(
                "Asked on line from %(days)s before the last day of the term until that day; the new term follows the old one."
            )
            % {"days": _days(renewal.opens_before)},
            *_reminded(renewal.reminders),
        ]
        yield Rule(_("Renewal"), tuple(said), _law(renewal.law))
    if cessation := occupation.cessation:
        said = [
            _("Its holder declares its last day on line and undertakes: %(words)s")
            % {"words": cessation.undertaking.in_(language)},
            _("The first of these that is open there sees the place: %(offices)s.")
            % {"offices": _(", ").join(str(OfficeKind(kind).label) for kind in cessation.by)},
        ]
        yield Rule(_("End of the occupation"), tuple(said), _law(cessation.law))


def _days(number: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}


def _reminded(reminders: Sequence[HolderReminder]) -> Iterator[str]:
    """The holder is reminded before the last day, then after it."""
    before = [_days(-each.days) for each in reminders if each.days < 0]
    after = [_days(each.days) for each in reminders if each.days > 0]
    if before:
        yield _("You are reminded before the last day: %(days)s before.") % {"days": _(", ").join(before)}
    if after:
        yield _("You are reminded after the last day: %(days)s after.") % {"days": _(", ").join(after)}


def _law(law: Law) -> Said:
    return Said("", of_law(law), doubt(law.certainty))
