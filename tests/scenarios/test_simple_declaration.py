"""The simple declaration, by its file alone: an activity is declared before it opens, and the receipt authorises nothing."""

from __future__ import annotations

import pytest

from rokhas.documents.queries import read
from rokhas.dossiers.actions import filing
from rokhas.dossiers.errors import DossierIncomplete
from rokhas.dossiers.models import Conclusion, Ending, PaperKind, Verdict
from rokhas.dossiers.queries import wording
from rokhas.journal.chain import breaks
from rokhas.journal.models import Event
from rokhas.signing.queries import verify
from rokhas.testing.scene import Scene

Sense = Conclusion.Sense
SHOES, GROCERY, OPTICIAN = "com_031", "com_001", "com_076"


@pytest.fixture
def shop(opened: Scene) -> Scene:
    opened.procedure = "simple-declaration"
    return opened


def test_a_shoe_shop_is_declared_and_the_receipt_is_no_permit(shop: Scene) -> None:
    shop.deposited(activity=SHOES)
    assert shop.dossier.number is not None
    assert shop.dossier.number.startswith("SD-")
    assert shop.dossier.desk == shop.cast.offices["economic_service"]
    shop.admit()
    assert shop.open_steps == {"examination"}, "hygiene is not concerned by shoes"
    shop.conclude()
    assert shop.open_steps == {"acknowledgement"}, "nothing is paid"
    assert wording.chosen(shop.dossier, "activity").fr == "Vente de chaussures"
    assert "ne vaut pas autorisation" in shop.dossier.procedure.conditions[0].fr
    shop.sign_permit()
    assert shop.dossier.ending == Ending.DELIVERED
    document = shop.paper(PaperKind.ACKNOWLEDGEMENT).document
    assert document is not None
    assert verify(read(document)).valid
    assert not shop.dossier.papers.filter(kind=PaperKind.PERMIT).exists()
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"acknowledgement.signed", "acknowledgement.delivered"} <= kinds
    assert "permit.signed" not in kinds
    assert list(breaks({})) == []


def test_food_asks_the_hygiene_office(shop: Scene) -> None:
    shop.deposited(activity=GROCERY).admit()
    assert shop.open_steps == {"hygiene"}
    shop.opinion("hygiene", Verdict.FAVOURABLE).conclude().sign_permit()
    assert shop.dossier.ending == Ending.DELIVERED


def test_what_hygiene_asks_is_told_to_the_declarant(shop: Scene) -> None:
    shop.deposited(activity=GROCERY).admit().opinion("hygiene", Verdict.TO_MODIFY)
    shop.conclude(Sense.CHANGES_ASKED).sign_letter()
    assert shop.open_steps == {"redeposit"}
    shop.lodge_again().admit().opinions().conclude().sign_permit()
    assert shop.dossier.ending == Ending.DELIVERED


def test_a_regulated_profession_gives_its_diploma(shop: Scene) -> None:
    shop.draft(activity=OPTICIAN).give_pieces(without=["DIPL"])
    with pytest.raises(DossierIncomplete):
        filing.lodge(shop.dossier, by=shop.actor("applicant"))
    shop.give_pieces().lodge()
    assert shop.open_steps == {"reading"}


def test_an_activity_that_needs_an_authorisation_is_refused(shop: Scene) -> None:
    shop.deposited(activity=SHOES).admit()
    shop.conclude(Sense.UNFAVOURABLE, reasons=[{"code": "ECO-09"}]).sign_letter()
    assert shop.dossier.ending == Ending.REFUSED


def test_a_declaration_without_its_lease_comes_back(shop: Scene) -> None:
    shop.deposited(activity=SHOES).find_inadmissible("BAIL").sign_letter()
    assert shop.open_steps == {"completion"}
