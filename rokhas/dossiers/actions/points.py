"""The points that offices raise: the applicant answers each, the office that raised it lifts it or keeps it, one by one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import BigIntegerField, F

from rokhas.accounts.queries import as_of_now
from rokhas.dossiers import policy
from rokhas.dossiers.actions.turn import hold, hold_open_task
from rokhas.dossiers.errors import (
    NotADraft,
    PointAlreadyLifted,
    PointNotStudied,
    PointsStillOpen,
    ReasonsRequired,
)
from rokhas.dossiers.models import (
    Conclusion,
    Dossier,
    Opinion,
    PointState,
    RaisedPoint,
    Reason,
    Task,
    Verdict,
)
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.fixed import Fixed
from rokhas.kernel.personal import seal
from rokhas.kernel.text import without_controls
from rokhas.procedures.schema import Kind
from rokhas.signing.errors import SubjectChanged

LONGEST = 2000  # characters


def answer_point(point: RaisedPoint, *, by: Actor, word: str) -> RaisedPoint:
    """The applicant says how the next version answers a point; it is told to the office with that deposit. An empty word takes
    it back. Raises `NotAllowed`, `NotADraft`, `PointAlreadyLifted`."""
    with act():
        point = _held(point)
        require(policy.may_answer_point, as_of_now(by), point)
        if not point.dossier.tasks.open().filter(kind=Kind.DECLARATION).exists():
            raise NotADraft
        word = without_controls(word).strip()[:LONGEST]
        point.draft_sealed = seal(word) if word else ""
        point.save(update_fields=["draft_sealed"])
    return point


def lift_point(point: RaisedPoint, *, by: Actor) -> RaisedPoint:
    """The office that raised a point finds it answered. Raises `PointNotStudied`, `PointAlreadyLifted`, `NotAllowed`."""
    with act():
        point = _held(point)
        hold_open_task(_studying(point).pk, by, policy.may_close_point)
        _decide([point], PointState.LIFTED, point.dossier, by)
    return point


def keep_point(point: RaisedPoint, *, by: Actor, why: str) -> RaisedPoint:
    """The office that raised a point finds that it stands, and says why. Raises as `lift_point`, and `ReasonsRequired`."""
    why = without_controls(why).strip()[:LONGEST]
    if not why:
        raise ReasonsRequired
    with act():
        point = _held(point)
        hold_open_task(_studying(point).pk, by, policy.may_close_point)
        _decide([point], PointState.KEPT, point.dossier, by, why=why)
    return point


_STANDING = Fixed(
    lambda dossier, office: RaisedPoint.objects.filter(dossier=dossier, office=office).standing(),
    dossier=BigIntegerField(),
    office=BigIntegerField(),
)
_UNTOLD = Fixed(
    lambda dossier: RaisedPoint.objects.filter(dossier=dossier, told_at=None), dossier=BigIntegerField()
)


def standing_points(task: Task) -> list[RaisedPoint]:
    """What the office of a task has raised and not lifted."""
    return _STANDING.all(dossier=task.dossier_id, office=task.office_id)


def raise_points(task: Task, reasons: Sequence[Reason], by: Actor) -> None:
    """The coded reasons of an office become points to answer; one it had raised before is kept. The dossier is held."""
    assert task.office_id is not None
    standing = {point.code: point for point in standing_points(task)}
    again, fresh = [], {}
    for reason in reasons:
        found = standing.get(reason["code"])
        if found is None:
            fresh[reason["code"]] = RaisedPoint(
                dossier=task.dossier,
                office_id=task.office_id,
                code=reason["code"],
                reason=reason,
                raised_in=task.version,
                raised_at=by.now(),
            )
        else:
            found.reason = reason
            again.append(found)
    RaisedPoint.objects.bulk_create(fresh.values())
    if fresh:
        record(
            "points.raised",
            task.dossier,
            by,
            task=task.pk,
            office=task.office_id,
            reasons=sorted(fresh),
            count=len(fresh),
        )
    _decide(again, PointState.KEPT, task.dossier, by)


def raised_by(opinion: Opinion, by: Actor) -> None:
    """An opinion is given: its reasons are raised. A favourable one names the points that its office leaves open, and why.

    Raises `PointsStillOpen`, `SubjectChanged`: what was prepared no longer names them.
    """
    if opinion.verdict != Verdict.FAVOURABLE:
        raise_points(opinion.task, opinion.reasons, by)
        return
    since = RaisedPoint.objects.filter(dossier=opinion.task.dossier_id, office=opinion.task.office_id)
    if opinion.despite and since.filter(decided_at__gt=opinion.prepared_at).exists():
        raise SubjectChanged  # the paper names points that were closed meanwhile
    left = standing_points(opinion.task)
    if left and not opinion.despite:
        raise PointsStillOpen(points=", ".join(point.code for point in left))
    _decide(left, PointState.KEPT, opinion.task.dossier, by, why=opinion.despite)


def left_open(task: Task, despite: str) -> list[Reason]:
    """The points that a favourable opinion leaves open, which say so. Raises `PointsStillOpen` when it does not say why."""
    left = standing_points(task)
    if left and not despite:
        raise PointsStillOpen(points=", ".join(point.code for point in left))
    return [point.reason for point in left]


def lift_all(task: Task, by: Actor) -> None:
    """The office of a task declares its reserves lifted: none of its points is left. The dossier is held."""
    _decide(standing_points(task), PointState.LIFTED, task.dossier, by)


def keep_all(task: Task, why: str, by: Actor) -> None:
    """The office keeps its reserves: what it has not lifted stands. The dossier is held."""
    _decide(standing_points(task), PointState.KEPT, task.dossier, by, why=why)


def close_by_conclusion(task: Task, sense: str, added: Sequence[Reason], by: Actor) -> None:
    """The secretary concludes: what the desk itself adds to the changes asked is raised too, and the applicant may now read every
    point. The dossier is held. Raises `PointsStillOpen`: the desk lifts its own before it concludes favourably."""
    if sense == Conclusion.Sense.CHANGES_ASKED:
        raise_points(task, added, by)
    elif sense == Conclusion.Sense.FAVOURABLE:
        left_open(task, "")
    _UNTOLD.update({"told_at": by.now()}, dossier=task.dossier_id)


def deposit_answers(dossier: Dossier, by: Actor) -> None:
    """A new version is deposited: what the applicant says of each point goes with it. The dossier is held."""
    said = RaisedPoint.objects.filter(dossier=dossier).standing().exclude(draft_sealed="")
    count = said.update(
        state=PointState.ANSWERED,
        word_sealed=F("draft_sealed"),
        draft_sealed="",
        answered_in=dossier.version,
        answered_at=by.now(),
    )
    if count:
        record("points.answered", dossier, by, version=dossier.version, count=count)


def _held(point: RaisedPoint) -> RaisedPoint:
    """A standing point, read once its dossier is held. Raises `PointAlreadyLifted`."""
    dossier = hold(point.dossier_id)
    held = RaisedPoint.objects.select_related("office").get(pk=point.pk)
    held.dossier = dossier
    if not held.is_standing:
        raise PointAlreadyLifted
    return held


def _studying(point: RaisedPoint) -> Task:
    """The open step in which the office of a point reads the version under study. Raises `PointNotStudied`."""
    open_tasks = point.dossier.tasks.open().filter(office=point.office_id, kind__in=policy.STUDIES)
    found = open_tasks.order_by("pk").first()
    if found is None:
        raise PointNotStudied
    return found


def _decide(
    points: Sequence[RaisedPoint], state: PointState, dossier: Dossier, by: Actor, *, why: str = ""
) -> None:
    kind = "point.lifted" if state == PointState.LIFTED else "point.kept"
    for point in points:
        point.state, point.why, point.decided_in = state, why, dossier.version
        point.decided_at, point.decided_by_id = by.now(), by.person_id
        point.save(update_fields=["reason", "state", "why", "decided_in", "decided_at", "decided_by"])
        record(kind, point, by, stream=dossier, office=point.office_id, reason=point.code)
