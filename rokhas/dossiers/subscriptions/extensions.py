"""The extension of a legal maximum, told to those who wait for the decision."""

from __future__ import annotations

from datetime import date

from rokhas.dossiers.models import Dossier
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
