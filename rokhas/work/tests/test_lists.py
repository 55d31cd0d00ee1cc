"""The officers' tasks: what waits for them, found and sorted; what is late in a province."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Person
from rokhas.dossiers.models import Dossier, Task
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene


@pytest.fixture
def work() -> str:
    return reverse("work:list")


def as_(client: Client, scene: Scene, word: str, language: str = "fr") -> Client:
    client.force_login(scene.cast.people[word])
    client.cookies["rokhas_language"] = language
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def url(name: str, task: Task) -> str:
    return reverse(f"dossiers:{name}", args=[task.pk])


@pytest.fixture
def overdue(admitted: Scene) -> Task:
    """An opinion whose deadline has passed."""
    task = admitted.dossier.tasks.open().get(office=admitted.cast.offices["urban_agency"])
    Task.objects.filter(pk=task.pk).update(due_on=date.today() - timedelta(days=3))
    task.refresh_from_db()
    return task


# The list of tasks


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_officer_sees_what_waits_in_their_own_offices(
    client: Client, lodged: Scene, work: str, language: str
) -> None:
    task = lodged.task(Kind.CHECK)
    page = text(as_(client, lodged, "front-desk", language).get(work))
    assert str(lodged.dossier) in page
    assert url("task", task) in page
    assert task.step.names.in_(language) in page
    assert {"fr": "villa", "ar": "فيلا"}[language] in page
    assert str(lodged.dossier) not in text(as_(client, lodged, "president", language).get(work))


def test_an_applicant_has_no_list_of_tasks(client: Client, scene: Scene, work: str) -> None:
    assert as_(client, scene, "architect").get(work).status_code == 404
    assert as_(client, scene, "architect").get(reverse("work:late")).status_code == 404


@pytest.mark.parametrize("words", ["villa", "VILLA patio", "فيلا", "الفِناء", "00001"])
def test_tasks_are_found_in_french_and_in_arabic(
    client: Client, lodged: Scene, work: str, words: str
) -> None:
    words = words.replace("الفِناء", "فِناء")
    page = text(as_(client, lodged, "front-desk").get(work, {"q": words}))
    assert url("task", lodged.task(Kind.CHECK)) in page


def test_a_search_that_finds_nothing_says_what_to_do(client: Client, lodged: Scene, work: str) -> None:
    page = text(as_(client, lodged, "front-desk").get(work, {"q": "hippodrome"}))
    assert url("task", lodged.task(Kind.CHECK)) not in page
    assert f'href="{work}"' in page


def test_filters_keep_what_is_late_of_a_step_of_a_commune_of_a_class(
    client: Client, admitted: Scene, work: str, overdue: Task
) -> None:
    as_(client, admitted, "urban-agency")
    mine = url("task", overdue)
    commune = admitted.cast.unit.pk
    for kept in ({"when": "late"}, {"step": "session"}, {"commune": commune}, {"category": "petit"}):
        assert mine in text(client.get(work, kept)), kept
    for lost in ({"when": "soon"}, {"when": "week"}):
        assert mine not in text(client.get(work, lost)), lost
    # A value that nobody offers is left out: the address of an old list still opens.
    assert mine in text(client.get(work, {"category": "gigantic"}))


def test_the_list_goes_on_page_by_page_the_most_urgent_first(
    client: Client, lodged: Scene, work: str
) -> None:
    first = lodged.task(Kind.CHECK)
    day = date(2026, 1, 5)
    _copies(first, [day + timedelta(days=n // 2) for n in range(40)])
    as_(client, lodged, "front-desk")
    seen: list[int] = []
    asked = work
    for _ in range(3):
        answer = client.get(asked)
        seen += [row.task.pk for row in answer.context["page"].rows]
        asked = answer.context["next_url"]
        if not asked:
            break
        asked = work + asked
    ordered = Task.objects.exclude(due_on=None).order_by("due_on", "pk").values_list("pk", flat=True)
    assert seen == [*ordered, first.pk]


def test_the_list_costs_the_same_whatever_its_length(
    client: Client, lodged: Scene, work: str, django_assert_max_num_queries: Any
) -> None:
    _copies(lodged.task(Kind.CHECK), [date(2026, 1, 5)] * 20 + [None] * 3)
    as_(client, lodged, "front-desk").get(work)
    with django_assert_max_num_queries(11):
        assert len(client.get(work).context["page"].rows) == 24


def _copies(task: Task, dues: list[date | None]) -> None:
    """As many dossiers like this one, each waiting for the same office."""
    for number, due_on in enumerate(dues, 2):
        twin = Dossier.objects.get(pk=task.dossier_id)
        twin.pk, twin.number, twin.tracking_code = None, f"PCT-2026-1-{number:05d}", f"T{number:09d}"
        twin.save(force_insert=True)
        Task.objects.create(
            dossier=twin, version=1, step_code=task.step_code, kind=task.kind, office=task.office, roles=task.roles,
            opened_at=task.opened_at, starts_on=task.starts_on, due_on=due_on,
        )  # fmt: skip


def test_a_task_leads_to_the_page_that_answers_it(client: Client, lodged: Scene) -> None:
    task = lodged.task(Kind.CHECK)
    as_(client, lodged, "front-desk")
    assert client.get(url("task", task))["Location"] == url("desk-check", task)
    lodged.admit()
    assert client.get(url("task", task))["Location"] == reverse(
        "dossiers:dossier", args=[lodged.dossier.number]
    )
    opinion = lodged.dossier.tasks.open().get(office=lodged.cast.offices["commune"])
    as_(client, lodged, "commune")
    assert client.get(url("task", opinion))["Location"] == url("review", opinion)
    client.force_login(Person.objects.create_user("stranger@demo.example", "a long password"))
    assert client.get(url("task", task)).status_code == 404


# What is late


def test_the_governor_sees_what_is_late_in_the_province_and_opens_it(
    client: Client, admitted: Scene, overdue: Task
) -> None:
    page = text(as_(client, admitted, "governor").get(reverse("work:late")))
    case = reverse("dossiers:dossier", args=[admitted.dossier.number])
    assert case in page
    assert admitted.cast.offices["urban_agency"].name_fr in page
    assert client.get(case).status_code == 200
    assert as_(client, admitted, "secretary").get(reverse("work:late")).status_code == 404


def test_a_governor_opens_a_late_dossier_that_no_office_of_theirs_has_received(
    client: Client, lodged: Scene
) -> None:
    task = lodged.task(Kind.CHECK)
    case = reverse("dossiers:dossier", args=[lodged.dossier.number])
    as_(client, lodged, "governor")
    assert client.get(case).status_code == 404
    Task.objects.filter(pk=task.pk).update(due_on=date.today() - timedelta(days=1))
    assert client.get(case).status_code == 200


def test_a_governor_of_another_province_sees_nothing(client: Client, admitted: Scene, overdue: Task) -> None:
    elsewhere = Scene.opens("06.141.01.23")
    as_(client, elsewhere, "governor")
    assert client.get(reverse("work:late")).context["page"].total == 0
    assert client.get(reverse("dossiers:dossier", args=[admitted.dossier.number])).status_code == 404
