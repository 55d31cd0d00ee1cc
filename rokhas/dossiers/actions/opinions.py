"""A consulted office studies, prepares its opinion, and gives it by signing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import BigIntegerField, QuerySet

from rokhas.dossiers import policy, workflow
from rokhas.dossiers.actions import points
from rokhas.dossiers.actions.papers import draft_paper
from rokhas.dossiers.actions.turn import HeldTask, close, hold_open_task, signed_turn, turn
from rokhas.dossiers.errors import (
    DraftChanged,
    OpinionNotPrepared,
    ReasonsRequired,
    ReasonUnknown,
    VerdictOfTheClock,
)
from rokhas.dossiers.models import (
    OfficialPaper,
    Opinion,
    OpinionDraft,
    Outcome,
    PaperKind,
    Reason,
    Task,
    Verdict,
)
from rokhas.journal.events import act, record
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.fixed import Fixed
from rokhas.kernel.rows import written_once
from rokhas.kernel.text import without_controls
from rokhas.procedures.queries import fill
from rokhas.procedures.queries import reasons_for as catalogue
from rokhas.procedures.schema import CITED, CodedReason, ReasonKind

# Which coded reasons go with which verdict (shared catalogue's kinds).
KINDS: dict[str, frozenset[ReasonKind]] = {
    Verdict.RESERVED: frozenset({"reserve"}),
    Verdict.TO_MODIFY: frozenset({"modification", "reserve"}),
    Verdict.UNFAVOURABLE: frozenset({"unfavourable", "modification"}),
}
REMARKS: frozenset[ReasonKind] = frozenset({"reserve", "modification"})


def keep_draft(task: Task, *, by: Actor, content: Mapping[str, list[str]], seen: str = "") -> OpinionDraft:
    """Keep what is typed of an opinion, whatever it lacks. `seen` is the `saved_at` (ISO) of the draft that the page shows.

    Raises `DraftChanged` when a colleague has saved another one since.
    """
    with act():
        task = hold_open_task(task.pk, by, policy.may_issue_opinion)
        kept = OpinionDraft.objects.filter(task=task).first()
        if kept and kept.saved_by_id != by.person_id and kept.saved_at.isoformat() != seen:
            raise DraftChanged
        draft, _ = OpinionDraft.objects.update_or_create(
            task=task,
            defaults={"content": dict(content), "saved_at": by.now(), "saved_by_id": by.person_pk},
        )
    return draft


def prepare_opinion(
    task: Task,
    *,
    by: Actor,
    verdict: Verdict,
    reasons: Sequence[Mapping[str, object]] = (),
    checklist: Mapping[str, str] | None = None,
    remarks: str = "",
    despite: str = "",
) -> Opinion:
    """Keep an opinion that is not given yet; the member may come back to it, then sign it.

    `reasons` are `{"code", "values": {placeholder: text}}` of the office's own catalogue. A favourable opinion names the points
    of the office that it leaves open, and says why (`despite`). Raises `VerdictOfTheClock`, `ReasonsRequired`, `ReasonUnknown`,
    `PointsStillOpen`.
    """
    if verdict not in Verdict.chosen_by_people():
        raise VerdictOfTheClock
    if verdict is not Verdict.FAVOURABLE and not reasons:
        raise ReasonsRequired
    with act():
        task = hold_open_task(task.pk, by, policy.may_issue_opinion)
        assert task.office is not None
        despite = without_controls(despite).strip() if verdict is Verdict.FAVOURABLE else ""
        worded = word_reasons(reasons, task, KINDS.get(verdict, REMARKS))
        left = points.left_open(task, despite) if verdict is Verdict.FAVOURABLE else []
        worded += [reason for reason in left if reason["code"] not in {each["code"] for each in worded}]
        said: dict[str, Any] = {
            "verdict": verdict,
            "reasons": worded,
            "checklist": dict(checklist or {}),
            "remarks": remarks,
            "despite": despite if left else "",
            "prepared_at": by.now(),
        }
        opinion, is_new = written_once(Opinion(task=task, **said), task=task)
        if not is_new:
            for name, value in said.items():
                setattr(opinion, name, value)
            opinion.save(update_fields=said)
        draft_paper(task, PaperKind.OPINION, by)
    return opinion


def issue_opinion(task: HeldTask, *, by: Actor) -> None:
    """The opinion is signed: it is given, and never changes again. When the last office has answered, the next steps open.

    Its reasons become points that the applicant answers. Called when the signature is accepted, in its transaction. Raises
    `OpinionNotPrepared`, `PointsStillOpen`.
    """
    with signed_turn(task, by, policy.may_issue_opinion):
        opinion = prepared_opinion(task)
        if opinion is None:
            raise OpinionNotPrepared
        opinion.given_at, opinion.holds_for, opinion.task = by.now(), task.version, task
        opinion.save(update_fields=["given_at", "holds_for"])
        _PAPERS.update({"issued_at": by.now()}, task=task.pk)
        points.raised_by(opinion, by)
        close(task, opinion.verdict, by)
        record(
            "opinion.issued", task.dossier, by, task=task.pk, office=task.office_id, verdict=opinion.verdict
        )


_PAPERS = Fixed(
    lambda task: OfficialPaper.objects.filter(task=task, kind=PaperKind.OPINION), task=BigIntegerField()
)


def prepared_opinion(task: HeldTask) -> Opinion | None:
    """What the office has prepared so far, read with the task."""
    return getattr(task, "opinion", None)


def lift_reserves(task: Task, *, by: Actor) -> Task:
    """An office reads the answer to the reserves: those it gave are lifted, and its opinion holds for the new version
    (RGC art. 38). What was left of its points is lifted."""
    with turn(task, by, policy.may_lift_reserves) as task:
        given = _opinion_of(task)
        given.filter(verdict=Verdict.RESERVED, lifted_at=None).update(lifted_at=by.now())
        given.update(holds_for=task.dossier.version)
        points.lift_all(task, by)
        close(task, Outcome.LIFTED, by)
        record("reserves.lifted", task.dossier, by, task=task.pk, office=task.office_id)
    return task


def keep_reserves(task: Task, *, by: Actor, why: str) -> Task:
    """The answer does not lift the reserves: the designer is asked again, and told why. Raises `ReasonsRequired`."""
    why = without_controls(why).strip()
    if not why:
        raise ReasonsRequired
    with turn(task, by, policy.may_lift_reserves) as task:
        answered = next(code for code in task.step.after if not task.dossier.procedure.step(code).by)
        _opinion_of(task).update(standing=why)
        points.keep_all(task, why, by)
        close(task, Outcome.STANDING, by)
        workflow.supersede(task.dossier, answered, by)
        record("reserves.kept", task.dossier, by, task=task.pk, office=task.office_id)
    return task


def _opinion_of(task: Task) -> QuerySet[Opinion]:
    """The opinion in force of the task's own office."""
    assert task.office_id is not None
    return Opinion.objects.filter(
        task__dossier=task.dossier,
        task__office_id=task.office_id,
        task__superseded_at=None,
        given_at__isnull=False,
    )


