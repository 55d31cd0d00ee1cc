"""One search for every dossier in sight, in both languages, by index on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from rokhas.dossiers.models import Dossier, Task
from rokhas.dossiers.queries.search import holding
from rokhas.kernel.text import normalise
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene
from rokhas.work.queries import lists
from rokhas.work.queries.search import found

# Rows enough for a planner to prefer an index, few enough to be written in a second.
MANY = 4000


@pytest.fixture
def search() -> str:
    return reverse("work:search")


def title_number(dossier: Dossier) -> str:
    field = dossier.procedure.meaning("title_number")
    assert field is not None
    return str(dossier.answers[field.code])


def test_a_dossier_is_found_by_what_it_says(client: Client, lodged: Scene, search: str) -> None:
    number = str(lodged.dossier.number)
    client.force_login(lodged.cast.people["front-desk"])
    words = [
        "villa",
        "VILLA patio",
        "فيلا",
        "فِناء",
        number[-5:],
        title_number(lodged.dossier),
        "temara",
        "تمارة",
        "R+",
    ]
    for asked in words:
        assert number in client.get(search, {"q": asked}).content.decode(), asked
    assert number not in client.get(search, {"q": "hippodrome"}).content.decode()
    assert number not in client.get(search, {"q": "%"}).content.decode()
    assert client.get(search, {"q": f" {number.lower()} "})["Location"] == reverse(
        "dossiers:dossier", args=[number]
    )


def test_nobody_finds_what_they_may_not_open(client: Client, lodged: Scene, search: str) -> None:
    number = str(lodged.dossier.number)
    client.force_login(lodged.cast.people["president"])
    for asked in ("villa", number, title_number(lodged.dossier)):
        page = client.get(search, {"q": asked})
        assert page.status_code == 200
        assert reverse("dossiers:dossier", args=[number]) not in page.content.decode()
    client.force_login(lodged.cast.people["applicant"])
    assert client.get(search, {"q": "villa"}).status_code == 404


def test_the_index_follows_what_changes(lodged: Scene) -> None:
    pk = lodged.dossier.pk

    def holds(text: str) -> bool:
        return Dossier.objects.filter(holding(text), pk=pk).exists()

    Dossier.objects.filter(pk=pk).update(search_text=normalise("hammam quartier البلدية"))
    assert holds("hamm")
    assert holds("بلدية")
    assert holds("ha")
    assert not holds("villa")
    assert Task.objects.filter(holding("hammam", "dossier"), dossier=pk).exists()


def test_the_pages_cost_the_same_whatever_their_length(
    client: Client, lodged: Scene, search: str, django_assert_max_num_queries: Any
) -> None:
    many(lodged, 40)
    for word in ("front-desk", "secretary", "governor", "president"):
        client.force_login(lodged.cast.people[word])
        for page in ("list", "waiting", "followed", "closed"):
            client.get(reverse(f"work:{page}"))
            with django_assert_max_num_queries(15):
                assert client.get(reverse(f"work:{page}")).status_code == 200, (word, page)
        with django_assert_max_num_queries(15):
            client.get(search, {"q": "villa"})
    client.force_login(lodged.cast.people["governor"])
    with django_assert_max_num_queries(15):
        client.get(reverse("work:late"))


def many(scene: Scene, count: int) -> None:
    """As many dossiers elsewhere, each with a check open in an office of its own commune; a hundredth of them ours."""
    model, task = scene.dossier, scene.task(Kind.CHECK)
    other = scene.cast.offices["local_authority"]
    rows = Dossier.objects.bulk_create(
        Dossier(
            procedure_version_id=model.procedure_version_id, number=f"M-{n:06d}", tracking_code=f"M{n:09d}",
            unit_id=model.unit_id, desk_id=model.desk_id if n % 100 == 0 else other.pk, filer_id=model.filer_id,
            answers={}, class_code=model.class_code, search_text=f"lot {n:06d} rue {n % 977} quartier {n % 31}",
            opened_at=model.opened_at, touched_at=model.touched_at, lodged_at=model.lodged_at,
        )
        for n in range(count)
    )  # fmt: skip
    Task.objects.bulk_create(
        Task(
            dossier=row, version=1, step_code=task.step_code, kind=task.kind, office_id=row.desk_id,
            roles=task.roles, opened_at=task.opened_at, starts_on=task.starts_on,
        )
        for row in rows
    )  # fmt: skip


@pytest.mark.locks  # PostgreSQL alone: the plans are its own
def test_no_growing_table_is_read_from_end_to_end(lodged: Scene) -> None:
    many(lodged, MANY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_dossier; ANALYZE dossiers_task")
    actor = lodged.actor("secretary")
    asked: dict[str, Any] = {
        "list": lists.to_do(actor).order_by("due_on", "pk")[:26],
        "search": found(actor, "lot 003999").order_by("-pk")[:26],
        "followed": lists.followed_by(actor).order_by("-pk")[:26],
        "closed": lists.closed_for(actor).order_by("-ended_at", "-pk")[:26],
        "late": Task.objects.overdue(actor.today()).order_by("due_on", "pk")[:26],
        "figures": Task.objects.awaiting(actor).order_by(),
    }
    for page, rows in asked.items():
        plan = rows.explain()
        for table in ("dossiers_dossier", "dossiers_task"):
            assert f"Seq Scan on {table}" not in plan, f"{page}:\n{plan}"
