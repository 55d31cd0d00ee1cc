"""What the page of a case shows of its enquiry."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from rokhas.dossiers.models import Dossier
from rokhas.dossiers.policy import is_official, prepares
from rokhas.enquiries.models import Enquiry
from rokhas.enquiries.queries import shown
from rokhas.ui.http import actor_of
from rokhas.ui.slots import Filling


def beside_case(request: HttpRequest, subject: Any) -> Filling | None:
    """The dates of the enquiry, what it came to, and once it is closed what was said, without a name. One or two queries, none
    where the procedure holds no enquiry."""
    dossier: Dossier = subject
    actor = actor_of(request)
    if not any(step.enquiry for step in dossier.procedure.steps):
        return None
    if not (prepares(actor, dossier) or is_official(actor)):
        return None
    found = shown.with_rows(Enquiry.objects.standing()).filter(dossier=dossier).order_by("pk").last()
    if found is None:
        return None
    found.dossier = found.task.dossier = dossier
    today = actor.today()
    return "enquiries/_case.html", {
        "told": shown.shown(found, today),
        "enquiry": found,
        "page": shown.paged(shown.told_after(found, actor, today), request.GET.get("said")),
        "official": is_official(actor),
    }
