"""The day of a visit, told to those who come to it."""

from __future__ import annotations

from datetime import date

from rokhas.accounts.models import Mandate, Role
from rokhas.accounts.queries import offices_for
from rokhas.dossiers.models import Task
from rokhas.journal.events import on
from rokhas.journal.models import Event
from rokhas.kernel.actor import system
from rokhas.notices.actions import tell


@on("visit.scheduled")
def tell_of_visit(event: Event) -> None:
    """The parties are told the day of a visit; the offices that are called to it too."""
    open_tasks = Task.objects.open().select_related("dossier__filer", "dossier__designer")
    task = open_tasks.filter(pk=event.data["task"]).first()
    if task is None:
        return
    by, dossier = system(event.at), task.dossier
    called = offices_for(task.step.convokes, dossier.where).values()
    members = Mandate.objects.in_force(by.today()).filter(office__in=called, role=Role.COMMISSION_MEMBER)
    told = [dossier.filer, dossier.designer, *(held.person for held in members.select_related("person"))]
    for person in {person.pk: person for person in told if person}.values():
        tell(
            person,
            "dossier.visit",
            key=f"visit-{task.pk}-{event.data['day']}-{person.pk}",
            about=dossier,
            facts={
                "number": dossier.number or "",
                "step": {"fr": task.step.names.fr, "ar": task.step.names.ar},
                "day": date.fromisoformat(event.data["day"]),
            },
            by=by,
            url_name="dossiers:dossier",
            url_args=[dossier.number or ""],
        )
