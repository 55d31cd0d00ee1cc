"""The lock of an enquiry. What moves the dossier holds it first; what a person says holds the enquiry alone."""

from __future__ import annotations

from rokhas.dossiers.actions.turn import hold, hold_task
from rokhas.enquiries.errors import EnquiryClosed, EnquiryNotOpenYet
from rokhas.enquiries.models import Enquiry
from rokhas.kernel.actor import Actor
from rokhas.ui import formats


def hold_enquiry(pk: int) -> Enquiry:
    """Lock an enquiry until the end of the transaction, with its task and its dossier as they are now."""
    held = Enquiry.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("task__office", "task__dossier", "dossier__unit", "dossier__filer").get(pk=pk)


def hold_with_dossier(pk: int) -> Enquiry:
    """Lock the dossier of an enquiry, then the enquiry: the order of every act that holds both."""
    dossier = hold(Enquiry.objects.values_list("dossier_id", flat=True).get(pk=pk))
    enquiry = hold_enquiry(pk)
    enquiry.dossier = enquiry.task.dossier = dossier
    return enquiry


def hold_of_task(task_id: int) -> Enquiry:
    """The enquiry of a task whose dossier this transaction holds already (`hold_task`)."""
    enquiry = hold_enquiry(Enquiry.objects.values_list("pk", flat=True).get(task=task_id))
    enquiry.task = hold_task(task_id)
    enquiry.dossier = enquiry.task.dossier
    return enquiry


def require_open(enquiry: Enquiry, by: Actor) -> None:
    """It is open today: the calendar says so, whether or not the duty that closes it has run. Raises `EnquiryNotOpenYet`,
    `EnquiryClosed`."""
    if not enquiry.is_announced(by.today()):
        raise EnquiryClosed(day=formats.day(enquiry.closes_on))
    if not enquiry.is_open(by.today()):
        raise EnquiryNotOpenYet(day=formats.day(enquiry.opens_on))
