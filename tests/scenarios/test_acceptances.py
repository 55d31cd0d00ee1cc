"""A subdivision from its permit to its final acceptance: the tax on the real cost, works done again, a year between both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from rokhas.dossiers.actions import filing, following
from rokhas.dossiers.errors import PermitTooRecent
from rokhas.dossiers.models import Conclusion, Ending, Verdict
from rokhas.journeys import buildings, visits
from rokhas.payments.queries import order_and_lines
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import current_key
from rokhas.tariffs.models import Tariff
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority


def test_a_subdivision_is_accepted_then_accepted_for_good_a_year_later(
    db: None, authority: TestAuthority
) -> None:
    began = datetime.now(UTC) - timedelta(days=480)
    scene = Scene.opens(procedure="subdivision-permit", at=lambda: began)
    Tariff.objects.create(
        code="TOL-TEST", fee="subdivision_tax", nature="works", territory_id=scene.cast.unit.pk, unit="%",
        rate=5, certainty="constructed",
    )  # fmt: skip
    scene.delivered()

    acceptance = buildings.after(scene, "provisional-acceptance")
    acceptance.deposited().admit()
    visits.hold(acceptance).opinions(commune=Verdict.TO_MODIFY)
    acceptance.conclude(Conclusion.Sense.CHANGES_ASKED).sign_minutes().sign_letter()
    acceptance.lodge_again().admit()
    assert acceptance.open_steps == {"visit"}, "works done again are visited again"
    while not acceptance.dossier.is_ended:
        acceptance.goes_on()
    assert acceptance.dossier.ending == Ending.DELIVERED
    order, lines = order_and_lines(f"dossiers.dossier:{acceptance.dossier.pk}")
    assert order is not None
    assert [(line.code, line.amount) for line in lines] == [("subdivision_balance", Decimal("60000.00"))], (
        "5 % of 4 200 000, less the advance of 150 000 that the platform received"
    )

    by = acceptance.actor(acceptance.filer)
    version = ProcedureVersion.objects.get(pk=current_key("final-acceptance", by.today()))
    early = filing.open_draft(version, by=by)
    with pytest.raises(PermitTooRecent):
        following.follow(early, acceptance.dossier.number or "", by=by)
    final = buildings.after(acceptance, "final-acceptance").deposited()
    assert final.dossier.parent == acceptance.dossier
    assert final.dossier.lodged_at - acceptance.dossier.ended_at > timedelta(days=364)  # type: ignore[operator]


def test_the_attestation_of_the_architect_of_the_permit_spares_the_visit(
    db: None, authority: TestAuthority
) -> None:
    built = Scene.opens().delivered()
    lived = buildings.after(built, "occupancy-permit")
    lived.answers = {"completion_proof": "attestation"}
    lived.delivered()
    assert lived.dossier.parent == built.dossier
    assert lived.dossier.ending == Ending.DELIVERED
    steps = set(lived.dossier.tasks.values_list("step_code", flat=True))
    assert {"visit", "observations", "minutes"}.isdisjoint(steps)
    assert {"admissibility", "conclusion", "decision"} <= steps
    assert lived.dossier.pieces.filter(code="ATTARCH").exists()
