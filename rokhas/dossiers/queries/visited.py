"""What the minutes of a commission print of its visit."""

from __future__ import annotations

from collections.abc import Iterator

from rokhas.documents.schema import Both, Observed, Photographed, VisitedPoint, VisitReport
from rokhas.dossiers.models import Visit, VisitPhoto
from rokhas.dossiers.queries import wording
from rokhas.dossiers.queries.visits import Finding, finding_of
from rokhas.dossiers.workflow import facts
from rokhas.procedures.schema import Kind


def visit_report(case: facts.Case) -> VisitReport | None:
    """The visit of the version under study, once reported; None where there is none. Four queries at most."""
    task = next((task for task in case.tasks if task.is_kind is Kind.VISIT), None)
    visit = Visit.objects.filter(task=task).exclude(reported_at=None).first() if task else None
    if visit is None or task is None:
        return None
    visit.task = task
    found = finding_of(visit)
    return VisitReport(
        on=visit.on,
        former_on=visit.former_on,
        why=visit.why,
        present=tuple(wording.of_named(office) for office in found.present),
        absent=tuple(wording.of_named(office) for office in found.absent),
        points=tuple(
            VisitedPoint(name=wording.of_wording(point.names), state=point.state, note=point.note)  # type: ignore[arg-type]
            for point in found.points
        ),
        remarks=visit.remarks,
        observed=tuple(_observed(case)),
        photos=(
            *(each for point in found.points for each in _photographed(point)),
            *(_photo(photo, Both()) for photo in found.photos),
        ),
    )


def _observed(case: facts.Case) -> Iterator[Observed]:
    """Members who wrote something; a favourable opinion without words is in the list of opinions."""
    for opinion in case.opinions:
        if opinion.task.office and (opinion.reasons or opinion.remarks):
            yield Observed(
                office=wording.of_named(opinion.task.office),
                reasons=tuple(each.text for each in wording.reasons(case.dossier, opinion.reasons)),
                remarks=opinion.remarks,
            )


def _photographed(point: Finding) -> Iterator[Photographed]:
    return (_photo(photo, wording.of_wording(point.names)) for photo in point.photos)


def _photo(photo: VisitPhoto, point: Both) -> Photographed:
    return Photographed(
        name=photo.document.name,
        office=wording.of_named(photo.office),
        point=point,
        sha256=photo.document.sha256,
    )
