"""The pages of the shared lists: read, write, publish, withdraw; the history for those who write, what changed for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from rokhas.accounts.models import Office, Person, Role
from rokhas.editing.models import NextEntry
from rokhas.editing.tests.test_pages import UNSAID, holder, said, signed
from rokhas.kernel.actor import SYSTEM
from rokhas.procedures.queries import entries

pytestmark = pytest.mark.django_db
SOON = SYSTEM.today() + timedelta(days=40)  # the act asks for a day to come, whatever day the tests run
HERE = "/editing/lists/reasons/URB-02/"


@pytest.fixture(autouse=True)
def _memory() -> Iterator[None]:
    entries.forget()
    yield
    entries.forget()


@pytest.fixture
def office() -> Office:
    return Office.objects.create(kind="ministry", name_fr="Ministère", name_ar="الوزارة")


@pytest.fixture
def editor(office: Office) -> Person:
    return holder("nadia", Role.CONTENT_EDITOR, office)


@pytest.fixture
def other(office: Office) -> Person:
    return holder("sara", Role.CONTENT_EDITOR, office)


def begun(client: Client, address: str = HERE) -> NextEntry:
    assert client.post(f"{address}next/").status_code == 302
    return NextEntry.objects.open().latest("pk")


def kept(client: Client, draft: NextEntry, **typed: str) -> int:
    """Send the form with what it shows, and what is typed instead."""
    address = f"/editing/entries/{draft.pk}/"
    answer = client.get(address)
    sent = dict(answer.context["form"].as_sent().lists()) | {name: [text] for name, text in typed.items()}
    return client.post(address, {**sent, "seen": answer.context["seen"]}).status_code


def submitted(client: Client, draft: NextEntry) -> None:
    terms = {
        "effective_from": SOON.isoformat(),
        "reason": "Le texte nouveau.",
        "law": "décret 2-18-577",
        "certainty": "sourced",
        "seen": UNSAID,
    }
    assert client.post(f"/editing/entries/{draft.pk}/terms/", terms).status_code == 302
    assert client.post(f"/editing/entries/{draft.pk}/submission/").status_code == 302


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_each_list_shows_its_words_its_texts_and_how_sure_each_is(editor: Person, language: str) -> None:
    client = signed(editor, language)
    sure = {"fr": "à confirmer", "ar": "التأكيد"}[language]
    for name, code in (("reasons", "FON-01"), ("activities", "com_001"), ("rates", "TOC-MA-COL")):
        page = said(client, f"/editing/lists/{name}/?q={code.replace('_', ' ')}")
        assert code in page
        assert sure in said(client, f"/editing/lists/{name}/?q=")
        sheet = said(client, f"/editing/lists/{name}/{code}/")
        assert code in sheet
    papers = said(client, "/editing/documents/?q=cnie")
    assert "/editing/building-permit/" in papers
    assert said(client, "/editing/documents/?q=zzzz")
    assert said(client, "/editing/lists/reasons/?q=zzzz")


def test_amounts_notes_and_parts_of_a_procedure_are_told_in_words(editor: Person) -> None:
    client = signed(editor)
    rate = said(client, "/editing/lists/rates/TOC-CASA-COL/")
    assert "20,00" in rate
    assert "20.00" not in rate
    assert "DH par m² couvert" in rate
    draft = begun(client, "/editing/lists/rates/TOC-CASA-COL/")
    form = client.get(f"/editing/entries/{draft.pk}/").context["form"]
    assert form["rate"].value() == "20,00"
    assert kept(client, draft) == 302
    draft.refresh_from_db()
    assert draft.value["rate"] == "20.00"
    activity = said(client, "/editing/lists/activities/com_009/")
    assert "class " not in activity
    assert "com 009" not in activity
    draft = begun(client, "/editing/lists/activities/com_001/")
    lines = client.get(f"/editing/entries/{draft.pk}/").context["form"]["everyday"].value()
    assert kept(client, draft, everyday=f"{lines}\r\n bqal dial lhouma \r\n") == 302
    draft.refresh_from_db()
    assert draft.value["everyday"] == [*lines.splitlines(), "bqal dial lhouma"]


def test_the_lists_cost_the_same_whatever_is_written(
    editor: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed(editor)
    begun(client)
    begun(client, "/editing/lists/reasons/URB-03/")
    for name in ("reasons", "activities", "rates"):
        said(client, f"/editing/lists/{name}/")
        with django_assert_max_num_queries(11):
            said(client, f"/editing/lists/{name}/")
    said(client, "/law/")
    with django_assert_max_num_queries(8):
        said(client, "/law/")


def test_nothing_is_shown_to_others_but_what_changed(editor: Person, office: Office) -> None:
    draft = begun(signed(editor))
    client = signed(holder("hind", Role.SECRETARY, office))
    for address in (
        "documents/",
        "lists/reasons/",
        "lists/reasons/URB-02/",
        "lists/reasons/URB-02/history/",
        "building-permit/history/",
        f"entries/{draft.pk}/",
        f"entries/{draft.pk}/terms/",
    ):
        said(client, f"/editing/{address}", 404)
    for address in ("submission", "abandonment", "publication", "return", "withdrawal"):
        assert client.post(f"/editing/entries/{draft.pk}/{address}/").status_code == 404
    said(signed(editor), "/editing/lists/secrets/", 404)
    said(signed(editor), "/editing/lists/reasons/ZZZ-01/", 404)
    said(signed(editor), "/editing/lists/secrets/URB-02/history/", 404)
    said(Client(), "/law/")


def test_an_entry_is_written_by_one_and_published_by_another_and_everybody_reads_what_changes(
    editor: Person, other: Person
) -> None:
    client, second = signed(editor), signed(other)
    draft = begun(client)
    assert kept(client, draft, **{"text-ar": ""}) == 302
    wrong = client.get(f"/editing/entries/{draft.pk}/")
    assert wrong.context["form"].errors["text-ar"]
    assert client.post(f"/editing/entries/{draft.pk}/submission/").status_code == 422
    assert (
        kept(client, draft, **{"text-fr": "Dépasse {valeur} étages.", "text-ar": "يتجاوز {valeur} طوابق."})
        == 302
    )
    submitted(client, draft)
    assert client.post(f"/editing/entries/{draft.pk}/publication/", {"revision": "9"}).status_code == 403
    page = said(second, f"/editing/entries/{draft.pk}/")
    assert "Dépasse {valeur} étages." in page
    assert str(escape("Permis de construire")) in page
    assert said(second, "/editing/").count(f"/editing/entries/{draft.pk}/") == 1
    draft.refresh_from_db()
    published = second.post(f"/editing/entries/{draft.pk}/publication/", {"revision": draft.revision})
    assert published.status_code == 302
    day = f"{SOON:%d/%m/%Y}"
    for language in ("fr", "ar"):
        reader = Client(headers={"accept-language": language})
        assert day in said(reader, "/law/")
        history = said(signed(other, language), f"{HERE}history/")
        assert "%(" not in history
        assert "Le texte nouveau." in history
    assert "nadia" not in said(Client(), "/law/").lower()
    assert day in said(client, HERE)
    assert day in said(client, "/editing/lists/reasons/?q=urb-02")
    motive = {"motive": "Erreur de plume."}
    assert second.post(f"/editing/entries/{draft.pk}/withdrawal/").status_code == 422
    assert second.post(f"/editing/entries/{draft.pk}/withdrawal/", motive).status_code == 302
    assert "Erreur de plume." in said(client, HERE)
    assert day not in said(Client(), "/law/")


def test_two_editors_see_both_wordings_and_a_second_person_sends_it_back(
    editor: Person, other: Person
) -> None:
    client, colleague = signed(editor), signed(other)
    draft = begun(client)
    seen = client.get(f"/editing/entries/{draft.pk}/").context
    assert kept(colleague, draft, law="RGC art. 2") == 302
    sent = dict(seen["form"].as_sent().lists()) | {"law": ["RGC art. 3"], "seen": [seen["seen"]]}
    answer = client.post(f"/editing/entries/{draft.pk}/", sent)
    assert answer.status_code == 409
    assert [row[1:] for row in answer.context["theirs"]] == [("RGC art. 3", "RGC art. 2")]
    submitted(client, draft)
    third = signed(holder("idir", Role.PLATFORM_ADMINISTRATOR, Office.objects.get()))
    address = f"/editing/entries/{draft.pk}/"
    assert third.post(f"{address}return/").status_code == 422
    assert third.post(f"{address}return/", {"motive": "Article à citer."}).status_code == 302
    assert "Article à citer." in said(client, address)
    assert third.post(address, {"law": "RGC"}).status_code == 404
    assert client.post(f"{address}abandonment/").status_code == 302
    assert client.post(address, {"law": "RGC"}).status_code in {403, 409}


def test_a_new_one_is_begun_from_one_like_it_and_a_code_that_is_not_one_is_refused_beside_its_field(
    editor: Person,
) -> None:
    client = signed(editor)
    for code in ("", "urb 77", "URB-03"):
        assert client.post(f"{HERE}next/", {"code": code}).status_code == 422, code
    answer = client.post(f"{HERE}next/", {"code": "URB-77"})
    assert answer["Location"] == f"/editing/entries/{NextEntry.objects.get().pk}/"
    begun(client)
    assert client.post(f"{HERE}next/").status_code == 302
    assert NextEntry.objects.open().count() == 2
    assert client.post("/editing/lists/rates/NO-SUCH/next/").status_code == 404
    rate = begun(client, "/editing/lists/rates/TOC-MA-REST/")
    assert kept(client, rate, rate="600") == 302
    assert client.get(f"/editing/entries/{rate.pk}/").context["form"].errors["rate"]
