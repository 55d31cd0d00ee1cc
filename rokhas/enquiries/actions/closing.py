"""The last day of an enquiry passes: it is closed by itself, and what moves that day moves it."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from rokhas.dossiers.workflow.engine import start_delay
from rokhas.enquiries.actions.holding import hold_with_dossier
from rokhas.enquiries.actions.opening import last_day
from rokhas.enquiries.models import Enquiry
from rokhas.journal.duties import every
from rokhas.journal.events import act, record
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.errors import Refused

log = logging.getLogger(__name__)
# A last day moves to the next working day: a decision about a day moves it only if it falls near it, or among those counted.
NEAR = timedelta(days=15)


@every(timedelta(minutes=10))
def attend_enquiries(by: Actor) -> int:
    """Close the enquiries whose last day is behind. Returns how many."""
    done = 0
    for pk in list(Enquiry.objects.over(by.today()).order_by("closes_on", "pk").values_list("pk", flat=True)):
        try:
            done += close_enquiry(pk, by=by)
        except Refused as refusal:  # one enquiry that cannot move must not hide the others
            log.error("enquiry %s could not be closed: %s", pk, refusal)
    return done


def close_enquiry(pk: int, *, by: Actor) -> bool:
    """One enquiry whose last day is behind, counted again by the calendar known now; whether it was closed. Once."""
    with act():
        enquiry = hold_with_dossier(pk)
        if enquiry.closed_at is not None or by.today() <= enquiry.closes_on:
            return False
        if enquiry.task.superseded_at is not None:
            return False  # the request was withdrawn, or its step asked again: nobody reports on this one
        enquiry.closed_at = by.now()
        enquiry.save(update_fields=["closed_at"])
        _start_report(enquiry)
        record(
            "enquiry.closed",
            enquiry.dossier,
            system(by.at),
            task=enquiry.task_id,
            count=enquiry.last_number,
        )
    return True


def _start_report(enquiry: Enquiry) -> None:
    """The delay of the report runs from the last day of the enquiry, however late the duty finds it behind."""
    start_delay(enquiry.task, enquiry.closes_on)
    enquiry.task.save(update_fields=["starts_on", "due_on", "reminded", "remind_on"])


def recount_enquiries(day: date, *, by: Actor) -> int:
    """A day was closed or opened: the last day of an enquiry under way that is counted across it is counted again, and never
    falls before today. Returns how many moved."""
    about = Enquiry.objects.standing().filter(closed_at=None, opens_on__lte=day, closes_on__gte=day - NEAR)
    moved = 0
    for pk in list(about.order_by("pk").values_list("pk", flat=True)):
        with act():
            enquiry = hold_with_dossier(pk)
            if enquiry.closed_at is not None or enquiry.task.superseded_at is not None:
                continue
            was, counted = enquiry.closes_on, last_day(enquiry.task, enquiry.opens_on)
            until = max(counted, min(was, by.today()))
            if until == was:
                continue
            enquiry.closes_on = until
            enquiry.save(update_fields=["closes_on"])
            record(
                "enquiry.moved",
                enquiry.dossier,
                system(by.at),
                task=enquiry.task_id,
                was=was.isoformat(),
                until=until.isoformat(),
                changed=day.isoformat(),
            )
            moved += 1
    return moved
