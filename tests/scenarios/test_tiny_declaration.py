"""Another procedure, other offices, other delays, the same acts: no code asks which procedure it is running."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from rokhas.documents.queries import read
from rokhas.dossiers.actions import desk, filing
from rokhas.dossiers.actions.clock import attend_deadlines
from rokhas.dossiers.models import Dossier, Ending, PaperKind, Verdict
from rokhas.journal.chain import breaks
from rokhas.kernel.actor import system
from rokhas.procedures.schema import Kind
from rokhas.signing.queries import verify
from rokhas.testing.definitions import publish_tiny
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority


class Shop(Scene):
    """The same story told by an applicant alone: no architect, no plan to sign."""

    procedure = "tiny-declaration"

    def filed(self, *, public: bool) -> Shop:
        by = self.actor("applicant")
        version = publish_tiny()
        dossier = filing.open_draft(version, by=by)
        filing.place_land(dossier, by=by, unit=self.cast.unit)
        answers = {"owner_name": "Salma Tazi", "opens_to_public": public}
        self.dossier = filing.answer(dossier, answers, by=by)
        self.give(self.dossier.procedure.document("LEASE"), by)
        self.dossier = filing.lodge(self.dossier, by=by)
        self.deliver_post()
        return self

    def read_through(self, word: str = "economic") -> Shop:
        desk.declare_admissible(self.task(Kind.CHECK), by=self.actor(word), findings=self.findings())
        return self


@pytest.fixture
def shop(db: None, authority: TestAuthority) -> Shop:
    """The commune of the other stories."""
    shop = Shop.opens()
    assert isinstance(shop, Shop)
    return shop


def test_a_declaration_is_read_signed_and_handed_over(shop: Shop) -> None:
    shop.filed(public=False)
    assert shop.dossier.number is not None
    assert shop.dossier.number.startswith("XTD-")
    assert shop.dossier.class_code == ""
    due = shop.task(Kind.CHECK).due_on
    assert due is not None
    assert due >= shop.actor("applicant").today() + timedelta(days=4)
    shop.read_through()
    assert shop.open_steps == {"visa"}, "no hygiene where no public comes; no fee, no minutes"
    shop.sign_permit()
    assert shop.dossier.ending == Ending.DELIVERED
    permit = shop.paper(PaperKind.PERMIT).document
    assert permit is not None
    assert verify(read(permit)).valid
    assert list(breaks({})) == []


def test_a_shop_open_to_the_public_asks_the_hygiene_office(shop: Shop) -> None:
    shop.filed(public=True).read_through()
    assert shop.open_steps == {"hygiene"}
    shop.opinion("hygiene", Verdict.FAVOURABLE).sign_permit()
    assert shop.dossier.ending == Ending.DELIVERED


def test_the_silence_of_the_hygiene_office_is_an_opinion_out_of_time(shop: Shop) -> None:
    shop.filed(public=True).read_through()
    late = shop.dossier.tasks.open().get()
    assert late.due_on is not None
    attend_deadlines(system(datetime.combine(late.due_on + timedelta(days=1), time(9), UTC)))
    late.refresh_from_db()
    assert late.outcome == Verdict.OUT_OF_TIME
    assert shop.open_steps == {"visa"}


def test_a_declaration_without_its_lease_comes_back(shop: Shop) -> None:
    shop.filed(public=False)
    findings = shop.findings(missing="LEASE")
    desk.declare_inadmissible(shop.task(Kind.CHECK), by=shop.actor("economic"), findings=findings)
    assert shop.open_steps == {"nothing_more"}
    by = shop.actor("applicant")
    shop.give(shop.dossier.procedure.document("LEASE"), by)
    filing.lodge_again(shop.task(Kind.DECLARATION), by=by)
    assert shop.open_steps == {"reading"}
    assert Dossier.objects.get().version == 2


def test_both_procedures_live_side_by_side(shop: Shop) -> None:
    shop.filed(public=False)
    other = Scene.opens().deposited()
    assert other.dossier.number.startswith("PCT-")  # type: ignore[union-attr]
    assert other.open_steps == {"admissibility"}
    assert shop.open_steps == {"reading"}
