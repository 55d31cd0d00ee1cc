"""Photographs in the book of a site: they wait for the entry of their sender, and go with it for good."""

from __future__ import annotations

import re
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Person
from rokhas.documents.models import Document
from rokhas.dossiers.models import Consultation, Dossier, Ending
from rokhas.journal.models import Event
from rokhas.kernel.actor import system
from rokhas.kernel.errors import NotAllowed
from rokhas.testing.scene import Scene
from rokhas.worksites import actions
from rokhas.worksites.errors import TooManyPhotos
from rokhas.worksites.models import Photo, Worksite


def png(shade: int) -> bytes:
    """A picture of one colour, four pixels a side."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([shade] * 12) for _ in range(4))
    head = struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def sent(shade: int, name: str = "chantier.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png(shade), content_type="image/png")


def page(scene: Scene) -> str:
    return reverse("worksites:worksite", args=[scene.dossier.number])


def entry(scene: Scene, **more: object) -> dict[str, object]:
    today = scene.actor("architect").today().isoformat()
    return {"kind": "visit", "on": today, "text": "Coffrages vérifiés."} | more


def signed_in(client: Client, scene: Scene, word: str = "architect") -> Client:
    client.force_login(scene.cast.people[word])
    return client


def test_a_photograph_goes_with_the_entry_and_is_read_by_those_who_read_the_book(
    client: Client, building: Scene
) -> None:
    signed_in(client, building)
    assert (
        client.post(page(building), entry(building, files=[sent(10, "façade rue.png"), sent(20)])).status_code
        == 302
    )
    first, second = Photo.objects.order_by("pk")
    assert first.note is not None
    assert first.note == second.note
    noted = Event.objects.get(kind="worksite.noted")
    assert noted.data["photos"] == [first.document.sha256, second.document.sha256]
    html = client.get(page(building)).content.decode()
    assert "façade rue.png" in html
    assert html.count(f'<img src="{page(building)}photos/') == 2
    address = reverse("worksites:photo", args=[building.dossier.number, first.pk, first.document.name])
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == png(10)  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "image/png"
    assert "sandbox" in answer["Content-Security-Policy"]
    client.force_login(Person.objects.create_user("voisin@example.org"))
    assert client.get(address).status_code == 404


def test_what_waits_is_its_senders_own_and_may_be_taken_out(client: Client, building: Scene) -> None:
    signed_in(client, building)
    refused = client.post(page(building), entry(building, text="", files=[sent(30)]))
    assert refused.status_code == 422
    waiting = Photo.objects.get()
    assert waiting.note is None
    removal = reverse("worksites:photo-removal", args=[building.dossier.number, waiting.pk])
    assert removal in refused.content.decode()
    assert client.get(removal).status_code == 405
    with pytest.raises(NotAllowed):
        actions.drop_photo(waiting, by=building.actor("president"))
    assert client.post(removal).status_code == 302
    assert not Photo.objects.exists()
    assert not Document.objects.filter(pk=waiting.document_id).exists()


def test_one_in_the_book_is_never_taken_out(client: Client, building: Scene) -> None:
    signed_in(client, building).post(page(building), entry(building, files=[sent(40)]))
    kept = Photo.objects.get()
    client.post(reverse("worksites:photo-removal", args=[building.dossier.number, kept.pk]))
    actions.drop_photo(kept, by=building.actor("architect"))
    assert Photo.objects.get() == kept
    assert Document.objects.filter(pk=kept.document_id).exists()


def test_only_pictures_only_some_and_only_from_who_writes_there(client: Client, building: Scene) -> None:
    signed_in(client, building)
    pdf = SimpleUploadedFile("plan.pdf", b"%PDF-1.7\n", content_type="application/pdf")
    assert client.post(page(building), entry(building, files=[pdf])).status_code == 422
    assert not Photo.objects.exists()
    site, by = Worksite.objects.get(dossier=building.dossier), building.actor("architect")
    more = [sent(shade) for shade in range(actions.MOST_PHOTOS + 1)]
    assert client.post(page(building), entry(building, text="", files=more)).status_code == 422
    assert Photo.objects.count() == actions.MOST_PHOTOS
    extra = Document.objects.latest("pk")
    assert actions.keep_photo(site, extra, by=by).document == extra, "the same bytes once"
    Document.objects.filter(pk=extra.pk).update(sha256="0" * 64)
    other = Document.objects.exclude(pk=extra.pk).filter(media_type="application/pdf").latest("pk")
    with pytest.raises(TooManyPhotos):
        actions.keep_photo(site, other, by=by)
    with pytest.raises(NotAllowed):
        actions.keep_photo(site, other, by=building.actor("president"))


def test_one_that_no_entry_will_bear_is_forgotten(client: Client, building: Scene) -> None:
    signed_in(client, building).post(page(building), entry(building, files=[sent(50)]))
    client.post(page(building), entry(building, text="", files=[sent(60)]))
    kept, waiting = Photo.objects.order_by("pk")
    by = building.actor("architect")
    assert actions.forget_waiting_photos(system(by.at)) == 0, "its sender may still write the entry"
    site = Worksite.objects.get(dossier=building.dossier)
    Worksite.objects.filter(pk=site.pk).update(begins_on=by.today())
    actions.prepare_completion(building.dossier, by=by, finished_on=by.today())
    building.sign("architect", "worksite", str(site.pk))
    assert actions.forget_waiting_photos(system(by.at)) == 1
    assert Photo.objects.get() == kept
    assert not Document.objects.filter(pk=waiting.document_id).exists()


def test_those_of_a_cancelled_permit_wait_with_it_and_go_with_the_entry_once_it_is_restored(
    client: Client, building: Scene
) -> None:
    signed_in(client, building).post(page(building), entry(building, text="", files=[sent(70)]))
    waiting, by = Photo.objects.get(), building.actor("architect")
    permit = Dossier.objects.filter(pk=building.dossier.pk)
    permit.update(ending=Ending.CANCELLED)
    assert actions.forget_waiting_photos(system(by.at)) == 0
    permit.update(ending=Ending.DELIVERED)
    assert client.post(page(building), entry(building)).status_code == 302
    waiting.refresh_from_db()
    assert waiting.note is not None


def test_a_page_with_its_photographs_is_one_view_of_the_works(client: Client, building: Scene) -> None:
    signed_in(client, building).post(page(building), entry(building, files=[sent(80), sent(90)]))
    viewed = Consultation.objects.filter(dossier=building.dossier, person=building.cast.people["architect"])
    viewed.delete()
    shown = re.findall(r'<img src="([^"]+)"', client.get(page(building)).content.decode())
    assert len(shown) == 2
    answers = [client.get(address) for address in (*shown, *shown)]
    assert client.get(shown[0], headers={"If-None-Match": answers[0]["ETag"]}).status_code == 304
    assert [each.what for each in viewed] == ["works"]
    viewed.delete()
    client.get(shown[0])
    assert [each.what for each in viewed.all()] == ["works"], "one that is opened by its address alone"
