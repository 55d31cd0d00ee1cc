"""Many dossiers at one point of their life, written as rows: one is played for real, the others are its copies."""

from __future__ import annotations

from django.db import transaction

from rokhas.dossiers.models import (
    Check,
    Dossier,
    DossierVersion,
    OfficialPaper,
    Opinion,
    PaperKind,
    Piece,
    Task,
    Verdict,
)
from rokhas.kernel.references import TRACKING_LENGTH, random_code
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene


@transaction.atomic
def waiting_for_two_opinions(scene: Scene, count: int) -> list[tuple[Task, Task]]:
    """Dossiers of a large project whose first member has answered and whose two last opinions are prepared.

    Returns, by dossier, the tasks of the commune and of the urban agency.
    """
    scene.deposited().admit().dispatch()
    model, now = scene.dossier, scene.actor("secretary").now()
    copies = _dossiers(model, count, lodged=True)
    DossierVersion.objects.bulk_create(
        DossierVersion(
            dossier=copy, number=1, answers=copy.answers, class_code=copy.class_code, lodged_at=now
        )
        for copy in copies
    )
    played = list(model.tasks.order_by("pk"))
    rows = Task.objects.bulk_create(_task_of(copy, task) for copy in copies for task in played)
    tasks = [rows[place : place + len(played)] for place in range(0, len(rows), len(played))]
    checked = [task for line in tasks for task in line if task.kind == Kind.CHECK]
    Check.objects.bulk_create(Check(task=task, findings=[]) for task in checked)
    opinions = [{task.office_id: task for task in line if task.kind == Kind.OPINION} for line in tasks]
    Opinion.objects.bulk_create(
        Opinion(task=task, verdict=Verdict.FAVOURABLE, prepared_at=now)
        for line in opinions
        for task in line.values()
    )
    given = [line[scene.cast.offices["prefecture"].pk].pk for line in opinions]
    Task.objects.filter(pk__in=given).update(outcome=Verdict.FAVOURABLE, closed_at=now)
    Opinion.objects.filter(task__in=given).update(given_at=now)
    commune, agency = (scene.cast.offices[kind].pk for kind in ("commune", "urban_agency"))
    return [(line[commune], line[agency]) for line in opinions]


@transaction.atomic
def ready_to_lodge(scene: Scene, count: int) -> list[Dossier]:
    """Complete drafts, the list of their plans signed."""
    scene.draft().give_pieces().sign_plans()
    model = scene.dossier
    model.refresh_from_db()
    copies = _dossiers(model, count, lodged=False)
    pieces = list(model.pieces.all())
    Piece.objects.bulk_create(
        Piece(
            dossier=copy,
            code=piece.code,
            document_id=piece.document_id,
            since=1,
            added_at=piece.added_at,
            added_by_id=piece.added_by_id,
        )
        for copy in copies
        for piece in pieces
    )
    signed = model.papers.get(kind=PaperKind.MANIFEST)
    OfficialPaper.objects.bulk_create(
        OfficialPaper(
            dossier=copy,
            kind=PaperKind.MANIFEST,
            version=1,
            content=signed.content,
            drafted_at=signed.drafted_at,
            issued_at=signed.issued_at,
        )
        for copy in copies
    )
    return copies


def _dossiers(model: Dossier, count: int, *, lodged: bool) -> list[Dossier]:
    return Dossier.objects.bulk_create(
        Dossier(
            procedure_version_id=model.procedure_version_id,
            number=f"COPY-{number:05d}" if lodged else None,
            tracking_code=random_code(TRACKING_LENGTH) if lodged else None,
            unit_id=model.unit_id,
            desk_id=model.desk_id,
            filer_id=model.filer_id,
            designer_id=model.designer_id,
            answers=model.answers,
            class_code=model.class_code,
            opened_at=model.opened_at,
            touched_at=model.touched_at,
            lodged_at=model.lodged_at,
        )
        for number in range(count)
    )


def _task_of(copy: Dossier, task: Task) -> Task:
    return Task(
        dossier=copy,
        version=task.version,
        step_code=task.step_code,
        kind=task.kind,
        office_id=task.office_id,
        roles=task.roles,
        opened_at=task.opened_at,
        starts_on=task.starts_on,
        due_on=task.due_on,
        outcome=task.outcome,
        closed_at=task.closed_at,
    )
