"""One building, its whole history: for those who see its dossiers, and the numbers, natures and days for everybody."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Person
from rokhas.dossiers.actions.rulings import prepare_cancellation
from rokhas.dossiers.models import (
    AccessGrant,
    Consultation,
    Dossier,
    Ending,
    Invitation,
    OfficialPaper,
    PaperKind,
)
from rokhas.kernel.actor import STRANGER, Actor, system
from rokhas.kernel.limits import Limit
from rokhas.testing.scene import Scene
from rokhas.worksites import views
from rokhas.worksites.actions import index_plots
from rokhas.worksites.models import Plot
from rokhas.worksites.queries import building
from rokhas.worksites.queries.building import History, history, key_of

MOST_STATEMENTS = 15
FALSE = [{"code": "ANN-01", "values": {"point": "le plan de masse"}}]


def page(dossier: Dossier | None) -> str:
    assert dossier is not None
    return reverse("worksites:building", args=[dossier.number])


def html(client: Client, dossier: Dossier | None, language: str = "fr") -> str:
    client.cookies["rokhas_language"] = language
    answer = client.get(page(dossier))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def told(dossier: Dossier | None, actor: Actor) -> History:
    assert dossier is not None
    found = history(dossier.number or "", actor)
    assert found is not None
    return found


def another(of: Dossier, number: str, **changed: object) -> Dossier:
    """A dossier like another, of somebody who has no link to this one."""
    stranger = Person.objects.create_user(f"{number}@example.org".lower())
    row = Dossier.objects.get(pk=of.pk)
    row.pk, row._state.adding = None, True
    row.number, row.tracking_code = number, f"{number[:3]}{number[-5:]}AB"
    row.filer = row.designer = stranger
    row.practice = None
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
    return row


def test_from_any_of_its_permits_its_holder_reads_the_whole(modified: Scene) -> None:
    parent, child = modified.dossier.parent, modified.dossier
    assert parent is not None
    architect = modified.actor("architect")
    found = told(child, architect)
    assert [each.number for each in found.permits] == [parent.number, child.number]
    assert [each.number for each in told(parent, architect).permits] == [parent.number, child.number]
    first, second = found.permits
    assert second.follows == parent.number
    assert first.granted_on == second.granted_on == architect.today()
    marks = [mark.kind for mark in first.marks]
    assert marks == ["dossier.lodged", "permit.delivered", "permit.kept", "worksite.opened"]
    assert first.book is not None
    assert (first.book.total, [note.rank for note in first.book.notes]) == (1, [1])
    assert second.book is None


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            ["Histoire du bâtiment", "Permis de modification", "Cahier de chantier", "1 mention", "Visite"],
        ),
        ("ar", ["تاريخ البناية", "رخصة التعديل", "دفتر الورش: بيان واحد"]),
    ],
)
def test_the_page_is_linked_from_the_case_and_the_view_is_noted(
    client: Client, modified: Scene, language: str, words: list[str]
) -> None:
    parent = modified.dossier.parent
    client.force_login(modified.cast.people["architect"])
    said = html(client, parent, language)
    for each in [*words, str(parent), str(modified.dossier)]:
        assert each in said
    assert "Fouilles conformes" not in said, "the text of the book is read in the book"
    for dossier in (parent, modified.dossier):
        assert dossier is not None
        case = client.get(reverse("dossiers:dossier", args=[dossier.number])).content.decode()
        assert page(dossier) in case
    assert Consultation.objects.filter(dossier=parent, what="building").count() == 1


def test_others_read_numbers_natures_and_days_of_what_was_granted(client: Client, modified: Scene) -> None:
    parent = modified.dossier.parent
    assert parent is not None
    another(modified.dossier, "MDF-2026-045010107-00901", ending="", ended_at=None, parent=parent)
    granted = another(modified.dossier, "MDF-2026-045010107-00902", parent=parent)
    for visitor in (Client(), client):
        if visitor is client:
            client.force_login(Person.objects.create_user("voisin@example.org"))
        said = html(visitor, parent)
        for number in (parent.number, modified.dossier.number, granted.number):
            assert str(number) in said
        assert "00901" not in said, "what is under study is nobody else's"
        assert "Permis de modification" in said
        for hidden in (
            "Détroit",
            "rk-tl",
            "Cahier",
            f"/dossiers/{parent.number}",
            modified.cast.people["architect"].name_fr,
        ):
            assert hidden not in said
    assert not Consultation.objects.filter(what="building").exists()
    architect = told(parent, modified.actor("architect"))
    assert "MDF-2026-045010107-00901" not in {each.number for each in architect.permits}


def test_nothing_is_told_of_a_number_under_which_nothing_was_granted(client: Client, modified: Scene) -> None:
    waiting = another(modified.dossier, "MDF-2026-045010107-00903", ending="", ended_at=None, parent=None)
    for number in (waiting.number, "PCT-2020-045010107-00001", "nothing"):
        assert client.get(reverse("worksites:building", args=[number])).status_code == 404
    own = told(waiting, Actor(waiting.filer_id))
    assert [(each.number, each.state) for each in own.permits] == [(waiting.number, "review")]


def test_a_cancelled_permit_says_so_to_everybody(client: Client, modified: Scene) -> None:
    ruling = prepare_cancellation(modified.dossier, by=modified.actor("president"), reasons=FALSE)
    modified.sign("president", "ruling", str(ruling.pk))
    said = told(modified.dossier.parent, STRANGER)
    assert [each.state for each in said.permits] == ["delivered", "cancelled"]
    assert said.permits[1].cancelled_on == modified.actor("architect").today()
    assert "annulé le" in html(client, modified.dossier.parent)
    client.force_login(modified.cast.people["architect"])
    overview = client.get(reverse("dossiers:dossier", args=[modified.dossier.number])).text
    assert reverse("worksites:worksite", args=[modified.dossier.number]) in overview
    for awaited in ("encore déclarée", "Their opening is not declared yet"):
        assert awaited not in overview


def test_who_was_invited_or_has_a_copy_reads_what_was_granted_and_its_works(modified: Scene) -> None:
    parent = modified.dossier.parent
    assert parent is not None
    by = modified.actor("architect")
    engineer = Person.objects.create_user("bet@example.org")
    Invitation.objects.create(
        dossier=parent,
        role="engineer",
        email_sealed="x",
        email_fingerprint="x",
        invited_by_id=by.person_pk,
        invited_at=by.now(),
        sent_at=by.now(),
        expires_at=by.now(),
        person=engineer,
        accepted_at=by.now(),
    )
    keeper = Person.objects.create_user("copie@example.org")
    AccessGrant.objects.create(dossier=parent, person=keeper, reason="copy")
    for person, opens in ((engineer, False), (keeper, True)):
        first, second = told(parent, Actor(person.pk)).permits
        assert (first.is_in_sight, first.opens, first.has_works) == (True, opens, True)
        assert "worksite.opened" in {mark.kind for mark in first.marks}
        assert first.book is not None
        assert (second.is_in_sight, second.marks, second.book) == (False, [], None)


def test_what_else_was_granted_on_the_land_is_for_those_who_see_the_dossier(modified: Scene) -> None:
    parent = modified.dossier.parent
    assert parent is not None
    number = str(parent.answers["title_number"])
    spelt = another(
        parent,
        "PCT-2026-045010107-00904",
        parent=None,
        answers=parent.answers | {"title_number": f"TF {number}"},
    )
    elsewhere = another(
        parent, "PCT-2026-045010107-00905", parent=None, answers=parent.answers | {"title_number": "991/38"}
    )
    assert key_of(parent) == key_of(spelt) != key_of(elsewhere)
    assert key_of(another(parent, "PCT-2026-045010107-00906", answers={})) == ""
    assert told(parent, modified.actor("architect")).land == []
    index_plots(system(None))
    assert index_plots(system(None)) == 0, "twice changes nothing"
    assert number not in Plot.objects.get(dossier=parent).key
    (there,) = told(parent, modified.actor("architect")).land
    assert (there.number, there.is_in_sight, there.marks) == (spelt.number, False, [])
    assert told(parent, STRANGER).land == []


def test_the_page_asks_the_same_whatever_the_number_of_permits(
    client: Client, modified: Scene, django_assert_max_num_queries: object
) -> None:
    parent = modified.dossier.parent
    assert parent is not None
    for number in range(910, 916):
        another(parent, f"MDF-2026-045010107-00{number}", parent=parent)
        another(parent, f"PCT-2026-045010107-00{number}", parent=None)
    index_plots(system(None))
    client.force_login(modified.cast.people["architect"])
    client.get(page(parent))
    with django_assert_max_num_queries(MOST_STATEMENTS):  # type: ignore[operator]
        said = html(client, parent)
    assert said.count("MDF-2026-045010107-0091") >= 6
    assert said.count("PCT-2026-045010107-0091") >= 6


def test_of_a_large_subdivision_the_nearest_permits_are_shown(
    modified: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "MOST", 3)
    parent, child = modified.dossier.parent, modified.dossier
    assert parent is not None
    assert parent.lodged_at is not None
    rows = []
    for number in range(930, 936):
        rows.append(another(child, f"MDF-2026-045010107-00{number}", parent=parent))
        Dossier.objects.filter(pk=rows[-1].pk).update(
            lodged_at=parent.lodged_at + timedelta(days=number - 900)
        )
    follower = another(child, "MDF-2026-045010107-00937", parent=rows[0])
    found = told(rows[0], STRANGER)
    assert [each.number for each in found.permits] == [parent.number, follower.number, rows[0].number]
    assert found.has_more_kin
    first = told(parent, STRANGER)
    assert [each.number for each in first.permits] == [parent.number, rows[-2].number, rows[-1].number]
    monkeypatch.setattr(building, "MOST", 200)
    assert not told(rows[0], STRANGER).has_more_kin


def test_histories_are_not_walked_through(
    client: Client, modified: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    caches["shared"].clear()
    monkeypatch.setattr(views, "READ", Limit("building", allowed=4, seconds=60))
    missing = reverse("worksites:building", args=["PCT-2020-045010107-00001"])
    neighbour = Client()
    neighbour.force_login(Person.objects.create_user("voisin@example.org"))
    for reader in (Client(), neighbour):
        for _turn in range(views.READ.allowed):
            assert reader.get(missing).status_code == 404
        assert reader.get(page(modified.dossier)).status_code == 429
    client.force_login(modified.cast.people["architect"])
    assert client.get(page(modified.dossier)).status_code == 200, "each has their own count"
    caches["shared"].clear()


def test_whoever_verifies_the_permit_finds_the_history_of_its_building(
    client: Client, modified: Scene
) -> None:
    caches["shared"].clear()
    permit = OfficialPaper.objects.get(dossier=modified.dossier, kind=PaperKind.PERMIT)
    verified = client.get(reverse("web:paper", args=[permit.verification_code])).content.decode()
    assert page(modified.dossier) in verified
    minutes = OfficialPaper.objects.get(dossier=modified.dossier, kind=PaperKind.MINUTES)
    assert (
        "/buildings/"
        not in client.get(reverse("web:paper", args=[minutes.verification_code])).content.decode()
    )


def test_a_later_end_is_found_though_it_was_long_to_commit(modified: Scene) -> None:
    index_plots(system(None))
    last = Plot.objects.order_by("-seen_at")[0].seen_at
    late = another(modified.dossier, "PCT-2026-045010107-00920", ended_at=last - timedelta(minutes=20))
    refused = another(modified.dossier, "PCT-2026-045010107-00921", ending=Ending.REFUSED)
    assert index_plots(system(None)) == 1
    assert Plot.objects.filter(dossier=late).exists()
    assert not Plot.objects.filter(dossier=refused).exists()
