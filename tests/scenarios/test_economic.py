"""What economic requests have of their own: the class of an establishment, the services that are open, the one that blocks."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from rokhas.accounts.models import Office
from rokhas.documents.queries import read
from rokhas.dossiers.actions import decision
from rokhas.dossiers.errors import OneOpinionBlocks
from rokhas.dossiers.models import Conclusion, Ending, PaperKind, Verdict
from rokhas.dossiers.queries import papers as said
from rokhas.journeys import enquiry
from rokhas.payments.queries import order_for
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

Sense = Conclusion.Sense
BAKERY, CHARCOAL, TERRACE = "art_057", "com_102", "odp_001"


def test_a_bakery_is_authorised(db: None, authority: TestAuthority) -> None:
    """Second class: the services that are open there and the quarter are heard, then a permit."""
    bakery = Scene.opens(procedure="classified-establishment").deposited(activity=BAKERY)
    assert bakery.dossier.class_code == "class_2"
    assert bakery.dossier.number is not None
    assert bakery.dossier.number.startswith("EC-")
    Office.objects.filter(kind__in=["civil_protection", "labour_inspection", "administrative_police"]).update(
        is_active=False
    )
    bakery.admit()
    waiting = bakery.dossier.tasks.open().filter(kind=Kind.OPINION)
    asked = set(waiting.values_list("office__kind", flat=True))
    assert asked == {"hygiene", "local_authority", "commune"}, "those that are closed stop nobody"
    bakery.opinions()
    assert bakery.open_steps == {"enquiry"}, "nothing is examined before the quarter is heard"
    enquiry.hold(bakery)
    bakery.conclude().sign_permit()
    assert bakery.dossier.ending == Ending.DELIVERED
    assert bakery.paper(PaperKind.PERMIT).document is not None


def test_charcoal_is_declared(db: None, authority: TestAuthority) -> None:
    """Third class: nobody is heard, and the receipt authorises nothing."""
    shop = Scene.opens(procedure="classified-establishment").deposited(activity=CHARCOAL).admit()
    assert shop.dossier.class_code == "class_3"
    assert shop.open_steps == {"examination"}
    shop.conclude()
    assert shop.open_steps == {"acknowledgement"}
    assert not shop.dossier.papers.filter(kind=PaperKind.PERMIT).exists()


def test_one_unfavourable_opinion_blocks_a_terrace(db: None, authority: TestAuthority) -> None:
    terrace = Scene.opens(procedure="domain-ordinary").deposited(activity=TERRACE)
    heard = ["roads", "commune", "economic_service"]
    Office.objects.exclude(kind__in=heard).update(is_active=False)
    terrace.admit().opinions(roads=Verdict.UNFAVOURABLE)
    task = terrace.task(Kind.CONCLUSION)
    by = terrace.actor(terrace.holder(task))
    with pytest.raises(OneOpinionBlocks):
        decision.conclude(task, by=by, sense=Sense.FAVOURABLE)
    terrace.conclude(Sense.UNFAVOURABLE).sign_letter()
    assert terrace.dossier.ending == Ending.REFUSED


def test_a_shooting_owes_its_days(db: None, authority: TestAuthority) -> None:
    film = Scene.opens(procedure="domain-filming").deposited(days="3")
    receipt = said.receipt(film.paper(PaperKind.RECEIPT))
    assert not receipt.delay, "no paper prints as law a delay that no text read establishes"
    assert receipt.decision_by is None
    heard = ["roads", "commune", "economic_service"]
    Office.objects.exclude(kind__in=heard).update(is_active=False)
    film.admit().opinions().conclude()
    assert film.open_steps == {"fees"}
    order = order_for(f"dossiers.dossier:{film.dossier.pk}")
    assert order is not None
    assert order.total == Decimal("3000.00"), "one thousand dirhams a day, by default"
    film.pay().sign_permit()
    assert film.dossier.ending == Ending.DELIVERED
    assert film.dossier.number is not None
    assert film.dossier.number.startswith("ODP-TG-")
    permit = film.paper(PaperKind.PERMIT).document
    assert permit is not None
    pages = PdfReader(BytesIO(read(permit))).pages
    printed = "".join("".join(page.extract_text() for page in pages).split())
    for words in ("Objet", "Tournagedefilm", "Nombredejoursdetournage", "Premierjour"):
        assert words in printed
