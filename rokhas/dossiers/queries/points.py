"""The points of a dossier as each reader may know them: what is asked, what was answered, what the office made of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from rokhas.dossiers import policy
from rokhas.dossiers.models import PointState, RaisedPoint, Task
from rokhas.dossiers.models.points import RaisedPointQuerySet
from rokhas.dossiers.queries import wording
from rokhas.dossiers.workflow import facts
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import Kind

STATUS = {
    PointState.OPEN: "waiting",
    PointState.ANSWERED: "in_progress",
    PointState.KEPT: "reserves",
    PointState.LIFTED: "done",
}


@dataclass(frozen=True)
class PointLine:
    """One point for one reader. `why` is empty and `state` is not told while the office's reading of a version is not."""

    point: RaisedPoint
    state: PointState
    text: str
    why: str
    may_answer: bool
    may_close: bool

    @property
    def status(self) -> str:
        return STATUS[self.state]

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def article(self) -> str:
        return wording.citation(self.point.reason["article"])

    @property
    def is_sourced(self) -> bool:
        return self.point.reason["certainty"] in {"sourced", "cited"}

    @property
    def is_standing(self) -> bool:
        return self.state != PointState.LIFTED


def points_of(
    given: facts.Case, actor: Actor, *, opinions: bool, office: int | None = None
) -> list[PointLine]:
    """The points of a dossier that the reader may know, those that stand first; of one `office` when it is given. One query.

    `opinions`: whether the reader sees what the members answer on the version under study (`sight.sees_opinions`).
    """
    rows: RaisedPointQuerySet = RaisedPoint.objects.filter(dossier=given.dossier)
    if office is not None:
        rows = rows.filter(office=office)
    if not opinions:
        rows = rows.exclude(told_at=None)
    answering = any(task.is_open and task.kind == Kind.DECLARATION for task in given.tasks)
    lines = []
    for point in rows.select_related("office"):
        point.dossier = given.dossier
        state, why = _known(point, opinions=opinions)
        lines.append(
            PointLine(
                point=point,
                state=state,
                text=point.reason["text_ar" if get_language() == "ar" else "text_fr"],
                why=why,
                may_answer=answering and policy.may_answer_point(actor, point),
                may_close=point.is_standing
                and any(policy.may_close_point(actor, task) for task in _studying(given, point)),
            )
        )
    return sorted(lines, key=lambda line: (not line.is_standing, line.point.pk))


def _known(point: RaisedPoint, *, opinions: bool) -> tuple[PointState, str]:
    """What the reader may know of its state: how an office reads a version is told with the conclusion on it."""
    if opinions or point.decided_in is None or point.decided_in < point.dossier.version:
        return PointState(point.state), point.why
    answered = point.answered_in is not None
    return (PointState.ANSWERED if answered else PointState.OPEN), ""


def _studying(given: facts.Case, point: RaisedPoint) -> list[Task]:
    return [
        task
        for task in given.tasks
        if task.is_open and task.office_id == point.office_id and task.is_kind in policy.STUDIES
    ]
