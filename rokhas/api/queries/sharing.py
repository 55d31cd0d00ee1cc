"""What is said of how an office shares its work."""

from __future__ import annotations

from collections.abc import Sequence

from rokhas.accounts.models import Person
from rokhas.api.queries.correspondence import office
from rokhas.api.schema.sharing import AbsenceSaid, OverseenLine, PersonSaid, ViewSaid
from rokhas.kernel.actor import Actor
from rokhas.work.models import Absence, SavedView
from rokhas.work.queries.lists import DossierRow


def person(found: Person) -> PersonSaid:
    return PersonSaid(id=found.pk, name=found.name)


def overseen(rows: Sequence[DossierRow]) -> list[OverseenLine]:
    return [
        OverseenLine(
            id=row.dossier.pk,
            number=row.dossier.number or "",
            procedure=row.dossier.procedure.code,
            title=row.title,
            applicant=row.applicant,
            commune=row.dossier.unit_id or "",
            status=row.status,
            held_by=list(row.held_by),
            with_applicant=row.with_applicant,
            due_on=row.due_on,
            lodged_at=row.dossier.lodged_at,
            ended_at=row.dossier.ended_at,
        )
        for row in rows
    ]


def view(found: SavedView, actor: Actor) -> ViewSaid:
    return ViewSaid(
        id=found.pk,
        name=found.name,
        query=found.query,
        office=office(found.office) if found.office else None,
        mine=found.person_id == actor.person_id,
        kept_at=found.kept_at,
    )


def absence(found: Absence) -> AbsenceSaid:
    return AbsenceSaid(
        id=found.pk,
        person=person(found.person),
        office=office(found.office),
        substitute=person(found.substitute),
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        cancelled_at=found.cancelled_at,
    )
