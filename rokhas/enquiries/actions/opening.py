"""The office opens the enquiry: its days are counted by the calendar, its notice is frozen and made public."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rokhas.documents.actions import render, store
from rokhas.documents.schema import Both
from rokhas.dossiers.actions.papers import PDF, attach_file, file_name
from rokhas.dossiers.actions.turn import HeldTask, hold_open_task
from rokhas.dossiers.models import Dossier, OfficialPaper, PaperKind, Task
from rokhas.dossiers.queries import wording
from rokhas.dossiers.queries.deposited import as_deposited
from rokhas.dossiers.workflow.clocks import calendar_around, place_of
from rokhas.enquiries import policy
from rokhas.enquiries.errors import EnquiryAlreadyOpen, FirstDayNotOffered
from rokhas.enquiries.models import Enquiry
from rokhas.enquiries.queries.papers import notice_of
from rokhas.journal.events import act, record
from rokhas.kernel.actor import Actor, system
from rokhas.ui import formats

# The farthest first day that an office may announce.
FARTHEST = timedelta(days=30)


def open_enquiry(task: Task, *, by: Actor, opens_on: date) -> Enquiry:
    """Open the enquiry of a step from a working day on, for as long as the file says; what the notice tells is frozen.

    Raises `EnquiryAlreadyOpen`, `FirstDayNotOffered`, `NotAllowed`, `TaskAlreadyClosed`.
    """
    with act():
        held = hold_open_task(task.pk, by, policy.may_open_enquiry)
        if Enquiry.objects.filter(task=held).exists():
            raise EnquiryAlreadyOpen
        calendar = calendar_around(opens_on, place_of(held.dossier, held.office))
        last = by.today() + FARTHEST
        if not by.today() <= opens_on <= last or not calendar.is_working(opens_on):
            raise FirstDayNotOffered(last=formats.day(last))
        as_deposited([held.dossier])
        made = Enquiry.objects.create(
            dossier=held.dossier,
            task=held,
            announced=_announced(held),
            opened_at=by.now(),
            opened_by_id=by.person_pk,
            opens_on=opens_on,
            closes_on=last_day(held, opens_on),
        )
        OfficialPaper.objects.create(
            dossier=held.dossier,
            task=held,
            kind=PaperKind.NOTICE,
            version=held.version,
            drafted_at=by.now(),
            issued_at=by.now(),
        )
        record(
            "enquiry.opened",
            held.dossier,
            by,
            task=held.pk,
            office=held.office_id,
            until=made.closes_on.isoformat(),
        )
    return made


def last_day(task: Task, opens_on: date) -> date:
    """The last day of an enquiry that begins on a day, by the calendar of its office as it is known now."""
    terms = task.step.enquiry
    assert terms is not None
    calendar = calendar_around(opens_on, place_of(task.dossier, task.office))
    return calendar.add(opens_on, terms.lasts.quantity, terms.lasts.unit)


def issue_notice(paper: OfficialPaper, *, by: Actor) -> OfficialPaper:
    """Print the notice to be posted at the commune. Printing twice gives the same one. Not inside a transaction."""
    if paper.document_id:
        return paper
    enquiry = Enquiry.objects.select_related("task__office", "dossier__unit").get(task=paper.task_id)
    enquiry.dossier = enquiry.task.dossier = paper.dossier
    pdf = render(notice_of(enquiry, paper), specimen=False)
    document = store(pdf, name=file_name(paper), media_type=PDF, by=system(by.at))
    return attach_file(paper, document, by=system(by.at))


def _announced(task: HeldTask) -> dict[str, Any]:
    """What the public is told: the activity, its class, the place; the petitioner only where a text requires it."""
    dossier, terms = task.dossier, task.step.enquiry
    assert terms is not None
    classes = {each.code: each.names for each in dossier.procedure.classes}
    named = classes.get(dossier.class_code)
    return {
        "activity": _said(wording.chosen(dossier, "activity") or wording.meant(dossier, "project")),
        "class_name": _said(wording.of_wording(named)) if named else None,
        "situation": _said(wording.meant(dossier, "situation")),
        "petitioner": _said(wording.meant(dossier, "beneficiary")) if terms.names_petitioner else None,
        "point": _point(dossier),
    }


def _said(text: Both) -> dict[str, str]:
    return {"fr": text.fr, "ar": text.ar}


def _point(dossier: Dossier) -> list[float] | None:
    """Where the place is, when the applicant placed it: `[lon, lat]`, in degrees."""
    field = next((field for field in dossier.procedure.fields if field.type == "parcel"), None)
    given = dossier.answers.get(field.code) if field else None
    return [given["lon"], given["lat"]] if given else None
