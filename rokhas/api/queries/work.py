"""What is said of an officer's work."""

from __future__ import annotations

from collections.abc import Iterable

from rokhas.api.queries import said
from rokhas.api.schema.common import Both
from rokhas.api.schema.officer import (
    CheckLine,
    CheckPoint,
    CheckSaid,
    ConclusionWork,
    Fact,
    FactSectionSaid,
    OpinionWork,
    PreparedOpinion,
    ReasonOffered,
    SenseSaid,
    TaskDone,
    TaskLine,
    TaskSaid,
)
from rokhas.api.schema.sharing import PersonSaid
from rokhas.dossiers import policy
from rokhas.dossiers.forms.desk import CheckForm, ConclusionForm, offered_reasons
from rokhas.dossiers.models import Opinion, Task, Verdict
from rokhas.dossiers.queries import case, review, worklist
from rokhas.dossiers.views.case import Seen, papers_shown
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import CodedReason, Kind

# The address that answers a step of each kind; what is given by a signature goes through the signatures.
ACTS = {
    Kind.CHECK: "/work/{id}/admissibility",
    Kind.DISPATCH: "/work/{id}/dispatch",
    Kind.VISIT: "/work/{id}/visit",
    Kind.OPINION: "/work/{id}/opinion",
    Kind.CONCLUSION: "/work/{id}/conclusion",
    Kind.MINUTES: "/signatures/prepare",
    Kind.SIGNATURE: "/signatures/prepare",
}


def line(row: worklist.Row, actor: Actor) -> TaskLine:
    """A task of a list read with its `assignment__person`, and with `is_new` where the reader is to look at it."""
    task = row.task
    return TaskLine(
        id=task.pk,
        number=task.dossier.number or "",
        dossier=task.dossier_id,
        procedure=task.dossier.procedure.code,
        title=row.title,
        commune=task.dossier.unit_id or "",
        step=task.step_code,
        step_name=row.step,
        kind=task.kind,
        todo=row.todo,
        office=task.office.name if task.office else "",
        opened_at=task.opened_at,
        due_on=task.due_on,
        late=task.is_late(actor.today()),
        assigned_to=_assignee(task),
        new=getattr(task, "is_new", False),
    )


def task(found: Task, seen: Seen, actor: Actor) -> TaskSaid:
    """A step with what is studied: the facts, the pieces, the papers, the opinions, under the reader's own rights."""
    room = review.room(found, actor)
    number = found.dossier.number or ""
    opinions = case.opinion_lines(room.case, actor, actor.today()) if seen.opinions_shown else []
    return TaskSaid(
        id=found.pk,
        number=number,
        dossier=found.dossier_id,
        procedure=found.dossier.procedure.code,
        title=room.project,
        commune=found.dossier.unit_id or "",
        step=found.step_code,
        step_name=room.step,
        kind=found.kind,
        todo=worklist.todo(found.step, found.dossier.procedure),
        office=found.office.name if found.office else "",
        opened_at=found.opened_at,
        due_on=found.due_on,
        late=found.is_late(actor.today()),
        assigned_to=_assignee(found),
        open=found.is_open,
        outcome=found.outcome,
        closed_at=found.closed_at,
        roles=found.roles.split(),
        act=_act(found) if found.is_open and policy.holds_task(actor, found) else "",
        facts=[
            FactSectionSaid(
                name=section.name, rows=[Fact(question=asked, answer=given) for asked, given in section.rows]
            )
            for section in room.sections
        ],
        pieces=said.pieces(seen),
        papers=[said.paper(each, number) for each in papers_shown(seen)],
        opinions=[said.opinion(each) for each in opinions],
    )


def check(form: CheckForm) -> CheckSaid:
    """The check-list: what can be answered of each document, what was saved, the reasons of the desk."""
    lines = []
    for each in form.lines():
        states = [str(value) for value, _label in each.state.field.choices]  # type: ignore[attr-defined]
        lines.append(
            CheckLine(
                document=each.document.code,
                name=each.name,
                kind=each.document.kind,
                states=states,
                state=each.state.value() or "",
                reason=each.reason.value() or "",
                pieces=[shown.piece.pk for shown in each.files],
            )
        )
    return CheckSaid(lines=lines, reasons=_offered(offered_reasons(form.task.dossier.procedure)))


def opinion(found: Task) -> OpinionWork:
    prepared = Opinion.objects.filter(task=found).first()
    return OpinionWork(
        verdicts=[verdict.value for verdict in Verdict.chosen_by_people()],
        points=[
            CheckPoint(code=point.code, label=point.label, reasons=_offered(point.reasons))
            for point in review.points_for(found)
        ],
        prepared=PreparedOpinion(
            verdict=prepared.verdict,
            reasons=[said.reason(each) for each in prepared.reasons],
            checklist=prepared.checklist,
            remarks=prepared.remarks,
            despite=prepared.despite,
            prepared_at=prepared.prepared_at,
            given=prepared.is_given,
        )
        if prepared
        else None,
    )


def conclusion(form: ConclusionForm) -> ConclusionWork:
    return ConclusionWork(
        senses=[
            SenseSaid(value=each.value, label=each.label, impossible=each.impossible)
            for each in form.senses()
        ],
        reasons=_offered(form.catalogue),
        gathered=[said.reason(each) for each in form.gathered],
    )


def done(found: Task) -> TaskDone:
    found.refresh_from_db(fields=["outcome", "closed_at", "superseded_at"])
    return TaskDone(
        id=found.pk, number=found.dossier.number or "", outcome=found.outcome, closed_at=found.closed_at
    )


def _assignee(found: Task) -> PersonSaid | None:
    assignment = getattr(found, "assignment", None)
    return PersonSaid(id=assignment.person_id, name=assignment.person.name) if assignment else None


def _act(found: Task) -> str:
    if found.is_kind is Kind.CHECK and found.step.among == "reserving":
        return f"/work/{found.pk}/reserves"
    return ACTS.get(found.is_kind, "").format(id=found.pk)


def _offered(reasons: Iterable[CodedReason]) -> list[ReasonOffered]:
    return [
        ReasonOffered(
            code=each.code,
            kind=each.kind,
            text=Both(fr=each.text.fr, ar=each.text.ar),
            blanks=list(each.blanks),
        )
        for each in reasons
    ]
