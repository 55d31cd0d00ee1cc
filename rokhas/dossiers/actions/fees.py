"""Fees: set when their step opens, paid through the treasury, then the president may sign."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

from rokhas.accounts.queries import offices_for
from rokhas.dossiers.actions.turn import close, turn
from rokhas.dossiers.errors import TaskAlreadyClosed
from rokhas.dossiers.models import Dossier, Outcome, Task
from rokhas.dossiers.workflow import facts, on_opening
from rokhas.journal.events import record
from rokhas.kernel.actor import Actor, system
from rokhas.payments.actions import place_order
from rokhas.payments.models import Order
from rokhas.payments.queries import order_and_lines
from rokhas.payments.schema import Line
from rokhas.procedures.schema import Fee, Kind
from rokhas.tariffs.queries import assess


@on_opening(Kind.PAYMENT)
def order_fees(task: Task, case: facts.Case, by: Actor) -> None:
    """Compute what is due by the tariffs of the day and ask for it; when nothing is due the step is behind at once."""
    dossier = task.dossier
    lines = fee_lines(case, by)
    total = sum(line.amount for line in lines)
    if not total:
        close(task, Outcome.EXEMPT, by)
        record("fees.none", dossier, by, task=task.pk)
        return
    order = place_order(dossier, lines, payer=dossier.filer, by=by, number=dossier.number or "")
    record("fees.ordered", dossier, by, task=task.pk, order=order.reference, total=f"{total:.2f}")


def acknowledge_payment(dossier: Dossier, order: Order, *, by: Actor) -> Task | None:
    """The treasury has settled the order: the next step opens. Hearing it twice changes nothing."""
    task = dossier.tasks.open().filter(kind=Kind.PAYMENT).first()
    if task is None or not order.is_paid:
        return None
    with suppress(TaskAlreadyClosed), turn(task, system(by.at), None) as task:
        close(task, Outcome.PAID, system(by.at))
        record("fees.paid", task.dossier, system(by.at), task=task.pk, order=order.reference)
        return task
    return None


def fee_lines(case: facts.Case, by: Actor) -> list[Line]:
    """The fees of the procedure file for this dossier, each with the tariff that gives it; those of nothing are left out."""
    where = case.dossier.where
    fees: dict[str, Fee] = {fee.code: fee for fee in case.dossier.procedure.fees_for(case.holding)}
    payees = offices_for({fee.payee for fee in fees.values()}, where)
    found = []
    known = case.known | {"paid_before": _paid_before(case.dossier)}
    for assessed in assess(fees, known, where, by.today()):
        kind = fees[assessed.code].payee
        payee = payees.get(kind)
        found.append(
            Line(
                code=assessed.code,
                label_fr=fees[assessed.code].names.fr,
                label_ar=fees[assessed.code].names.ar,
                payee=kind,
                payee_name_fr=payee.name_fr if payee else kind,
                payee_name_ar=payee.name_ar if payee else kind,
                amount=assessed.amount,
                tariff=assessed.tariff,
                explanation={
                    "fr": assessed.because_fr,
                    "ar": assessed.because_ar,
                    "certainty": assessed.certainty,
                },
            )
        )
    return [line for line in found if line.amount]


def _paid_before(dossier: Dossier) -> dict[str, Decimal]:
    """What the platform received for the permit that a request comes after, by fee, in dirhams. One query where there is one."""
    if dossier.parent_id is None:
        return {}
    order, lines = order_and_lines(f"dossiers.dossier:{dossier.parent_id}")
    return {line.code: line.amount for line in lines} if order and order.is_paid else {}
