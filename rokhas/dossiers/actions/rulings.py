"""What an authority decides apart from the steps: prepared with coded reasons, then signed on the one signing path.

A permit is cancelled, a decision is put off, an appeal is answered. The signature is the act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from rokhas.accounts.queries import as_of_now
from rokhas.dossiers import policy, workflow
from rokhas.dossiers.actions.appeals import note_without_object
from rokhas.dossiers.actions.opinions import word
from rokhas.dossiers.actions.turn import end, hold
from rokhas.dossiers.errors import (
    NoPlanNotDeclared,
    ReasonsRequired,
    RulingNotOpen,
    RulingSigned,
    StayTooLong,
)
from rokhas.dossiers.models import (
    Appeal,
    Dossier,
    Ending,
    OfficialPaper,
    PaperKind,
    Reason,
    Ruling,
    Task,
)
from rokhas.dossiers.queries.contested import Contested, contested, is_standing
from rokhas.dossiers.queries.rulings import deciding_task, granting_task, reasons_offered
from rokhas.dossiers.workflow import facts, stays
from rokhas.dossiers.workflow.clocks import begin_anew
from rokhas.journal.duties import every
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.references import VERIFICATION_LENGTH, random_code
from rokhas.kernel.text import without_controls
from rokhas.procedures.schema import Kind
from rokhas.signing.actions.register import restore as restore_in_register
from rokhas.signing.actions.register import withdraw as withdraw_from_register

PAPERS = {
    Ruling.Kind.CANCELLATION: PaperKind.CANCELLATION,
    Ruling.Kind.STAY: PaperKind.STAY,
    Ruling.Kind.ANSWER: PaperKind.RULING,
}
Given = Sequence[Mapping[str, object]]


def prepare_cancellation(dossier: Dossier, *, by: Actor, reasons: Given, remarks: str = "") -> Ruling:
    """The authority that signed a permit prepares to cancel it; its signature does. Raises `NotAllowed`, `RulingNotOpen`,
    `RulingSigned`, `ReasonsRequired`, `ReasonUnknown`, `ReasonNotFilled`."""
    with act():
        dossier = hold(dossier.pk)
        task = granting_task(dossier)
        if task is None:
            raise RulingNotOpen
        require(policy.may_cancel, as_of_now(by), task)
        worded = _worded(dossier, Ruling.Kind.CANCELLATION, reasons)
        return _prepared(dossier, Ruling.Kind.CANCELLATION, task, by, reasons=worded, remarks=remarks)


def prepare_stay(
    dossier: Dossier, *, by: Actor, reasons: Given, until: date, no_plan: str = "", remarks: str = ""
) -> Ruling:
    """The president prepares to put the decision off until a day (loi 12-90 art. 45); the signature does. Where no zoning says
    that the plan of the land is not approved, `no_plan` declares so. Raises as `prepare_cancellation`, and `StayTooLong`,
    `PlanExists`, `NoPlanNotDeclared`."""
    declared = without_controls(no_plan).strip()
    with act():
        dossier = hold(dossier.pk)
        task = deciding_task(dossier)
        if task is None or dossier.stayed_on is not None or facts.read(dossier).is_decided:
            raise RulingNotOpen
        require(policy.may_stay, as_of_now(by), task)
        latest = stays.latest(dossier, by.today())
        if latest is None:
            raise RulingNotOpen
        if not by.today() < until <= latest:
            raise StayTooLong(latest=stays.said(latest), law=stays.law(dossier))
        layer = stays.require_no_plan(dossier, by.today()).studied
        if layer is None and not any(each.isalnum() for each in declared):
            raise NoPlanNotDeclared
        worded = _worded(dossier, Ruling.Kind.STAY, reasons)
        return _prepared(
            dossier,
            Ruling.Kind.STAY,
            task,
            by,
            reasons=worded,
            remarks=remarks,
            until=until,
            layer=layer,
            no_plan="" if layer else declared,
        )


def prepare_answer(
    appeal: Appeal, *, by: Actor, sense: Ruling.Sense, reasons: Given, remarks: str = ""
) -> Ruling:
    """The body prepares its answer to an appeal; the signature gives it. Raises as `prepare_cancellation`."""
    with act():
        dossier = hold(appeal.dossier_id)
        appeal = Appeal.objects.select_related("office", "against").get(pk=appeal.pk)
        appeal.dossier = dossier
        require(policy.may_answer_appeal, as_of_now(by), appeal)
        if not is_standing(appeal):
            raise RulingNotOpen
        worded = _worded(dossier, Ruling.Kind.ANSWER, reasons)
        return _prepared(
            dossier,
            Ruling.Kind.ANSWER,
            appeal,
            by,
            reasons=worded,
            remarks=remarks,
            sense=sense,
            appeal=appeal,
        )


def hold_ruling(pk: int) -> Ruling:
    """What `signing` holds: the dossier, then the ruling with its paper. Raises `Ruling.DoesNotExist`."""
    dossier = hold(Ruling.objects.values_list("dossier_id", flat=True).get(pk=pk))
    ruling = Ruling.objects.select_related(
        "office", "appeal__office", "appeal__against", "paper", "layer"
    ).get(pk=pk)
    ruling.dossier = ruling.paper.dossier = dossier
    if ruling.appeal:
        ruling.appeal.dossier = dossier
    return ruling


def sign_ruling(ruling: Ruling, *, by: Actor) -> None:
    """The decision is signed: it has its effect at once (called when the signature is accepted). Raises `RulingSigned`,
    `RulingNotOpen`, `NotAllowed`; of a stay for which a plan was approved since, `PlanExists`, or of which nothing says that no
    plan exists, `NoPlanNotDeclared`."""
    require(policy.may_sign_ruling, as_of_now(by), ruling)
    if ruling.is_signed:
        raise RulingSigned
    if not _is_open(ruling):
        raise RulingNotOpen
    ruling.signed_at = by.now()
    ruling.save(update_fields=["signed_at"])
    OfficialPaper.objects.filter(pk=ruling.paper_id).update(issued_at=by.now())
    EFFECTS[Ruling.Kind(ruling.kind)](ruling, by)


@every(timedelta(minutes=10))
def attend_stays(by: Actor) -> int:
    """The last day of a stay is behind: the case goes on where it was. Returns how many stays ended."""
    over = Ruling.objects.filter(
        kind=Ruling.Kind.STAY, signed_at__isnull=False, ended_at=None, until__lt=by.today()
    )
    return sum(resume(pk, by=by) for pk in list(over.order_by("pk").values_list("pk", flat=True)))


def resume(pk: int, *, by: Actor) -> bool:
    """One stay: whether it ended now. Twice changes nothing. The delays run from the day after its last, however late this is
    read; of a case that ended meanwhile nothing goes on, and nobody is told so."""
    with act():
        ruling = hold_ruling(pk)
        if ruling.ended_at is not None or ruling.until is None or ruling.until >= by.today():
            return False
        ruling.ended_at = by.now()
        ruling.save(update_fields=["ended_at"])
        if ruling.dossier.is_ended:
            return False
        stays.start_again(ruling.dossier, ruling.until + timedelta(days=1))
        record("stay.ended", ruling.dossier, system(by.at), until=ruling.until.isoformat())
        note_without_object(ruling.paper.appeals.all(), ruling.dossier, by=by)
    return True


def _is_open(ruling: Ruling) -> bool:
    """Whether the dossier still is as the decision supposes."""
    dossier = ruling.dossier
    if ruling.kind == Ruling.Kind.CANCELLATION:
        return dossier.ending == Ending.DELIVERED
    if ruling.kind == Ruling.Kind.STAY:
        running = dossier.stayed_on is not None
        return not (running or dossier.is_ended or facts.read(dossier).is_decided)
    return ruling.appeal is not None and ruling.appeal.is_open and is_standing(ruling.appeal)


def _cancel(ruling: Ruling, by: Actor) -> None:
    dossier, task = ruling.dossier, granting_task(ruling.dossier)
    assert task is not None
    withdraw_from_register("decision", str(task.pk), by=system(by.at))
    end(dossier, Ending.CANCELLED, by)
    record("permit.cancelled", dossier, by, office=ruling.office_id, reasons=_codes(ruling))


def _stay(ruling: Ruling, by: Actor) -> None:
    assert ruling.until is not None
    stays.require_basis(ruling.dossier, ruling.layer, ruling.no_plan, by.today())
    stays.stop(ruling.dossier, by.today())
    record(
        "stay.signed",
        ruling.dossier,
        by,
        office=ruling.office_id,
        until=ruling.until.isoformat(),
        reasons=_codes(ruling),
    )


def _answer(ruling: Ruling, by: Actor) -> None:
    appeal, dossier = ruling.appeal, ruling.dossier
    stands = contested(dossier)
    assert appeal is not None
    assert stands is not None
    appeal.answered_at = by.now()
    appeal.save(update_fields=["answered_at"])
    record(
        "appeal.answered",
        dossier,
        by,
        office=ruling.office_id,
        appeal=appeal.code,
        answer=ruling.sense,
        reasons=_codes(ruling),
    )
    if ruling.sense == Ruling.Sense.RESUMED:
        _quash(dossier, appeal, stands, by)


EFFECTS = {Ruling.Kind.CANCELLATION: _cancel, Ruling.Kind.STAY: _stay, Ruling.Kind.ANSWER: _answer}


def _quash(dossier: Dossier, appeal: Appeal, stands: Contested, by: Actor) -> None:
    """The decision stands no more, and whoever verifies it reads so at once; what it ended or stopped goes on."""
    OfficialPaper.objects.filter(pk=stands.paper.pk).update(superseded_at=by.now())
    note_without_object(stands.paper.appeals.all(), dossier, by=by)
    if stands.task is not None:
        withdraw_from_register("decision", str(stands.task.pk), by=system(by.at))
        _take_up(dossier, appeal, stands, by)
        return
    assert stands.ruling is not None
    withdraw_from_register("ruling", str(stands.ruling.pk), by=system(by.at))
    stands.ruling.ended_at = by.now()
    stands.ruling.save(update_fields=["ended_at"])
    if stands.what == "cancellation":
        _restore(dossier, appeal, by)
    else:
        stays.start_again(dossier, by.today())
        record("stay.ended", dossier, system(by.at), until=by.today().isoformat())


def _take_up(dossier: Dossier, appeal: Appeal, stands: Contested, by: Actor) -> None:
    """The case opens again: after a refusal at the step that the data of the appeal name, after an inadmissibility at the check.
    Its delays run from that day: the time that the decision stood is nobody's silence."""
    dossier.ending, dossier.ended_at, dossier.resumed_on = "", None, by.today()
    dossier.save(update_fields=["ending", "ended_at", "resumed_on"])
    begin_anew(dossier, by.today())
    dossier.tasks.update(under_way=True)
    current = {task.step_code for task in dossier.tasks.current()}
    steps = [step for step in dossier.procedure.steps if step.code in current]
    resumes = (Kind.CHECK,) if stands.what == "inadmissibility" else appeal.asked.resumes
    first = next(step for kind in (*resumes, *Kind) for step in steps if step.kind is kind)
    workflow.supersede(dossier, first.code, by)
    record("case.resumed", dossier, system(by.at), step=first.code, appeal=appeal.code)
    workflow.advance(dossier, by)


