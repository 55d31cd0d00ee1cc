"""The photographs of a visit: who joins them, until when, who sees them, and the minutes that list them by their hashes."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rokhas.documents.schema import VisitMinutes
from rokhas.documents.tests.pictures import photograph
from rokhas.dossiers.actions import photographs, visits
from rokhas.dossiers.errors import VisitOver
from rokhas.dossiers.models import PaperKind, Task, Verdict, VisitPhoto
from rokhas.dossiers.queries import papers
from rokhas.dossiers.tests.test_visits import seen_of
from rokhas.journal.models import Event
from rokhas.kernel.errors import NotAllowed
from rokhas.procedures.schema import Kind
from rokhas.testing.lives import lived
from rokhas.testing.scene import Scene


@lived
def visited() -> Scene:
    """The visit was held without the prefecture: a storey lacks its railing."""
    scene = Scene.opens(procedure="occupancy-permit").deposited().admit()
    task = scene.task(Kind.VISIT)
    by = scene.actor("secretary")
    visits.schedule_visit(task, by=by, on=visits.first_day(task, by.today()))
    visit = task.visit
    visit.on = by.today()
    visit.save(update_fields=["on"])
    seen = seen_of(task, height="Un garde-corps manque.")
    visits.report_visit(task, by=by, seen=seen, present=["commune"])
    return scene


def page_of(scene: Scene) -> str:
    return reverse("dossiers:visits", args=[scene.dossier.number])


def sent(
    client: Client, scene: Scene, word: str, *pictures: bytes, point: str = "height", name: str = "nord.jpg"
) -> int:
    client.force_login(scene.cast.people[word])
    files = [SimpleUploadedFile(name, each, "image/jpeg") for each in pictures]
    return client.post(page_of(scene), {"point": point, "files": files}).status_code


def test_whoever_was_called_joins_photographs_and_nobody_else(client: Client, visited: Scene) -> None:
    picture = photograph()
    assert sent(client, visited, "commune", picture) == 302
    assert sent(client, visited, "commune", picture) == 302, "the same bytes again"
    assert sent(client, visited, "secretary", picture + b"\0", point="") == 302
    assert [(each.point, each.office.kind) for each in VisitPhoto.objects.all()] == [
        ("height", "commune"),
        ("", "single_desk"),
    ]
    assert sent(client, visited, visited.filer, picture) == 404
    assert sent(client, visited, "commune") == 422, "no file"
    assert sent(client, visited, "commune", b"%PDF-1.7 not a picture") == 422
    assert sent(client, visited, "commune", picture, point="nowhere") == 422
    fact = Event.objects.filter(kind="visit.photographed").first()
    assert fact is not None
    assert set(fact.data) == {"task", "photo", "office", "sha256"}


def test_the_parties_and_the_offices_read_what_was_seen(client: Client, visited: Scene) -> None:
    sent(client, visited, "commune", photograph(), name="façade nord.jpg")
    photo = VisitPhoto.objects.get()
    for who, language, absent in ((visited.filer, "fr", "Absents"), ("prefecture", "ar", "الغائبون")):
        client.force_login(visited.cast.people[who])
        client.cookies["rokhas_language"] = language
        page = client.get(page_of(visited)).content.decode()
        for told in ("Un garde-corps manque.", "façade nord.jpg", absent):
            assert told in page, told
        file = client.get(reverse("dossiers:photo", args=[visited.dossier.number, photo.pk, "x.jpg"]))
        assert file.status_code == 200
        assert file["Content-Security-Policy"].startswith("sandbox")
    client.force_login(visited.cast.people[visited.cast.neighbour("stranger")])
    assert client.get(page_of(visited)).status_code == 404
    assert (
        client.get(reverse("dossiers:photo", args=[visited.dossier.number, photo.pk, "x.jpg"])).status_code
        == 404
    )


def test_what_is_printed_in_the_minutes_is_what_was_seen_and_does_not_change_any_more(
    client: Client, visited: Scene
) -> None:
    sent(client, visited, "commune", photograph())
    sent(client, visited, "commune", photograph() + b"\0", point="")
    kept, gone = VisitPhoto.objects.order_by("pk")
    removal = reverse("dossiers:photo_removal", args=[visited.dossier.number, gone.pk])
    client.force_login(visited.cast.people["secretary"])
    assert client.post(removal).status_code == 404, "another's"
    with pytest.raises(NotAllowed):
        photographs.remove_photo(gone, by=visited.actor("secretary"))
    client.force_login(visited.cast.people["commune"])
    assert client.post(removal).status_code == 302
    visited.opinions(commune=Verdict.RESERVED).conclude()
    with pytest.raises(VisitOver):
        photographs.remove_photo(kept, by=visited.actor("commune"))
    assert sent(client, visited, "commune", photograph() + b"\1") == 404
    task = visited.task(Kind.MINUTES)
    paper = task.papers.get(kind=PaperKind.MINUTES)
    paper.dossier = task.dossier
    printed = papers.minutes(task, paper, visited.cast.people["secretary"], visited.actor("secretary"))
    assert isinstance(printed, VisitMinutes)
    said = printed.visit
    assert [each.sha256 for each in said.photos] == [kept.document.sha256]
    assert [point.state for point in said.points].count("lacking") == 1
    assert [each.fr for each in said.absent] == [visited.cast.offices["prefecture"].name_fr]
    assert [each.office.fr for each in said.observed] == [visited.cast.offices["commune"].name_fr]
    assert said.observed[0].reasons
    visited.sign_minutes()
    assert visited.paper(PaperKind.MINUTES).document is not None


def test_reading_many_photographs_asks_no_more(
    client: Client, visited: Scene, django_assert_max_num_queries: object
) -> None:
    visit = Task.objects.get(dossier=visited.dossier, kind=Kind.VISIT).visit
    sent(client, visited, "commune", photograph())
    photo = VisitPhoto.objects.get()
    VisitPhoto.objects.bulk_create(
        VisitPhoto(
            visit=visit,
            document=photo.document,
            point=point,
            office=photo.office,
            added_by=photo.added_by,
            added_at=photo.added_at,
        )
        for point in ("siting", "height", "facades", "", "") * 4
    )
    client.force_login(visited.cast.people[visited.filer])
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        assert client.get(page_of(visited)).status_code == 200
