"""In a city divided into arrondissements: what it leaves to their presidents is signed by them, the rest by its own."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.conf import LazySettings
from pypdf import PdfReader

from rokhas.accounts.actions import delegate, give_mandate, succeed
from rokhas.accounts.models import Office, OfficeKind, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.documents.models import Document
from rokhas.documents.queries import read
from rokhas.dossiers.actions.rulings import prepare_stay
from rokhas.dossiers.models import Ending, PaperKind, Ruling
from rokhas.dossiers.queries import parapheur
from rokhas.dossiers.queries.rulings import reasons_offered
from rokhas.dossiers.workflow import places
from rokhas.dossiers.workflow.places import lived
from rokhas.kernel.actor import system
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

ANFA = "06.141.01.01"
PRESIDENT = "arrondissement-president"


@pytest.fixture
def scene(db: None, authority: TestAuthority) -> Scene:
    return Scene.opens(ANFA)


def to_sign(scene: Scene) -> Scene:
    return scene.deposited().studied().conclude().sign_minutes().pay()


def test_a_small_project_is_signed_and_delivered_by_the_arrondissement(scene: Scene) -> None:
    to_sign(scene)
    task = scene.task(Kind.SIGNATURE)
    assert task.office is not None
    assert (task.office.kind, task.office.unit_id) == (OfficeKind.ARRONDISSEMENT, ANFA)

    # The stay of its decision is in the hands of who would sign it.
    asked = scene.dossier.procedure
    reason = reasons_offered(asked, Ruling.Kind.STAY)[0]
    given = [{"code": reason.code, "values": dict.fromkeys(reason.blanks, "2,00 m")}]
    by = scene.actor(PRESIDENT)
    until = by.today() + timedelta(days=30)
    ruling = prepare_stay(scene.dossier, by=by, reasons=given, until=until, no_plan="Le plan est à l’étude.")
    assert ruling.office == task.office

    # A deputy signs during an absence, and the election of another president loses nothing.
    seat = scene.cast.people[PRESIDENT].mandates.get(role=Role.ARRONDISSEMENT_PRESIDENT)
    deputy = Person.objects.create_user("adjointe@test.example", name_fr="Adjointe", name_ar="نائبة")
    today = by.today()
    give_mandate(deputy, Role.VICE_PRESIDENT, seat.office, by=system(), starts_on=today)
    delegate(seat, deputy, by=by, starts_on=today, ends_on=today + timedelta(days=3), act="Arrêté 9")
    assert list(parapheur.waiting(actor_of(deputy)).values_list("pk", flat=True)) == [task.pk]
    elected = Person.objects.create_user("elue@test.example", name_fr="Élue", name_ar="منتخبة")
    succeed(seat, elected, by=system(), on=today, act="Élection")
    assert not parapheur.waiting(actor_of(scene.cast.people[PRESIDENT])).exists()
    scene.cast.people[PRESIDENT] = elected
    scene.sign_permit()
    scene.dossier.refresh_from_db()
    assert scene.dossier.ending == Ending.DELIVERED
    task.refresh_from_db()
    assert task.closed_by == elected
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(read(permit_of(scene)))).pages)
    assert "président du conseil d’arrondissement" in " ".join(text.split()).lower()


def permit_of(scene: Scene) -> Document:
    document = scene.paper(PaperKind.PERMIT).document
    assert document is not None
    return document


def test_a_large_project_and_one_whose_arrondissement_is_not_open_stay_with_the_commune(scene: Scene) -> None:
    Office.objects.filter(kind=OfficeKind.ARRONDISSEMENT).update(is_active=False)
    to_sign(scene)
    assert scene.holder(scene.task(Kind.SIGNATURE)) == "president"
    Office.objects.filter(kind=OfficeKind.ARRONDISSEMENT).update(is_active=True)
    scene.grand = True
    to_sign(scene)
    assert scene.dossier.class_code == "grand"
    assert scene.holder(scene.task(Kind.SIGNATURE)) == "president"


def test_what_the_data_do_not_name_follows_the_setting(scene: Scene, settings: LazySettings) -> None:
    settings.ROKHAS_ARRONDISSEMENT_SIGNER = "arrondissement_president"
    scene.grand = True
    scene.deposited()
    decision = scene.dossier.procedure.step("decision")
    assert lived(decision, scene.dossier).by == ("arrondissement", "commune")
    settings.ROKHAS_ARRONDISSEMENT_SIGNER = "president"
    assert lived(decision, scene.dossier) == decision


def test_what_is_deposited_after_midnight_in_morocco_is_of_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    days: list[date] = []
    monkeypatch.setattr(places, "delegation", lambda *given: days.append(given[3]))
    where = SimpleNamespace(unit="06.141.01.21", commune=SimpleNamespace(code="06.141.01.0"), over=None)
    procedure = SimpleNamespace(code="building-permit")
    lodged_at = datetime(2026, 1, 9, 23, 30, tzinfo=UTC)
    dossier = SimpleNamespace(where=where, procedure=procedure, class_code="petit", lodged_at=lodged_at)
    lived(cast(Any, SimpleNamespace()), cast(Any, dossier))
    assert days == [date(2026, 1, 10)]
