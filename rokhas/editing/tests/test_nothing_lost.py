"""Two people, two tabs, a page opened long ago: nothing is written over, and what cannot be kept is given back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from rokhas.accounts.models import Person
from rokhas.editing.models import NextEntry
from rokhas.editing.tests.test_pages import (  # noqa: F401
    CODE,
    SOON,
    UNSAID,
    begun,
    editor,
    kept,
    office,
    other,
    said,
    signed,
)
from rokhas.editing.tests.test_register_pages import begun as begun_entry
from rokhas.editing.tests.test_register_pages import kept as kept_entry
from rokhas.procedures import queries
from rokhas.procedures.actions.drafts import mark_of
from rokhas.procedures.errors import TakenBack
from rokhas.procedures.models import NextVersion
from rokhas.procedures.queries import entries

pytestmark = pytest.mark.django_db
TERMS = {
    "effective_from": SOON.isoformat(),
    "reason": "Le délai baisse.",
    "law": "décret 2-26-900",
    "certainty": "unsure",
    "seen": UNSAID,
}


@pytest.fixture(autouse=True)
def _memory() -> Iterator[None]:
    entries.forget()
    yield
    entries.forget()
    queries.procedure_of.cache_clear()


def sent(client: Client, address: str, **typed: str) -> dict[str, Any]:
    """What the page at an address would send, with what is typed instead."""
    page = client.get(address)
    shown = dict(page.context["form"].as_sent().lists())
    return {**shown, "seen": page.context["seen"], **{name: [words] for name, words in typed.items()}}


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("what", ["drafts", "entries"])
def test_terms_said_in_two_tabs_are_both_shown_and_none_is_written_over(
    editor: Person,  # noqa: F811
    other: Person,  # noqa: F811
    what: str,
    language: str,
) -> None:
    mine, theirs = signed(editor, language), signed(other, language)
    draft: NextVersion | NextEntry = begun(mine) if what == "drafts" else begun_entry(mine)
    address = f"/editing/{what}/{draft.pk}/terms/"
    assert f'name="seen" value="{UNSAID}"' in said(mine, address)
    assert theirs.post(address, TERMS).status_code == 302
    year_later = (SOON + timedelta(days=365)).isoformat()
    late = TERMS | {"reason": "Autre raison.", "certainty": "memory", "effective_from": year_later}
    wrong = mine.post(address, late | {"reason": ""})
    assert wrong.status_code == 422
    assert f'name="seen" value="{UNSAID}"' in wrong.content.decode()
    answer = mine.post(address, late)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Autre raison." in page
    assert escape("Le délai baisse.") in page
    assert f"{SOON:%d/%m/%Y}" in page, "days are told as they are read"
    draft.refresh_from_db()
    assert (draft.reason, draft.revision) == ("Le délai baisse.", 1)
    again = late | {"seen": mark_of(draft.terms)}
    assert f'value="{again["seen"]}"' in page
    assert mine.post(address, again).status_code == 302
    draft.refresh_from_db()
    assert draft.reason == "Autre raison."


@pytest.mark.parametrize("what", ["drafts", "entries"])
def test_what_is_kept_unchanged_takes_nothing_back_and_makes_nobody_an_author(
    editor: Person,  # noqa: F811
    other: Person,  # noqa: F811
    what: str,
) -> None:
    client, second = signed(editor), signed(other)
    root = f"/editing/{what}"
    if what == "drafts":
        draft: NextVersion | NextEntry = begun(client)
        part = f"{root}/{draft.pk}/part/documents/0/"
        assert kept(client, part, **{"names-fr": "Pièce d’identité"}) == 302
    else:
        draft = begun_entry(client)
        part = f"{root}/{draft.pk}/"
        assert kept_entry(client, draft, law="RGC art. 9") == 302
    assert client.post(f"{root}/{draft.pk}/terms/", TERMS).status_code == 302
    assert client.post(f"{root}/{draft.pk}/submission/").status_code == 302
    draft.refresh_from_db()
    was = (draft.revision, draft.authors, draft.touched_at)
    assert second.post(part, sent(second, part)).status_code == 302
    same = TERMS | {"seen": mark_of(draft.terms)}
    assert second.post(f"{root}/{draft.pk}/terms/", same).status_code == 302
    draft.refresh_from_db()
    assert draft.is_submitted
    assert (draft.revision, draft.authors, draft.touched_at) == was
    published = second.post(f"{root}/{draft.pk}/publication/", {"revision": draft.revision})
    assert published.status_code == 302
    draft.refresh_from_db()
    assert draft.state == "published"


@pytest.mark.parametrize("key", ["building-permit", CODE, "fit-out-permit"])
def test_no_page_of_a_procedure_changes_what_it_says_by_being_kept(editor: Person, key: str) -> None:  # noqa: F811
    client = signed(editor)
    draft = begun(client, key)
    places = [""] + [
        f"{name}/{rank}/"
        for name, listed in draft.value.items()
        if isinstance(listed, list)
        for rank, each in enumerate(listed)
        if isinstance(each, dict)
    ]
    assert len(places) > 10
    for place in places:
        address = f"/editing/drafts/{draft.pk}/part/{place}"
        answer = client.post(address, sent(client, address))
        assert answer.status_code == 302, place
        was, draft = draft, NextVersion.objects.get(pk=draft.pk)
        assert draft.value == was.value, place
        assert draft.revision == 0, place


def test_a_version_that_is_written_no_more_is_read_and_what_was_typed_is_given_back(
    editor: Person,  # noqa: F811
    other: Person,  # noqa: F811
) -> None:
    client, second = signed(editor), signed(other)
    draft = begun(client)
    root = f"/editing/drafts/{draft.pk}"
    part = f"{root}/part/documents/1/"
    typed = sent(client, part, **{"names-fr": "Tout ce que j’avais tapé"})
    assert kept(client, f"{root}/part/documents/0/", **{"names-fr": "Pièce d’identité"}) == 302
    assert client.post(f"{root}/terms/", TERMS).status_code == 302
    assert client.post(f"{root}/submission/").status_code == 302
    draft.refresh_from_db()
    assert second.post(f"{root}/publication/", {"revision": draft.revision}).status_code == 302
    late = client.post(part, typed)
    assert late.status_code == 409
    assert escape("Tout ce que j’avais tapé") in late.content.decode()
    for words in (
        TERMS | {"reason": "Une autre raison."},
        TERMS | {"reason": "Une autre raison.", "law": ""},
    ):
        answer = client.post(f"{root}/terms/", words)
        assert answer.status_code == 409
        assert "Une autre raison." in answer.content.decode()
    added = client.post(f"{root}/addition/documents/", {"names-fr": "Photographie", "names-ar": "صورة"})
    assert added.status_code == 409
    assert "Photographie" in added.content.decode()
    page = said(client, part)
    main = page[page.index("<main") : page.index("</main")]
    assert "<form" not in main
    assert "/addition/" not in main
    name = draft.value["documents"][1]["names"]["fr"]
    assert escape(name) in main
    said(client, f"{root}/terms/", 409)
    said(client, f"{root}/addition/documents/", 409)


def test_what_is_typed_in_an_entry_abandoned_meanwhile_is_given_back(
    editor: Person,  # noqa: F811
    other: Person,  # noqa: F811
) -> None:
    client = signed(editor)
    draft = begun_entry(client)
    address = f"/editing/entries/{draft.pk}/"
    typed = sent(client, address, law="RGC art. 9999")
    assert signed(other).post(f"{address}abandonment/").status_code == 302
    late = client.post(address, typed)
    assert late.status_code == 409
    assert "RGC art. 9999" in late.content.decode()
    said(client, f"{address}terms/", 409)


def test_what_is_typed_in_a_part_taken_out_meanwhile_is_given_back(editor: Person) -> None:  # noqa: F811
    client = signed(editor)
    draft = begun(client)
    root = f"/editing/drafts/{draft.pk}"
    last = len(draft.value["documents"]) - 1
    typed = sent(client, f"{root}/part/documents/{last}/", **{"names-fr": "Tout ce que j’avais tapé"})
    seen = mark_of(draft.value["documents"][last])
    assert client.post(f"{root}/removal/documents/{last}/", {"seen": seen}).status_code == 302
    late = client.post(f"{root}/part/documents/{last}/", typed)
    assert late.status_code == 404
    assert escape("Tout ce que j’avais tapé") in late.content.decode()


def test_a_part_that_is_added_twice_at_once_is_there_once(editor: Person) -> None:  # noqa: F811
    client = signed(editor)
    draft = begun(client)
    root = f"/editing/drafts/{draft.pk}"
    window = {"opens": "2027-01-01", "law-text": "décret 2-26-900", "law-certainty": "unsure"}
    was = len(draft.value["windows"])
    places = {client.post(f"{root}/addition/windows/", window)["Location"] for _turn in range(2)}
    assert places == {f"{root}/part/windows/{was}/"}
    draft.refresh_from_db()
    assert len(draft.value["windows"]) == was + 1
    said(client, f"{root}/addition///", 404)


@pytest.mark.parametrize("what", ["drafts", "entries"])
def test_why_it_was_sent_back_is_read_by_whoever_publishes_it_and_for_ever_after(
    editor: Person,  # noqa: F811
    other: Person,  # noqa: F811
    what: str,
) -> None:
    client, second = signed(editor), signed(other)
    if what == "drafts":
        draft: NextVersion | NextEntry = begun(client)
        assert kept(client, f"/editing/drafts/{draft.pk}/part/documents/0/", **{"names-fr": "Pièce"}) == 302
    else:
        draft = begun_entry(client)
        assert kept_entry(client, draft, law="RGC art. 9") == 302
    root = f"/editing/{what}/{draft.pk}"
    reasons, motives = ["Première raison.", "Deuxième raison."], ["Premier renvoi.", "Deuxième renvoi."]
    for reason, motive in zip(reasons, motives, strict=True):
        draft.refresh_from_db()
        terms = TERMS | {"reason": reason, "seen": mark_of(draft.terms)}
        assert client.post(f"{root}/terms/", terms).status_code == 302
        assert client.post(f"{root}/submission/").status_code == 302
        assert second.post(f"{root}/return/", {"motive": motive}).status_code == 302
    assert client.post(f"{root}/submission/").status_code == 302
    assert "Deuxième renvoi." in said(second, f"{root}/")
    draft.refresh_from_db()
    assert second.post(f"{root}/publication/", {"revision": draft.revision}).status_code == 302
    history = f"/editing/{CODE}/history/" if what == "drafts" else "/editing/lists/reasons/URB-02/history/"
    steps = client.get(history).context["steps"]
    assert [step.why for step in reversed(steps)] == [
        "", "Première raison.", "Premier renvoi.", "Deuxième raison.", "Deuxième renvoi.", "Deuxième raison.", "",
    ]  # fmt: skip
    assert "Premier renvoi." in said(client, history)


@pytest.mark.parametrize("what", ["drafts", "entries"])
def test_whoever_publishes_from_a_page_of_before_is_told_that_it_is_being_rewritten(
    editor: Person,  # noqa: F811
    other: Person,  # noqa: F811
    what: str,
) -> None:
    client, second = signed(editor), signed(other)
    if what == "drafts":
        draft: NextVersion | NextEntry = begun(client)
        assert kept(client, f"/editing/drafts/{draft.pk}/part/documents/0/", **{"names-fr": "Pièce"}) == 302
    else:
        draft = begun_entry(client)
        assert kept_entry(client, draft, law="RGC art. 9") == 302
    root = f"/editing/{what}/{draft.pk}"
    assert client.post(f"{root}/terms/", TERMS).status_code == 302
    assert client.post(f"{root}/submission/").status_code == 302
    draft.refresh_from_db()
    read = draft.revision
    again = TERMS | {"reason": "Mieux dit.", "seen": mark_of(draft.terms)}
    assert client.post(f"{root}/terms/", again).status_code == 302
    answer = second.post(f"{root}/publication/", {"revision": read}, follow=True)
    assert escape(str(TakenBack())) in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == "written"
