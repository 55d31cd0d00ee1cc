"""The legal maximum of a dossier: its extension, told to those who wait for the decision; its end, to those who keep it."""

from __future__ import annotations

from datetime import date

from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries import deadlines
from rokhas.dossiers.queries.extensions import foreseen
from rokhas.journal.events import on
from rokhas.journal.models import Event
from rokhas.kernel.actor import system
from rokhas.notices.actions import tell


@on("maximum.extended")
def tell_of_extension(event: Event) -> None:
    """The parties are told the new last day and its cause; the page of the dossier gives the motive."""
    dossier = Dossier.objects.select_related("filer", "designer").get(pk=event.about.rpartition(":")[2])
    foresaw = foreseen(dossier)
    cause = foresaw.cause(event.data["cause"]) if foresaw else None
    for person in {person.pk: person for person in (dossier.filer, dossier.designer) if person}.values():
        tell(
            person,
            "dossier.extended",
            key=f"extended-{dossier.pk}-{person.pk}",
            about=dossier,
            facts={
                "number": dossier.number or "",
                "day": date.fromisoformat(event.data["until"]),
                "cause": {"fr": cause.names.fr, "ar": cause.names.ar} if cause else "",
            },
            by=system(event.at),
            url_name="dossiers:dossier",
            url_args=[dossier.number or ""],
        )


@on("maximum.reminded")
def tell_of_maximum(event: Event) -> None:
    """Those who keep the dossier are told that its legal delay ends, or has; those who watch over it, that it has."""
    dossier = Dossier.objects.select_related("unit").get(pk=event.about.rpartition(":")[2])
    if dossier.is_ended:
        return
    who, days, by = event.data["told"], event.data["days"], system(event.at)
    ahead = "dossier.maximum_ahead" if days <= 0 else "dossier.maximum_passed"
    for person in deadlines.told_of_maximum(dossier, who, by.today()):
        tell(
            person,
            ahead if who == "holder" else "dossier.maximum_late",
            key=f"maximum-{dossier.pk}-{event.data['due_on']}-{who}-{days}-{person.pk}",
            about=dossier,
            facts={"number": dossier.number or "", "day": date.fromisoformat(event.data["due_on"])},
            by=by,
            url_name="dossiers:dossier",
            url_args=[dossier.number or ""],
        )
