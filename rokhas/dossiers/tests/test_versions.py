"""Versions of a dossier side by side: what changed, in words and files, for whoever may read it."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Person
from rokhas.dossiers.actions import filing
from rokhas.dossiers.models import Piece
from rokhas.dossiers.queries.pieces import pieces_by_document
from rokhas.dossiers.queries.versions import CHANGED, REMOVED, Comparison, compare, read_by_office
from rokhas.testing.lives import then
from rokhas.testing.moments import changes_asked
from rokhas.testing.scene import Scene


@then(changes_asked)
def lodged_again(changes_asked: Scene) -> Scene:
    """A second version, after the changes that were asked."""
    return changes_asked.lodge_again()


def compared(scene: Scene) -> Comparison:
    scene.dossier.refresh_from_db()
    old, new = scene.dossier.versions.order_by("number")
    return compare(scene.dossier, old, new, pieces_by_document(scene.dossier))


def shown(client: Client, scene: Scene, word: str, asked: str = "", language: str = "fr") -> str:
    client.force_login(scene.cast.people[word])
    client.cookies["rokhas_language"] = language
    answer = client.get(reverse("dossiers:versions", args=[scene.dossier.number]) + asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_what_changed_is_told_field_by_field_and_file_by_file(changes_asked: Scene) -> None:
    by = changes_asked.actor("architect")
    sealed = next(
        field
        for field in changes_asked.dossier.procedure.fields
        if field.is_sealed and field.format == "phone"
    )
    filing.answer(changes_asked.dossier, {"land_area": "777", sealed.code: "0612345999"}, by=by)
    changes_asked.lodge_again()
    found = compared(changes_asked)
    rows = {row.label: row for section in found.sections for row in section.rows}
    area = rows[next(f.label.fr for f in changes_asked.dossier.procedure.fields if f.code == "land_area")]
    assert (area.kind, area.after.split()[0]) == (CHANGED, "777")
    assert "0612345999" not in str(found)
    assert rows[sealed.label.fr].kind == CHANGED
    assert found.same_answers > 5
    replaced = [file for document in found.documents for file in document.files]
    assert {file.kind for file in replaced} == {CHANGED}
    assert all(file.before and file.after and file.side_by_side for file in replaced)
    assert found.same_documents


def test_a_document_taken_out_is_removed_and_a_file_given_again_is_unchanged(changes_asked: Scene) -> None:
    by = changes_asked.actor("architect")
    dropped, again = (
        Piece.objects.filter(dossier=changes_asked.dossier).exclude(code="PLANMASSE").order_by("pk")[:2]
    )
    filing.remove_piece(again, by=by)
    filing.add_piece(changes_asked.dossier, again.code, again.document, by=by)
    filing.remove_piece(dropped, by=by)
    Piece.objects.filter(pk=dropped.pk).update(until=2)
    changes_asked.dossier.refresh_from_db()
    changes_asked.dossier.version = 2
    first = changes_asked.dossier.versions.get()
    second = type(first)(
        dossier=changes_asked.dossier,
        number=2,
        answers=first.answers,
        class_code="",
        lodged_at=first.lodged_at,
    )
    found = compare(changes_asked.dossier, first, second, pieces_by_document(changes_asked.dossier))
    kinds = {file.kind for document in found.documents for file in document.files}
    assert kinds == {REMOVED}
    assert not found.sections
    same = {file.after.piece.code for each in found.same_documents for file in each.files if file.after}
    assert again.code in same


def test_a_reviewer_sees_what_changed_since_the_opinion(client: Client, lodged_again: Scene) -> None:
    lodged_again.dossier.refresh_from_db()
    reviewer = lodged_again.holder(lodged_again.dossier.tasks.filter(opinion__isnull=False).first())  # type: ignore[arg-type]
    assert read_by_office(lodged_again.dossier, lodged_again.actor(reviewer)) == 1
    assert read_by_office(lodged_again.dossier, lodged_again.actor("architect")) is None
    assert "?from=1&to=2" in shown(client, lodged_again, reviewer)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_page_links_the_two_plans_and_bad_numbers_mean_the_last(
    client: Client, lodged_again: Scene, language: str
) -> None:
    (changed,) = [file for document in compared(lodged_again).documents for file in document.files]
    assert changed.before
    assert changed.after
    there = reverse(
        "dossiers:compared_files",
        args=[lodged_again.dossier.number, changed.before.piece.pk, changed.after.piece.pk],
    )
    for asked in ("", "?from=1&to=2", "?from=99&to=²", "?from=0&to="):
        assert there in shown(client, lodged_again, "architect", asked, language)
    assert there not in shown(client, lodged_again, "architect", "?from=2&to=2", language)
    page = unescape(client.get(there).content.decode())
    assert changed.before.url in page
    assert changed.after.url in page


def test_files_of_two_documents_are_not_compared_nor_shown_to_a_stranger(
    client: Client, lodged_again: Scene
) -> None:
    first, other = lodged_again.dossier.pieces.order_by("code")[:2]
    url = reverse("dossiers:compared_files", args=[lodged_again.dossier.number, first.pk, other.pk])
    client.force_login(lodged_again.cast.people["architect"])
    assert client.get(url).status_code == 404
    client.force_login(Person.objects.create_user("stranger@demo.example", "a long password"))
    assert client.get(reverse("dossiers:versions", args=[lodged_again.dossier.number])).status_code == 404


def test_one_version_has_nothing_to_compare(client: Client, lodged: Scene) -> None:
    assert "qu’une version" in shown(client, lodged, "architect")
