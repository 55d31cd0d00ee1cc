"""The pages of those who write procedures: read, write, compare, preview, publish; each person what is theirs to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from rokhas.accounts.models import Mandate, Office, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.dossiers.actions.filing import open_draft
from rokhas.dossiers.models import Dossier
from rokhas.editing.queries.history import news
from rokhas.kernel.actor import SYSTEM
from rokhas.kernel.errors import Refused
from rokhas.procedures import queries
from rokhas.procedures.actions import begin
from rokhas.procedures.actions.drafts import mark_of
from rokhas.procedures.models import NextVersion, ProcedureVersion
from rokhas.testing.definitions import publish_tiny

pytestmark = pytest.mark.django_db
CODE, UNDER_WAY = "regularisation-permit", "refurbishment-permit"
UNSAID = mark_of(NextVersion().terms)
SOON = SYSTEM.today() + timedelta(days=40)  # the act asks for a day to come, whatever day the tests run
TERMS = {
    "effective_from": SOON.isoformat(),
    "reason": "x",
    "law": "y",
    "certainty": "memory",
    "seen": UNSAID,
}


@pytest.fixture(autouse=True)
def _memory() -> Iterator[None]:
    """Versions written here share their names from one test to the next."""
    yield
    queries.procedure_of.cache_clear()


@pytest.fixture
def office() -> Office:
    return Office.objects.create(kind="ministry", name_fr="Ministère", name_ar="الوزارة")


def holder(word: str, role: Role, office: Office) -> Person:
    person = Person.objects.create_user(f"{word}@demo.example", name_fr=word.title(), name_ar="اسم")
    Mandate.objects.create(person=person, role=role, office=office, starts_on=date(2020, 1, 1))
    return person


@pytest.fixture
def editor(office: Office) -> Person:
    return holder("nadia", Role.CONTENT_EDITOR, office)


@pytest.fixture
def other(office: Office) -> Person:
    return holder("sara", Role.CONTENT_EDITOR, office)


@pytest.fixture
def administrator(office: Office) -> Person:
    return holder("idir", Role.PLATFORM_ADMINISTRATOR, office)


def signed(person: Person, language: str = "fr") -> Client:
    client = Client(headers={"accept-language": language})
    Person.objects.filter(pk=person.pk).update(language=language)
    client.force_login(person)
    return client


def said(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def begun(client: Client, code: str = CODE) -> NextVersion:
    assert client.post(f"/editing/{code}/next/").status_code == 302
    return NextVersion.objects.open().get(code=code)


def kept(client: Client, address: str, **typed: str | list[str]) -> int:
    """Send the form of a page with what it shows, and what is typed instead."""
    answer = client.get(address)
    form = answer.context["form"]
    sent = dict(form.as_sent().lists())
    sent |= {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    return client.post(address, {**sent, "seen": answer.context["seen"]}).status_code


def test_every_procedure_is_read_as_a_page_with_its_diagram_and_its_doubts(editor: Person) -> None:
    client = signed(editor)
    page = said(client, "/editing/")
    for key in ProcedureVersion.objects.values_list("code", flat=True).distinct():
        assert f"/editing/{key}/" in page
    sheet = said(client, f"/editing/{CODE}/")
    assert "wb-flow--wide" in sheet
    assert "décret 2-18-475" in sheet or "Décret 2-18-475" in sheet
    assert "incertain" in sheet or "certain" in sheet


def test_the_lists_cost_the_same_whatever_is_written(
    editor: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed(editor)
    begun(client)
    begun(client, "building-permit")
    said(client, "/editing/")
    with django_assert_max_num_queries(9):
        said(client, "/editing/")
    with django_assert_max_num_queries(9):
        said(client, f"/editing/{CODE}/")


def test_nothing_is_shown_to_others(editor: Person, office: Office) -> None:
    draft = begun(signed(editor))
    client = signed(holder("hind", Role.SECRETARY, office))
    for address in (
        "",
        f"{CODE}/",
        f"{CODE}/comparison/",
        f"drafts/{draft.pk}/",
        f"drafts/{draft.pk}/part/documents/0/",
    ):
        said(client, f"/editing/{address}", 404)


def test_the_administrator_reads_and_never_writes(editor: Person, administrator: Person) -> None:
    draft = begun(signed(editor))
    client = signed(administrator)
    page = said(client, f"/editing/drafts/{draft.pk}/")
    assert "/part/" not in page
    said(client, f"/editing/drafts/{draft.pk}/part/documents/0/", 404)
    assert client.post(f"/editing/{CODE}/next/").status_code == 404


def test_what_is_typed_is_kept_and_its_mistakes_are_told_beside_it_in_both_languages(editor: Person) -> None:
    client = signed(editor)
    draft = begun(client)
    address = f"/editing/drafts/{draft.pk}/part/limits/0/"
    assert kept(client, address, **{"delay-quantity": "beaucoup", "names-ar": ""}) == 302
    draft.refresh_from_db()
    assert draft.value["limits"][0]["delay"]["quantity"] == "beaucoup"
    for language, word in (("fr", "nombre entier"), ("ar", "beaucoup")):
        answer = signed(editor, language).get(address)
        assert word in " ".join(answer.context["form"].errors["delay-quantity"])
        assert answer.context["form"].errors["names-ar"]
    page = said(client, f"/editing/drafts/{draft.pk}/")
    assert f"/editing/drafts/{draft.pk}/part/limits/0/" in page
    said(client, f"/editing/drafts/{draft.pk}/preview/")  # the page of the whole says why there is none
    assert client.post(f"/editing/drafts/{draft.pk}/submission/").status_code == 422


def test_two_editors_see_each_other_s_words_and_lose_none(editor: Person, other: Person) -> None:
    mine, theirs = signed(editor), signed(other)
    draft = begun(mine)
    address = f"/editing/drafts/{draft.pk}/part/documents/0/"
    page = mine.get(address)
    sent = dict(page.context["form"].as_sent().lists()) | {"seen": [page.context["seen"]]}
    assert kept(theirs, address, **{"names-fr": "Pièce de l’une"}) == 302
    answer = mine.post(address, sent | {"names-fr": ["Pièce de l’autre"]})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert escape("Pièce de l’une") in shown
    assert escape("Pièce de l’autre") in shown
    draft.refresh_from_db()
    assert draft.value["documents"][0]["names"]["fr"] == "Pièce de l’une"
    again = sent | {"names-fr": ["Pièce des deux"], "seen": [answer.context["seen"]]}
    assert mine.post(address, again).status_code == 302
    draft.refresh_from_db()
    assert draft.value["documents"][0]["names"]["fr"] == "Pièce des deux"
    assert set(draft.authors) == {editor.pk, other.pk}


def test_a_window_is_added_moved_and_taken_out(editor: Person) -> None:
    client = signed(editor)
    draft = begun(client)
    root = f"/editing/drafts/{draft.pk}"
    said(client, f"{root}/addition/windows/")
    window = {
        "opens": "2027-01-01",
        "closes": "2028-12-31",
        "law-text": "décret 2-26-900",
        "law-certainty": "unsure",
    }
    answer = client.post(f"{root}/addition/windows/", window)
    assert answer["Location"].endswith("/part/windows/1/")
    draft.refresh_from_db()
    assert draft.value["windows"][1]["opens"] == "2027-01-01"
    seen = mark_of(draft.value["windows"][1])
    assert client.post(f"{root}/rise/windows/1/", {"seen": seen}).status_code == 302
    assert client.post(f"{root}/removal/windows/1/", {"seen": seen}).status_code == 409
    assert client.post(f"{root}/removal/windows/0/", {"seen": seen}).status_code == 302
    draft.refresh_from_db()
    assert len(draft.value["windows"]) == 1
    for nowhere in (
        "part/windows/7/",
        "part/nowhere/0/",
        "part/windows/",
        f"part/windows/{'9' * 5000}/",
        "addition/documents/0/nowhere/",
        "addition/documents/99/sources/",
        "addition/windows/0/",
    ):
        said(client, f"{root}/{nowhere}", 404)


def test_what_a_new_part_lacks_is_named_and_its_code_asked_until_it_is_one(editor: Person) -> None:
    client = signed(editor)
    assert client.post("/editing/building-permit/next/").status_code == 302
    draft = NextVersion.objects.get()
    root = f"/editing/drafts/{draft.pk}"
    added = client.post(f"{root}/addition/documents/", {"names-fr": "Photo", "names-ar": "صورة"})["Location"]
    page = said(client, root + "/")
    for words in ("Photo › Code", "Photo › Nature", "Photo › Où cela a été lu", "Dites où cela a été lu"):
        assert words in page
    assert "sources" not in page.replace("(sources)", "")
    form = client.get(added).context["form"]
    assert form["code"].errors == ["Rien n’est écrit ici."]
    answer = client.get(added)
    sent = dict(answer.context["form"].as_sent().lists()) | {"code": ["PHOTO"]}
    assert client.post(added, {**sent, "seen": answer.context["seen"]}).status_code == 302
    assert "code" not in client.get(added).context["form"].fields
    # Two limits of one name are told apart by their delay and their class.
    items = [each for listed in answer.context["lists"] for each in listed.items]
    assert items == []
    limits = next(each for each in client.get(f"{root}/").context["parts"] if each.key == "limits")
    details = [each.detail for each in limits.items if each.title == "Délai maximal légal"]
    assert len(set(details)) == len(details) == 2
    assert all("projet" in each for each in details)


def test_a_step_that_is_taken_out_is_told_beside_the_field_of_those_that_follow_it(editor: Person) -> None:
    client = signed(editor)
    draft = begun(client, UNDER_WAY)
    root = f"/editing/drafts/{draft.pk}"
    codes = [each["code"] for each in draft.value["steps"]]
    fees, decision = codes.index("fees"), codes.index("decision")
    seen = mark_of(draft.value["steps"][fees])
    assert client.post(f"{root}/removal/steps/{fees}/", {"seen": seen}).status_code == 302
    address = f"{root}/part/steps/{decision - 1}/"
    form = client.get(address).context["form"]
    assert form.errors["after"]
    assert ("fees", "fees") in form.fields["after"].choices  # the step that is gone can still be unticked
    assert address in said(client, f"{root}/")
    assert kept(client, address, after=["examination"]) == 302
    assert not client.get(address).context["form"].errors


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "n’annonce le changement d’aucun texte"), ("ar", "لا تعلن عن تغيير أي نص")],
)
def test_a_version_that_came_with_the_platform_is_not_told_as_a_text_that_changed(
    language: str, sentence: str
) -> None:
    [told] = [each for each in news(SYSTEM.today()) if each.address[1] == "building-permit"]
    assert told.came_with_platform
    assert (told.reason, told.law, told.certainty) == ("", "", "")
    page = said(Client(headers={"accept-language": language}), "/law/")
    assert page.count(sentence) == 1


def test_from_the_first_word_to_the_public_page(editor: Person, administrator: Person) -> None:
    client = signed(editor)
    draft = begun(client)
    root = f"/editing/drafts/{draft.pk}"
    assert kept(client, f"{root}/part/limits/0/", **{"delay-quantity": "45"}) == 302
    assert (
        kept(
            client,
            f"{root}/part/documents/0/",
            **{"names-fr": "Pièce d’identité", "names-ar": "وثيقة الهوية"},
        )
        == 302
    )
    terms = TERMS | {"reason": "Le délai baisse.", "law": "décret 2-26-900"}
    assert client.post(f"{root}/terms/", terms | {"effective_from": "2020-01-01"}).status_code == 422
    assert client.post(f"{root}/terms/", terms).status_code == 302
    preview = said(client, f"{root}/preview/")
    assert escape("Pièce d’identité") in preview
    assert "/dossiers/new/" not in preview
    assert client.post(f"{root}/submission/").status_code == 302
    assert client.post(f"{root}/publication/", {"revision": draft.revision}, follow=True).status_code == 200
    assert not ProcedureVersion.objects.written_here().exists()

    second = signed(administrator, "ar")
    assert f"/editing/drafts/{draft.pk}/" in said(second, "/")
    page = second.get(f"{root}/")
    shown = page.content.decode()
    assert "45" in shown
    assert "وثيقة الهوية" in shown
    assert (
        second.post(f"{root}/publication/", {"revision": page.context["draft"].revision}).status_code == 302
    )
    version = ProcedureVersion.objects.written_here().get()
    assert version.effective_from == SOON
    compared = said(second, f"/editing/{CODE}/comparison/?before=1&after=1001")
    assert escape("Pièce d’identité") in compared
    assert queries.current(CODE, SOON).documents[0].names.fr == "Pièce d’identité"
    assert queries.current(CODE, SYSTEM.today()).version == 1
    assert [each.came_with_platform for each in news(SOON) if each.address[1] == CODE] == [False]
    said(client, f"/editing/{CODE}/?version=1001")
    assert client.post(f"/editing/{CODE}/1001/withdrawal/", {"motive": ""}).status_code == 302
    assert queries.current(CODE, SOON).version == 1001
    client.post(f"/editing/{CODE}/1001/withdrawal/", {"motive": "Le décret est rapporté."})
    assert queries.current(CODE, SOON).version == 1
    assert "rapporté" in said(client, f"/editing/{CODE}/")


def test_what_is_sent_back_or_abandoned_says_so(editor: Person, other: Person) -> None:
    client = signed(editor)
    draft = begun(client)
    root = f"/editing/drafts/{draft.pk}"
    kept(client, f"{root}/part/", note="Une note.")
    client.post(f"{root}/terms/", TERMS)
    client.post(f"{root}/submission/")
    second = signed(other)
    second.post(f"{root}/return/", {"motive": "L’article manque."})
    assert escape("L’article manque.") in said(client, f"{root}/")
    assert client.post(f"{root}/abandonment/").status_code == 302
    draft.refresh_from_db()
    assert draft.state == "abandoned"
    assert client.post(f"{root}/abandonment/").status_code == 409
    assert said(client, "/")


def test_a_procedure_that_nobody_filed_yet_is_written_too(editor: Person) -> None:
    version = publish_tiny()
    draft = begin(version, by=actor_of(editor))
    assert "ed-changes" not in said(signed(editor, "ar"), f"/editing/drafts/{draft.pk}/")


def test_a_dossier_under_way_keeps_its_version_and_the_next_takes_the_new_one(
    editor: Person, administrator: Person, office: Office
) -> None:
    client = signed(editor)
    applicant = actor_of(Person.objects.create_user("salma@demo.example", name_fr="Salma", name_ar="سلمى"))
    before = open_draft(ProcedureVersion.objects.get(pk=f"{UNDER_WAY}.v1"), by=applicant)
    draft = begun(client, UNDER_WAY)
    root = f"/editing/drafts/{draft.pk}"
    kept(client, f"{root}/part/documents/0/", **{"names-fr": "Pièce nouvelle"})
    client.post(f"{root}/terms/", TERMS)
    client.post(f"{root}/submission/")
    draft.refresh_from_db()
    signed(administrator).post(f"{root}/publication/", {"revision": draft.revision})
    then = replace(applicant, at=datetime.combine(SOON, time(12), UTC))
    for day, version in ((SYSTEM.today(), 1), (SOON - timedelta(days=1), 1), (SOON, 1001)):
        assert queries.current(UNDER_WAY, day).version == version
    after = open_draft(ProcedureVersion.objects.get(pk=queries.current_key(UNDER_WAY, SOON)), by=then)
    assert Dossier.objects.get(pk=before.pk).procedure.documents[0].names.fr != "Pièce nouvelle"
    assert Dossier.objects.get(pk=after.pk).procedure.documents[0].names.fr == "Pièce nouvelle"


def test_outside_its_periods_a_request_is_refused_until_the_next_one_is_written(
    editor: Person, administrator: Person
) -> None:
    """The period of régularisation is closed: whoever begins one is told; the next period is data."""
    client = signed(editor)
    applicant = actor_of(Person.objects.create_user("salma@demo.example", name_fr="Salma", name_ar="سلمى"))
    closed = ProcedureVersion.objects.get(pk=f"{CODE}.v1")
    with pytest.raises(Refused) as refused:
        open_draft(closed, by=applicant)
    assert refused.value.code == "filing-closed"
    draft = begun(client)
    root = f"/editing/drafts/{draft.pk}"
    window = {"opens": SOON.isoformat(), "law-text": "décret 2-26-900", "law-certainty": "unsure"}
    client.post(f"{root}/addition/windows/", window)
    client.post(f"{root}/terms/", TERMS)
    assert client.post(f"{root}/submission/").status_code == 302
    draft.refresh_from_db()
    signed(administrator).post(f"{root}/publication/", {"revision": draft.revision})
    open_day = replace(applicant, at=datetime.combine(SOON, time(12), UTC))
    assert open_draft(ProcedureVersion.objects.get(pk=f"{CODE}.v1001"), by=open_day).is_draft
