"""What a person keeps for their next requests: theirs alone, checked as any file, and never able to change a dossier."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from rokhas.accounts.models import Person
from rokhas.briefcase import actions, queries
from rokhas.briefcase.errors import BriefcaseFull, KeptExpired, NotAskedHere, NotReusable
from rokhas.briefcase.models import KeptDatum, KeptDocument
from rokhas.documents.actions import store
from rokhas.documents.models import Document
from rokhas.dossiers.actions import filing
from rokhas.dossiers.errors import FirstPageOnly, WrongKindOfFile
from rokhas.dossiers.models import Dossier
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.procedures.models import ProcedureVersion
from rokhas.testing.scene import Scene, one_page

PDF = "application/pdf"


@pytest.fixture
def citizen(scene: Scene) -> Person:
    return scene.cast.people["applicant"]


@pytest.fixture
def me(citizen: Person) -> Actor:
    return Actor(citizen.pk)


@pytest.fixture
def page(citizen: Person) -> Client:
    client = Client()
    client.force_login(citizen)
    client.cookies["rokhas_language"] = "fr"
    return client


def pdf(text: str, by: Actor, *, pages: int = 2) -> Document:
    return store(one_page(text), name=f"{text}.pdf", media_type=PDF, pages=pages, by=by)


def draft_of(me: Actor, procedure: str = "refurbishment-permit") -> Dossier:
    return filing.open_draft(ProcedureVersion.objects.get(pk=f"{procedure}.v1"), by=me)


def test_a_kept_document_serves_several_requests_which_keep_the_file_itself(me: Actor) -> None:
    kept = actions.keep(pdf("statutes", me), "STATUTS", by=me, expires_on=me.today() + timedelta(days=9))
    assert actions.keep(pdf("statutes", me), "STATUTS", by=me).pk == kept.pk, "the same bytes are kept once"
    kept.refresh_from_db()
    assert kept.expires_on == me.today() + timedelta(days=9), (
        "kept again without a date, it has the date it had"
    )
    first, second = draft_of(me), draft_of(me, "simple-declaration")
    given = [actions.use(kept, dossier, by=me) for dossier in (first, second)]
    assert {piece.document_id for piece in given} == {kept.document_id}
    sha256 = kept.document.sha256
    actions.remove(kept, by=me)
    assert not KeptDocument.objects.exists()
    assert [piece.document.sha256 for piece in first.pieces.all()] == [sha256], "the dossier keeps its file"
    told = [event.kind for event in Event.objects.filter(kind__startswith="briefcase.").order_by("pk")]
    assert told == ["briefcase.filled", "briefcase.used", "briefcase.used", "briefcase.emptied"]


def test_a_deleted_document_that_served_nothing_leaves_no_row(me: Actor) -> None:
    kept = actions.keep(pdf("card", me), "CNIE", by=me)
    actions.remove(kept, by=me)
    assert not Document.objects.filter(pk=kept.document_id).exists()


def test_what_is_kept_is_under_the_rules_of_any_file(me: Actor, scene: Scene) -> None:
    with pytest.raises(NotReusable):
        actions.keep(pdf("plan", me), "PLANARCH", by=me)
    picture = store(b"picture", name="a.png", media_type="image/png", by=me)
    with pytest.raises(WrongKindOfFile):
        actions.keep(picture, "STATUTS", by=me)
    short = actions.keep(pdf("first-page", me, pages=1), "STATUTS", by=me)
    dossier = draft_of(me)
    with pytest.raises(FirstPageOnly):
        actions.use(short, dossier, by=me)
    assert actions.use(short, dossier, by=me, insist=True).insisted == ["first_page"]
    extract = actions.keep(pdf("register", me), "RC", by=me)
    with pytest.raises(NotAskedHere):
        actions.use(extract, dossier, by=me)
    actions.date_expiry(short, by=me, expires_on=me.today() - timedelta(days=1))
    short.refresh_from_db()
    with pytest.raises(KeptExpired):
        actions.use(short, draft_of(me), by=me, insist=True)


def test_nobody_keeps_or_uses_for_another(me: Actor, scene: Scene, page: Client) -> None:
    other = scene.actor("architect")
    theirs = actions.keep(pdf("theirs", other), "STATUTS", by=other)
    with pytest.raises(NotAllowed):
        actions.use(theirs, draft_of(me), by=me)
    with pytest.raises(NotAllowed):
        actions.remove(theirs, by=me)
    dossier = draft_of(other)
    for act in (actions.fill, actions.keep_answers):
        with pytest.raises(NotAllowed):
            act(dossier, by=me)
    piece = actions.use(theirs, dossier, by=other)
    with pytest.raises(NotAllowed):
        actions.keep_piece(piece, by=me)
    with pytest.raises(NotAllowed):  # a professional files for a client
        actions.keep_piece(piece, by=other)
    with pytest.raises(NotAllowed):
        actions.keep_answers(dossier, by=other)
    assert page.get(reverse("briefcase:file", args=[theirs.pk, "a.pdf"])).status_code == 404
    assert page.post(reverse("briefcase:removal", args=[theirs.pk])).status_code == 404
    assert page.post(reverse("briefcase:use", args=[theirs.pk, dossier.pk])).status_code == 404
    assert Client().get(reverse("briefcase:mine")).status_code == 302


def test_a_briefcase_has_a_bottom(me: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 1)
    actions.keep(pdf("one", me), "CNIE", by=me)
    with pytest.raises(BriefcaseFull):
        actions.keep(pdf("two", me), "CNIE", by=me)


def test_data_lie_sealed_and_fill_what_is_still_empty(me: Actor) -> None:
    actions.write(
        {"applicant_kind": "company", "applicant_ice": "001234567000089", "applicant_phone": "0661000000"},
        by=me,
    )
    assert not any("0012345" in datum.value_sealed for datum in KeptDatum.objects.all())
    dossier = filing.answer(draft_of(me), {"applicant_kind": "natural_person"}, by=me)
    assert actions.fill(dossier, by=me) == 2
    dossier.refresh_from_db()
    assert dossier.answers["applicant_kind"] == "natural_person", "an answer already given stays"
    assert dossier.answers["applicant_ice"] != "001234567000089", "sealed in the dossier too"
    filing.answer(dossier, {"applicant_name_fr": "Société Atlas"}, by=me)
    dossier.refresh_from_db()
    assert actions.keep_answers(dossier, by=me) == 2
    assert queries.kept_data(me)["applicant_name_fr"] == "Société Atlas"
    actions.write({"applicant_ice": ""}, by=me)
    assert "applicant_ice" not in queries.kept_data(me)
    assert "0661" not in json.dumps([event.data for event in Event.objects.all()])
    actions.erase_data(by=me)
    assert not KeptDatum.objects.exists()


@pytest.mark.parametrize(
    ("language", "heading", "use", "keep"),
    [
        ("fr", "Mes documents", "de mes documents", "Garder dans mes documents"),
        ("ar", "وثائقي", "من وثائقي", "حفظها ضمن وثائقي"),
    ],
)
def test_the_pages_keep_use_and_delete(
    page: Client, me: Actor, language: str, heading: str, use: str, keep: str
) -> None:
    page.cookies["rokhas_language"] = language
    mine = reverse("briefcase:mine")
    assert heading in page.get(mine).content.decode()
    card = SimpleUploadedFile("card.pdf", one_page("card"), PDF)
    sent = {"code": "CNIE", "expires_on": "2031-05-04", "file": card}
    assert page.post(mine, sent)["Location"] == mine
    html = page.get(mine).content.decode()
    assert "card.pdf" in html
    assert "04/05/2031" in html
    script = SimpleUploadedFile("card.pdf", b"<script>alert(1)</script>", PDF)
    assert page.post(mine, {"code": "CNIE", "file": script}).status_code == 422
    kept = KeptDocument.objects.get()
    dossier = filing.answer(draft_of(me), {"applicant_kind": "natural_person"}, by=me)
    pieces = reverse("dossiers:pieces", args=[dossier.pk])
    assert use in page.get(pieces).content.decode()
    answer = page.post(reverse("briefcase:use", args=[kept.pk, dossier.pk]))
    assert answer["Location"] == f"{pieces}#doc-CNIE"
    actions.remove(kept, by=me)
    assert keep in page.get(pieces).content.decode()
    piece = dossier.pieces.get()
    page.post(reverse("briefcase:keep_piece", args=[dossier.pk, piece.pk]))
    kept = KeptDocument.objects.get()
    page.post(reverse("briefcase:expiry", args=[kept.pk]), {f"{kept.pk}-expires_on": "2030-01-02"})
    kept.refresh_from_db()
    assert kept.expires_on == date(2030, 1, 2)
    file = page.get(reverse("briefcase:file", args=[kept.pk, "card.pdf"]))
    assert b"".join(file).startswith(b"%PDF")


def test_the_page_of_data_and_the_tasks_of_a_draft(page: Client, me: Actor) -> None:
    written = {
        "asked": ["applicant_phone", "applicant_email"],
        "applicant_phone": "0661000000",
        "applicant_email": "x",
    }
    refused = page.post(reverse("briefcase:data"), written)
    assert refused.status_code == 422
    assert queries.kept_data(me) == {"applicant_phone": "0661000000"}
    assert "0661000000" not in page.get(reverse("briefcase:mine")).content.decode(), "masked"
    dossier = draft_of(me)
    tasks = reverse("dossiers:draft", args=[dossier.pk])
    assert "Remplir 1 réponse avec mes données" in page.get(tasks).content.decode()
    assert page.post(reverse("briefcase:filling", args=[dossier.pk]))["Location"] == tasks
    dossier.refresh_from_db()
    assert dossier.answers["applicant_phone"]
    filing.answer(dossier, {"applicant_name_fr": "Karim"}, by=me)
    assert "Garder 1 réponse" in page.get(tasks).content.decode()
    page.post(reverse("briefcase:keep_answers", args=[dossier.pk]))
    assert queries.kept_data(me)["applicant_name_fr"] == "Karim"
    page.post(reverse("briefcase:data_removal"))
    assert queries.kept_data(me) == {}


def test_the_page_of_documents_costs_one_query_more(
    page: Client, me: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    actions.keep(pdf("statutes", me), "STATUTS", by=me)
    dossier = filing.answer(draft_of(me), {"applicant_kind": "company"}, by=me)
    address = reverse("dossiers:pieces", args=[dossier.pk])
    page.get(address)
    with django_assert_max_num_queries(15):
        assert "statutes.pdf" in page.get(address).content.decode()
