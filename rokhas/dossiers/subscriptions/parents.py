"""A permit is cancelled, or stands again: those who ask for something after it, and those who study what they ask, are told."""

from __future__ import annotations

from rokhas.accounts.models import Person
from rokhas.dossiers.actions.limits import keep_parent_in_force
from rokhas.dossiers.actions.parents import note_cancelled_parent, note_restored_parent
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries import deadlines
from rokhas.journal.events import on
from rokhas.journal.models import Event
from rokhas.kernel.actor import system
from rokhas.notices.actions import tell

DOSSIER = "dossiers.dossier:"


@on("permit.cancelled")
def note_in_requests(event: Event) -> None:
    """Every request under way that comes after the permit bears it."""
    note_cancelled_parent(_dossier(event), by=system(event.at))


@on("permit.restored")
def note_again_in_requests(event: Event) -> None:
    """Those that bear its cancellation bear that it was quashed."""
    note_restored_parent(_dossier(event), by=system(event.at))


@on("dossier.ended")
def keep_what_it_came_after(event: Event) -> None:
    """What was granted may show what keeps the permit before it in force."""
    keep_parent_in_force(_dossier(event), by=system(event.at))


@on("parent.cancelled", "parent.restored")
def tell_of_parent(event: Event) -> None:
    """The parties, and whoever holds a step that waits; of a request that ended meanwhile, its parties alone."""
    dossier, by = _dossier(event), system(event.at)
    parties = [each for each in (dossier.filer, dossier.designer) if each]
    kind = event.kind.replace("parent.", "dossier.parent_")
    told: dict[int, tuple[Person, str]] = {each.pk: (each, kind) for each in parties}
    for task in dossier.tasks.open().exclude(office=None).select_related("office"):
        task.dossier = dossier
        for person in deadlines.told(task, "holder", by.today()):
            told.setdefault(person.pk, (person, f"{kind}_office"))
    for person, code in told.values():
        tell(
            person,
            code,
            key=f"{code}-{event.pk}-{person.pk}",
            about=dossier,
            facts={"number": dossier.number or "", "parent": event.data["parent"]},
            by=by,
            url_name="dossiers:dossier",
            url_args=[dossier.number or ""],
        )


def _dossier(event: Event) -> Dossier:
    described = Dossier.objects.select_related("unit", "filer", "designer")
    return described.get(pk=event.about.removeprefix(DOSSIER))
