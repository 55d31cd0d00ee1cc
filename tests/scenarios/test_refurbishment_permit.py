"""The refurbishment permit, by its file alone: a citizen files, the commune studies alone, the president signs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rokhas.documents.queries import read
from rokhas.dossiers.actions import decision, filing
from rokhas.dossiers.actions.points import lift_point, standing_points
from rokhas.dossiers.errors import DossierIncomplete, PointsStillOpen, ReasonsRequired, SenseNotOffered
from rokhas.dossiers.models import AccessGrant, Conclusion, Ending, PaperKind
from rokhas.dossiers.queries import papers as said
from rokhas.journal.chain import breaks
from rokhas.kernel.calendar import Calendar
from rokhas.payments.queries import order_for
from rokhas.procedures.schema import Kind
from rokhas.signing.queries import verify
from rokhas.territory.queries import closed_days
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

Sense = Conclusion.Sense
ANFA = "06.141.01.01"


@pytest.fixture
def works(opened: Scene) -> Scene:
    opened.procedure = "refurbishment-permit"
    return opened


def test_a_citizen_gets_the_permit_of_the_commune_alone(works: Scene) -> None:
    works.deposited()
    assert works.filer == "applicant"
    assert works.dossier.number is not None
    assert works.dossier.number.startswith("RFC-")
    assert works.dossier.desk == works.cast.offices["commune"]
    assert works.dossier.designer is None
    receipt = said.receipt(works.paper(PaperKind.RECEIPT))
    today = works.actor("applicant").today()
    days = Calendar(closed_days(today, today + timedelta(days=60)))
    assert receipt.session_on is None, "no commission sits"
    assert receipt.decision_by is not None
    assert days.working_days_between(today, receipt.decision_by) == 10
    works.admit().conclude()
    assert works.open_steps == {"decision"}, "no amount is set here for a restoration: nothing is due"
    works.sign_permit()
    assert works.dossier.ending == Ending.DELIVERED
    permit = works.paper(PaperKind.PERMIT).document
    assert permit is not None
    assert verify(read(permit)).valid
    copies = AccessGrant.objects.filter(dossier=works.dossier, reason="copy", office__kind="local_authority")
    assert copies.exists()
    assert list(breaks({})) == []


def test_in_casablanca_the_arrondissement_receives_and_signs_and_the_city_is_paid(
    db: None, authority: TestAuthority
) -> None:
    works = Scene.opens(ANFA, procedure="refurbishment-permit").deposited()
    assert works.dossier.desk == works.cast.offices["arrondissement"]
    works.admit().conclude()
    order = order_for(f"dossiers.dossier:{works.dossier.pk}")
    assert order is not None
    assert order.total == 500
    works.pay()
    task = works.task(Kind.SIGNATURE)
    assert works.holder(task) == "arrondissement-president"
    works.sign_permit()
    assert works.dossier.ending == Ending.DELIVERED


def test_changes_asked_start_again_from_the_new_deposit(works: Scene) -> None:
    works.deposited().admit()
    works.conclude(Sense.CHANGES_ASKED, reasons=[{"code": "RFC-03", "values": {"point": "échafaudage"}}])
    works.sign_letter()
    assert works.open_steps == {"redeposit"}
    works.lodge_again()
    assert works.dossier.version == 2
    assert works.open_steps == {"admissibility"}
    works.admit()
    with pytest.raises(PointsStillOpen):
        works.conclude()
    (point,) = standing_points(task := works.task(Kind.CONCLUSION))
    lift_point(point, by=works.actor(works.holder(task)))
    works.conclude().sign_permit()
    assert works.dossier.ending == Ending.DELIVERED


def test_works_that_need_another_permit_are_refused_with_their_reason(works: Scene) -> None:
    works.deposited().admit()
    with pytest.raises(ReasonsRequired):
        works.conclude(Sense.UNFAVOURABLE)
    works.conclude(Sense.UNFAVOURABLE, reasons=[{"code": "RFC-01"}]).sign_letter()
    assert works.dossier.ending == Ending.REFUSED
    assert works.paper(PaperKind.REFUSAL).notifications.exists()


def test_a_commune_alone_has_no_minor_reserves_to_notify(works: Scene) -> None:
    works.deposited().admit()
    with pytest.raises(SenseNotOffered):
        decision.conclude(works.task(Kind.CONCLUSION), by=works.actor("planning"), sense=Sense.MINOR_RESERVES)


def test_an_inadmissible_request_is_completed(works: Scene) -> None:
    works.deposited().find_inadmissible("PHCOPY").sign_letter()
    assert works.open_steps == {"completion"}
    works.lodge_again().admit().conclude().sign_permit()
    assert works.dossier.ending == Ending.DELIVERED


def test_common_parts_ask_for_the_agreement_of_the_owners(works: Scene) -> None:
    works.draft(common_parts=True).give_pieces(without=["COPRO"])
    with pytest.raises(DossierIncomplete):
        filing.lodge(works.dossier, by=works.actor("applicant"))
    works.give_pieces().lodge()
    assert works.open_steps == {"admissibility"}