def let_pass(task: Task, *, by: Actor) -> Task:
    """The clock records that an office did not answer in time. Never for an office whose own opinion is indispensable."""
    with turn(task, system(by.at), None) as task:
        Opinion.objects.update_or_create(
            task=task,
            defaults={
                "verdict": Verdict.OUT_OF_TIME,
                "reasons": [],
                "remarks": "",
                "prepared_at": by.now(),
                "given_at": by.now(),
            },
        )
        close(task, Verdict.OUT_OF_TIME, system(by.at))
        record("opinion.out_of_time", task.dossier, system(by.at), task=task.pk, office=task.office_id)
    return task


def word_reasons(
    given: Sequence[Mapping[str, object]], task: Task, kinds: frozenset[ReasonKind]
) -> list[Reason]:
    """Coded reasons filled in, in both languages, as they will stand for ever: those that the office of the task may give in
    its procedure. Raises `ReasonUnknown`, `ReasonNotFilled`."""
    assert task.office is not None
    offered = {reason.code: reason for reason in catalogue(task.dossier.procedure, task.office.kind, kinds)}
    return [word(offered, str(each["code"]), each.get("values")) for each in given]


def _certainty_of(reason: CodedReason) -> str:
    """How sure its article is. What an office cites itself is its own word: `CITED`, printed as it says."""
    if reason.is_to_cite:
        return "cited"
    return reason.article_certainty if reason.is_printable else "unsure"


def word(offered: Mapping[str, CodedReason], code: str, values: object) -> Reason:
    reason = offered.get(code)
    if reason is None:
        raise ReasonUnknown(reason=code)
    filled = {str(name): str(text) for name, text in values.items()} if isinstance(values, Mapping) else {}
    return Reason(
        code=reason.code,
        text_fr=fill(reason, filled, "fr"),
        text_ar=fill(reason, filled, "ar"),
        article=filled[CITED].strip() if reason.is_to_cite else reason.law,
        certainty=_certainty_of(reason),
    )
