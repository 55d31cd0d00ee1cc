"""Whatever is typed in the next entry of a shared list is kept, told beside it when it is wrong, and never breaks a page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rokhas.accounts.models import Person
from rokhas.editing.forms import Boxes, PartForm
from rokhas.editing.queries.entries import state_of
from rokhas.editing.tests.test_pages import said, signed
from rokhas.editing.tests.test_register_pages import begun, editor, kept, office  # noqa: F401
from rokhas.kernel.actor import SYSTEM
from rokhas.procedures.queries import entries

pytestmark = pytest.mark.django_db
PLACES = {
    "reasons": "/editing/lists/reasons/URB-02/",
    "activities": "/editing/lists/activities/com_001/",
    "rates": "/editing/lists/rates/TOC-FES-COL/",
}
NASTY = [
    "", "vingt", "sNaN", "-Infinity", "1e999999", "18,555", "9" * 400, "٢٠", "{a!r:>9}", "<script>alert(1)</script>", "01.511",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _memory() -> Iterator[None]:
    entries.forget()
    yield
    entries.forget()


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("vingt", {"fr": "n’est pas un nombre", "ar": "ليس عددا"}),
        ("NaN", {"fr": "n’est pas un nombre", "ar": "ليس عددا"}),
    ],
)
def test_a_rate_that_is_no_amount_is_kept_and_told_beside_it(
    editor: Person,  # noqa: F811
    typed: str,
    told: dict[str, str],
    language: str,
) -> None:
    client = signed(editor, language)
    draft = begun(client, PLACES["rates"])
    address = f"/editing/entries/{draft.pk}/"
    for field in ("rate", "floor", "ceiling"):
        assert kept(client, draft, **{field: typed}) == 302
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.context["form"][field].value() == typed
        assert told[language] in " ".join(answer.context["form"].errors[field])
    said(client, PLACES["rates"])
    said(client, "/editing/lists/rates/?q=TOC")
    assert client.post(f"{address}submission/").status_code == 422
    assert kept(client, draft, rate="20,00", floor="", ceiling="") == 302
    assert not client.get(address).context["form"].errors


def test_too_many_decimals_are_told_as_such(editor: Person) -> None:  # noqa: F811
    client = signed(editor, "fr")
    draft = begun(client, PLACES["rates"])
    kept(client, draft, rate="18,555")
    errors = client.get(f"/editing/entries/{draft.pk}/").context["form"].errors["rate"]
    assert "n’est pas un nombre" not in " ".join(errors)


@pytest.mark.parametrize("register", list(PLACES))
def test_no_page_of_a_draft_is_broken_by_what_is_typed(editor: Person, register: str) -> None:  # noqa: F811
    client = signed(editor)
    draft = begun(client, PLACES[register])
    address = f"/editing/entries/{draft.pk}/"
    fields = client.get(address).context["form"].fields
    typed = [name for name, field in fields.items() if not isinstance(field, Boxes)]
    for words in NASTY:
        assert kept(client, draft, **dict.fromkeys(typed, words)) == 302, words
        said(client, address)
    said(client, f"/editing/lists/{register}/")
    assert client.post(f"{address}submission/").status_code == 422


@pytest.mark.parametrize("register", list(PLACES))
def test_a_nasty_value_in_one_field_alone_breaks_nothing_either(editor: Person, register: str) -> None:  # noqa: F811
    client = signed(editor)
    draft = begun(client, PLACES[register])
    form = client.get(f"/editing/entries/{draft.pk}/").context["form"]
    names = [name for name, field in form.fields.items() if not isinstance(field, Boxes)]
    for name in names:
        for words in NASTY[1:8]:
            sent = form.as_sent()
            sent[name] = words
            given = PartForm(form.shapes, form.value, {}, sent).given()
            draft.value = {**draft.value, **{key: each for key, each in given.items() if each is not None}}
            state_of(draft, SYSTEM.today())
