"""Verifying a document: by its code, by its file, and only so often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rokhas.dossiers.models import Dossier, Ending, PaperKind
from rokhas.kernel.references import grouped
from rokhas.signing.models import FileState, RegisteredFile
from rokhas.testing.scene import Scene
from rokhas.web.views import verification


def drop(client: Client, content: bytes, name: str = "permit.pdf") -> Any:
    return client.post("/verify/", {"file": SimpleUploadedFile(name, content, "application/pdf")})


def changed(content: bytes) -> bytes:
    """One bit of the signed content flipped, inside the text of the pages."""
    middle = bytearray(content)
    middle[len(content) // 4] ^= 1
    return bytes(middle)


def test_an_untouched_permit_is_authentic_and_said_to_be_a_demonstration(
    permit: bytes, visitor: Client
) -> None:
    page = drop(visitor, permit)
    shown = page.context["shown"]
    assert (page.status_code, shown.verdict.state, shown.tone) == (200, "valid", "ok")
    assert [check.holds for check in shown.checks] == [True] * 5
    assert shown.verdict.is_demo
    said = {"fr": "fictif et sans valeur", "ar": "افتراضية ولا قيمة لها"}
    assert said[visitor.cookies["rokhas_language"].value] in page.content.decode()


def test_the_page_tells_number_date_commune_and_nature_only(permit: bytes, delivered: Scene) -> None:
    page = drop(Client(), permit).content.decode()
    assert str(delivered.dossier.number) in page
    for person in delivered.cast.people.values():
        assert person.name_fr not in page
        assert person.name_ar not in page


@pytest.mark.parametrize("spoil", [changed, lambda content: content + b"\n% more"])
def test_an_altered_file_is_never_accepted(permit: bytes, spoil: Callable[[bytes], bytes]) -> None:
    shown = drop(Client(), spoil(permit)).context["shown"]
    assert not shown.verdict.valid
    assert shown.tone == "bad"


def test_bytes_added_to_a_permit_are_told_as_an_alteration(permit: bytes) -> None:
    shown = drop(Client(), permit + b"\n% more").context["shown"]
    assert shown.verdict.state == "altered"
    assert not shown.checks[0].holds


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing", b"\x00" * 5000])
def test_a_file_from_elsewhere_is_unknown_and_nothing_more_is_said(content: bytes) -> None:
    shown = drop(Client(), content).context["shown"]
    assert (shown.verdict.state, shown.checks, shown.verdict.facts) == ("unknown", (), None)


def test_a_withdrawn_permit_says_so(permit: bytes, delivered: Scene) -> None:
    RegisteredFile.objects.filter(code=delivered.paper(PaperKind.PERMIT).verification_code).update(
        state=FileState.WITHDRAWN
    )
    shown = drop(Client(), permit).context["shown"]
    assert shown.verdict.state == "withdrawn"
    assert not shown.checks[-1].holds


def test_the_code_of_the_qr_opens_the_state(permit: bytes, delivered: Scene, visitor: Client) -> None:
    code = delivered.paper(PaperKind.PERMIT).verification_code
    for typed in (code, grouped(code), code.lower()):
        page = visitor.get(f"/verify/{typed}")
        assert page.status_code == 200
        assert page.context["shown"].verdict.state == "valid"
        assert page.context["shown"].checks == ()
    assert visitor.get("/verify/", {"code": code})["Location"] == f"/verify/{grouped(code)}"


def test_a_number_tells_what_was_granted_under_it_and_that_this_verifies_no_paper(
    permit: bytes, delivered: Scene, visitor: Client
) -> None:
    number = str(delivered.dossier.number)
    for typed in (number, number.lower().replace("-", " – ")):
        assert visitor.get("/verify/", {"code": typed})["Location"] == f"/verify/{number}"
    page = visitor.get(f"/verify/{number}")
    said = page.context["shown"]
    assert (page.status_code, said.verdict.state, said.is_number) == (200, "valid", True)
    assert said.validity is not None
    assert "rk-note--warn" in page.content.decode()
    code = delivered.paper(PaperKind.PERMIT).verification_code
    assert grouped(code) not in page.content.decode()
    for person in delivered.cast.people.values():
        assert person.name_fr not in page.content.decode()


def test_a_number_of_what_was_cancelled_says_so(permit: bytes, delivered: Scene) -> None:
    Dossier.objects.filter(pk=delivered.dossier.pk).update(ending=Ending.CANCELLED)
    RegisteredFile.objects.filter(code=delivered.paper(PaperKind.PERMIT).verification_code).update(
        state=FileState.WITHDRAWN
    )
    assert Client().get(f"/verify/{delivered.dossier.number}").context["shown"].verdict.state == "withdrawn"


def test_what_is_not_granted_is_told_like_a_number_never_given(lodged: Scene, visitor: Client) -> None:
    """Numbers follow each other: nobody learns from one that a request was made, or refused."""
    number, never = str(lodged.dossier.number), str(lodged.dossier.number)[:-5] + "99999"
    before = visitor.get(f"/verify/{number}")
    Dossier.objects.filter(pk=lodged.dossier.pk).update(
        ending=Ending.REFUSED, ended_at=lodged.dossier.lodged_at
    )
    pages = [before, visitor.get(f"/verify/{number}"), visitor.get(f"/verify/{never}")]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content.decode().replace(number, never) for page in pages}) == 1
    assert pages[0].context["shown"].tone == "warn", "it is not said to be a forgery"


def test_numbers_are_counted_right_or_wrong(visitor: Client) -> None:
    answers = [visitor.get(f"/verify/PCT-2026-045010107-{n:05}").status_code for n in range(31)]
    assert answers == [404] * 30 + [429]


def test_an_unknown_code_is_404_and_counts(visitor: Client) -> None:
    for _turn in range(10):
        assert visitor.get("/verify/ABCD-EFGH-JKMN").status_code == 404
    assert visitor.get("/verify/ABCD-EFGH-JKMN").status_code == 429


def test_files_are_counted_too() -> None:
    client = Client()
    answers = [drop(client, b"nothing").status_code for _turn in range(21)]
    assert answers == [200] * 20 + [429]


def test_a_file_too_large_is_refused_and_never_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "LARGEST", 1000)
    page = drop(Client(), b"x" * 200_000)
    assert page.status_code == 413
    assert "shown" not in page.context


def test_the_reader_of_files_never_writes_to_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django keeps uploads over 2.5 MB in a temporary file; this page must not."""

    def forbidden(*args: object, **kwargs: object) -> None:
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", forbidden)
    assert drop(Client(), b"x" * 4_000_000).status_code == 200


def test_a_form_without_its_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    assert drop(client, b"nothing").status_code == 403


@pytest.mark.parametrize("given", [{}, {"file": ""}])
def test_no_file_is_asked_for_again(given: dict[str, str]) -> None:
    page = Client().post("/verify/", given)
    assert page.status_code == 422
    assert page.context["problem"]