def _restore(dossier: Dossier, appeal: Appeal, by: Actor) -> None:
    """What was granted has effect again, since the day it was delivered: its validity never stopped to run."""
    task = granting_task(dossier)
    assert task is not None
    restore_in_register("decision", str(task.pk), by=system(by.at))
    dossier.ended_at, dossier.ending = facts.decided_at(dossier), Ending.DELIVERED
    dossier.save(update_fields=["ending", "ended_at"])
    record("permit.restored", dossier, by, office=appeal.office_id, appeal=appeal.code)


def _prepared(dossier: Dossier, kind: Ruling.Kind, decides: Task | Appeal, by: Actor, **said: Any) -> Ruling:
    """The one ruling of its kind that is prepared, or prepared again, with its paper. Raises `RulingSigned`."""
    said["remarks"] = without_controls(said["remarks"]).strip()
    which: dict[str, Any] = (
        {"appeal": said["appeal"]} if "appeal" in said else {"dossier": dossier, "kind": kind}
    )
    rulings = Ruling.objects.filter(version=dossier.version, **which).standing()
    found = rulings.select_related("paper").first()
    if found is not None and found.is_signed:
        raise RulingSigned
    ruling = found or Ruling(
        dossier=dossier, version=dossier.version, kind=kind, paper=_paper(dossier, kind, by)
    )
    assert decides.office_id is not None
    ruling.office_id, ruling.roles = decides.office_id, decides.roles
    ruling.prepared_at, ruling.prepared_by_id = by.now(), by.person_pk
    for name, value in said.items():
        setattr(ruling, name, value)
    ruling.save()
    return ruling


def _paper(dossier: Dossier, kind: Ruling.Kind, by: Actor) -> OfficialPaper:
    return OfficialPaper.objects.create(
        dossier=dossier,
        kind=PAPERS[kind],
        version=dossier.version,
        drafted_at=by.now(),
        verification_code=random_code(VERIFICATION_LENGTH),
    )


def _worded(dossier: Dossier, kind: Ruling.Kind, given: Given) -> list[Reason]:
    if not given:
        raise ReasonsRequired
    offered = {reason.code: reason for reason in reasons_offered(dossier.procedure, kind)}
    return [word(offered, str(each["code"]), each.get("values")) for each in given]


def _codes(ruling: Ruling) -> list[str]:
    return [reason["code"] for reason in ruling.reasons]
