"""The day of a visit, told to those who come to it, and told again when it is put off; told late, to those who fix it."""

from __future__ import annotations

from datetime import date

from rokhas.accounts.models import Mandate, Person
from rokhas.accounts.queries import offices_for
from rokhas.dossiers.models import Task, Visit
from rokhas.dossiers.policy import VISITORS
from rokhas.journal.events import on
from rokhas.journal.models import Event
from rokhas.kernel.actor import system
from rokhas.notices.actions import tell
from rokhas.notices.schema import Fact


@on("visit.scheduled")
def tell_of_visit(event: Event) -> None:
    """The parties are told the day of a visit; the offices that are called to it too."""
    _tell(event, "dossier.visit", {})


@on("visit.postponed")
def tell_of_postponement(event: Event) -> None:
    """Those who were told the day are told the new one, and why; nothing of a day that was replaced since."""
    visit = Visit.objects.filter(task=event.data["task"], on=event.data["day"]).first()
    if visit is not None:
        former = date.fromisoformat(event.data["former"])
        _tell(event, "dossier.visit_postponed", {"former": former, "why": visit.why})


@on("visit.unannounced")
def tell_office_of_unfixed(event: Event) -> None:
    """Those of the office that leads the visit, who may still fix it."""
    task = Task.objects.open().select_related("dossier").filter(pk=event.data["task"], visit=None).first()
    if task is None or task.office_id is None:
        return
    by, dossier = system(event.at), task.dossier
    serving = Mandate.objects.in_force(by.today()).filter(office=task.office_id, role__in=task.roles.split())
    for person in Person.objects.filter(mandates__in=serving, is_active=True).distinct().order_by("pk"):
        tell(
            person,
            "dossier.visit_unannounced",
            key=f"visit-unannounced-{task.pk}-{person.pk}",
            about=dossier,
            facts={
                "number": dossier.number or "",
                "step": {"fr": task.step.names.fr, "ar": task.step.names.ar},
                "day": date.fromisoformat(event.data["until"]),
            },
            by=by,
            url_name="dossiers:visit",
            url_args=[str(task.pk)],
        )


def _tell(event: Event, kind: str, more: dict[str, Fact]) -> None:
    open_tasks = Task.objects.open().select_related("dossier__filer", "dossier__designer")
    task = open_tasks.filter(pk=event.data["task"]).first()
    if task is None:
        return
    by, dossier = system(event.at), task.dossier
    called = offices_for(task.step.convokes, dossier.where).values()
    members = Mandate.objects.in_force(by.today()).filter(office__in=called, role__in=VISITORS)
    told = [dossier.filer, dossier.designer, *(held.person for held in members.select_related("person"))]
    for person in {person.pk: person for person in told if person}.values():
        tell(
            person,
            kind,
            key=f"visit-{task.pk}-{event.data['day']}-{person.pk}",
            about=dossier,
            facts={
                "number": dossier.number or "",
                "step": {"fr": task.step.names.fr, "ar": task.step.names.ar},
                "day": date.fromisoformat(event.data["day"]),
                **more,
            },
            by=by,
            url_name="dossiers:dossier",
            url_args=[dossier.number or ""],
        )
