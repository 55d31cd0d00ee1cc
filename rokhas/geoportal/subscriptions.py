"""What the geoportal hears: a permit that was cancelled stands again. Each handler may be called twice."""

from __future__ import annotations

from rokhas.dossiers.models import Dossier
from rokhas.geoportal.actions import publish
from rokhas.journal.events import on
from rokhas.journal.models import Event


@on("permit.restored")
def say_that_it_stands(event: Event) -> None:
    """It is told as before it was cancelled: its end is again the day of its delivery, which the duty has behind it."""
    dossier = Dossier.objects.get(pk=event.about.removeprefix("dossiers.dossier:"))
    if dossier.procedure.is_mapped and dossier.ended_at is not None:
        publish(dossier)
