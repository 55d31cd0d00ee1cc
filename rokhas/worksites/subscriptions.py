"""Who is told when works open and end."""

from __future__ import annotations

from datetime import date

from rokhas.accounts.models import Mandate, OfficeKind, Person, Role
from rokhas.accounts.queries import offices_for
from rokhas.dossiers.models import Dossier
from rokhas.journal.events import on
from rokhas.journal.models import Event
from rokhas.kernel.actor import system
from rokhas.notices.actions import tell

TOLD = (Role.LOCAL_AUTHORITY, Role.INSPECTOR)


@on("worksite.opened", "worksite.completed")
def tell_of_works(event: Event) -> None:
    """Whoever filed the permit, the local authority, and the inspectors of the commune."""
    number = event.about.removeprefix("dossiers.dossier:")
    dossier = Dossier.objects.select_related("filer", "unit").get(pk=number)
    day = event.data["begins_on" if event.kind == "worksite.opened" else "finished_on"]
    for person in [dossier.filer, *_officials(dossier, event)]:
        tell(
            person,
            event.kind,
            key=f"{event.kind}-{dossier.pk}-{person.pk}",
            about=dossier,
            facts={"number": dossier.number or "", "day": date.fromisoformat(day)},
            by=system(event.at),
            url_name="worksites:worksite",
            url_args=[dossier.number or ""],
        )


def _officials(dossier: Dossier, event: Event) -> list[Person]:
    found = offices_for([OfficeKind.LOCAL_AUTHORITY, OfficeKind.COMMUNE], dossier.where)
    held = Mandate.objects.in_force(system(event.at).today()).filter(office__in=found.values(), role__in=TOLD)
    return list(Person.objects.filter(mandates__in=held, is_active=True).distinct().order_by("pk"))
