"""Two people at once: a year asked by two workers, or paid while it is given up; an end declared twice, answered twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from rokhas.accounts.models import Office
from rokhas.dossiers.models import Dossier, Lapse
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import Actor, system
from rokhas.occupations.actions import ending, fees, renewing
from rokhas.occupations.errors import EndAlreadyAnswered, EndAlreadyDeclared
from rokhas.occupations.models import Cessation, Occupation, YearlyFee
from rokhas.occupations.workflow import months_after
from rokhas.payments.models import Order, State
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def panel(transactional_db: None) -> Iterator[Scene]:
    with TestAuthority.shared().plays():
        scene = Scene.opens(procedure="domain-advertising")
        scene.staff()
        Office.objects.exclude(kind__in=["roads", "commune", "economic_service"]).update(is_active=False)
        scene.answers = {"activity": "odp_025", "faces_surface": "12", "years": "3"}
        yield scene.delivered()


def at(by: Actor, day: date) -> Actor:
    return Actor(by.person_id, by.mandates, at=datetime.combine(day, time(12), UTC), is_system=by.is_system)


def test_of_two_at_once_each_act_is_done_once(panel: Scene) -> None:
    dossier = Dossier.objects.get(pk=panel.dossier.pk)
    since = Occupation.objects.get().since
    second = months_after(since, 12)
    worker, holder = at(system(), second - timedelta(days=30)), panel.actor(panel.filer)

    asking = [lambda: fees.ask_yearly_fee(dossier.pk, by=worker)] * 3
    assert together(*asking) == []
    fee = YearlyFee.objects.get()
    assert Order.objects.filter(number=dossier.number).count() == 2, "that of the first year, and one more"

    near = at(holder, Lapse.objects.get().on - timedelta(days=10))
    assert together(*[lambda: renewing.begin_renewal(dossier, by=near)] * 3) == []
    assert Dossier.objects.drafts().filter(parent=dossier).count() == 1

    day = second - timedelta(days=10)
    declaring = at(holder, day)

    def declare() -> None:
        ending.declare_end(dossier, by=declaring, on=day, undertaken=True)

    assert {type(error) for error in together(declare, declare, declare)} == {EndAlreadyDeclared}
    declared = Cessation.objects.get()
    word = panel.cast.holder(declared.office, declared.roles.split())
    officer = at(panel.actor(word), day)
    assert fee.order is not None
    paying = Order.objects.get(pk=fee.order.pk)

    def answer(restored: bool) -> None:
        one = Cessation.objects.select_related("occupation").get(pk=declared.pk)
        ending.answer_end(one, by=officer, restored=restored, missing="" if restored else "Le socle.")

    raised = together(
        lambda: answer(restored=True),
        lambda: answer(restored=True),
        lambda: panel.hands.pay(paying, panel.cast.people[panel.filer], None),
    )
    assert [type(error) for error in raised] == [EndAlreadyAnswered]
    drain()
    fee.refresh_from_db()
    paying.refresh_from_db()
    assert not Occupation.objects.get().is_running
    paid = paying.state == State.PAID
    assert (fee.paid_at is not None, fee.cancelled_at is not None) == (paid, not paid)
