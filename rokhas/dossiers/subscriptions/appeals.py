"""What an appeal contests is gone: whoever filed it is told; and how anyone is told of an appeal."""

from __future__ import annotations

from rokhas.accounts.models import Person
from rokhas.dossiers.models import Appeal
from rokhas.journal.events import on
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, system
from rokhas.notices.actions import tell


@on("appeal.without_object")
def tell_of_lost_object(event: Event) -> None:
    """Whoever filed it learns that the decision stands no more."""
    related = ("dossier__unit", "dossier__procedure_version", "filed_by")
    appeal = Appeal.objects.select_related(*related).get(receipt=event.data["paper"])
    tell_of_appeal(appeal.filed_by, "dossier.appeal_without_object", appeal, by=system(event.at))


def tell_of_appeal(person: Person, kind: str, appeal: Appeal, *, by: Actor) -> None:
    number, names = appeal.dossier.number or "", appeal.asked.names
    tell(
        person,
        kind,
        key=f"{kind}-{appeal.pk}-{person.pk}",
        about=appeal.dossier,
        facts={"number": number, "day": appeal.due_on, "appeal": {"fr": names.fr, "ar": names.ar}},
        by=by,
        url_name="dossiers:appeals",
        url_args=[number],
    )
