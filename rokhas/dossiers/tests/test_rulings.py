"""A request given up, a permit cancelled: what follows for everybody, and who may."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rokhas.documents.queries import read
from rokhas.dossiers.actions import rulings
from rokhas.dossiers.actions.limits import watch_validities
from rokhas.dossiers.actions.withdrawal import withdraw
from rokhas.dossiers.errors import (
    AlreadyDecided,
    ReasonsRequired,
    ReasonUnknown,
    RulingNotOpen,
    RulingSigned,
)
from rokhas.dossiers.models import Dossier, Ending, Lapse, OfficialPaper, Outcome, PaperKind, Ruling
from rokhas.dossiers.queries.case import status
from rokhas.journal.models import Event
from rokhas.kernel.actor import system
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.models import Notice
from rokhas.payments.models import Order
from rokhas.payments.queries import order_for
from rokhas.procedures.schema import Kind
from rokhas.signing.queries import lookup
from rokhas.testing.scene import Scene
from rokhas.ui import formats

pytestmark = pytest.mark.django_db
FALSE = [{"code": "ANN-01", "values": {"point": "le plan de masse"}}]


def kinds(scene: Scene) -> list[str]:
    stream = Event.objects.filter(stream=f"dossiers.dossier:{scene.dossier.pk}")
    return list(stream.order_by("seq").values_list("kind", flat=True))


def shown(client: Client, scene: Scene, word: str, page: str, language: str = "fr") -> str:
    client.force_login(scene.cast.people[word])
    client.cookies["rokhas_language"] = language
    answer = client.get(page)
    assert answer.status_code == 200, page
    return unescape(answer.content.decode())


# Withdrawal


def test_whoever_filed_gives_the_request_up_and_nothing_more_is_asked(admitted: Scene) -> None:
    withdraw(admitted.dossier, by=admitted.actor("architect"))
    dossier = Dossier.objects.get(pk=admitted.dossier.pk)
    assert (dossier.ending, status(dossier, admitted.actor("architect").today())) == (
        "withdrawn",
        "withdrawn",
    )
    assert not dossier.tasks.open().exists()
    assert dossier.tasks.filter(outcome=Outcome.WITHDRAWN).count() == 3
    assert dossier.pieces.exists()
    assert kinds(admitted)[-2:] == ["dossier.withdrawn", "dossier.ended"]
    admitted.deliver_post()
    told = set(Notice.objects.filter(kind="dossier.withdrawn").values_list("person", flat=True))
    assert admitted.cast.people["commune"].pk in told
    assert Notice.objects.get(kind="dossier.withdrawal").person == dossier.filer
    with pytest.raises(NotAllowed):
        withdraw(dossier, by=admitted.actor("architect"))


def test_nobody_else_gives_it_up(admitted: Scene) -> None:
    for word in ("president", "secretary", "commune"):
        with pytest.raises(NotAllowed):
            withdraw(admitted.dossier, by=admitted.actor(word))


def test_what_was_asked_is_no_longer_due_and_what_was_paid_is_said(client: Client, to_pay: Scene) -> None:
    withdraw(to_pay.dossier, by=to_pay.actor("architect"))
    order = order_for(f"dossiers.dossier:{to_pay.dossier.pk}")
    assert order is not None
    assert not order.is_open
    assert Event.objects.get(kind="dossier.withdrawn").data["paid"] == ""


def test_a_paid_request_is_withdrawn_and_the_page_says_that_nothing_is_given_back(
    client: Client, to_sign: Scene
) -> None:
    page = reverse("dossiers:withdrawal", args=[to_sign.dossier.number])
    paid = Order.objects.get().total
    before = shown(client, to_sign, "architect", page)
    assert f"{paid:.2f}".replace(".", ",")[-6:] in before.replace("\u00a0", "").replace("\u202f", "")
    assert page in shown(
        client, to_sign, "architect", reverse("dossiers:dossier", args=[to_sign.dossier.number])
    )
    assert client.post(page).status_code == 302
    assert Event.objects.get(kind="dossier.withdrawn").data["paid"] == f"{paid:.2f}"
    after = shown(
        client, to_sign, "architect", reverse("dossiers:dossier", args=[to_sign.dossier.number]), "ar"
    )
    assert "المنصة" in after
    assert client.get(page).status_code == 302
    client.force_login(to_sign.cast.people["president"])
    assert client.get(page).status_code == 404


def test_no_withdrawal_once_a_decision_is_signed(client: Client, to_sign: Scene) -> None:
    task = to_sign.task(Kind.SIGNATURE)
    OfficialPaper.objects.filter(task=task).update(issued_at=to_sign.actor("president").now())
    with pytest.raises(AlreadyDecided):
        withdraw(to_sign.dossier, by=to_sign.actor("architect"))
    client.force_login(to_sign.cast.people["architect"])
    assert client.post(reverse("dossiers:withdrawal", args=[to_sign.dossier.number])).status_code == 409


def test_the_tracking_page_says_that_it_was_withdrawn(client: Client, admitted: Scene) -> None:
    withdraw(admitted.dossier, by=admitted.actor("architect"))
    dossier = Dossier.objects.get(pk=admitted.dossier.pk)
    sent = {"number": dossier.number, "code": dossier.tracking_code}
    assert "retirée" in unescape(client.post(reverse("web:track"), sent, follow=True).content.decode())


# Cancellation


def cancelled(scene: Scene) -> Ruling:
    ruling = rulings.prepare_cancellation(scene.dossier, by=scene.actor("president"), reasons=FALSE)
    scene.sign("president", "ruling", str(ruling.pk))
    ruling.refresh_from_db()
    return ruling


def test_the_authority_that_signed_a_permit_cancels_it_and_verification_says_so_at_once(
    client: Client, delivered: Scene
) -> None:
    permit = delivered.paper(PaperKind.PERMIT)
    assert permit.document is not None
    page = reverse("web:paper", args=[permit.verification_code])
    ruling = cancelled(delivered)
    dossier = Dossier.objects.get(pk=delivered.dossier.pk)
    assert (dossier.ending, ruling.is_signed) == (Ending.CANCELLED, True)
    assert lookup(permit.verification_code).state == "withdrawn"
    told = unescape(client.get(page).content.decode())
    assert "annul" in told
    assert ruling.signed_at is not None
    assert formats.day(ruling.signed_at) in told
    assert "ANN-01" not in told, "the reasons are for the parties"
    sent = SimpleUploadedFile("permis.pdf", read(permit.document), "application/pdf")
    assert "annul" in unescape(client.post(reverse("web:verify"), {"file": sent}).content.decode())
    code = {"number": dossier.number, "code": dossier.tracking_code}
    assert "annulé" in unescape(client.post(reverse("web:track"), code, follow=True).content.decode())


def test_the_decision_is_a_signed_paper_that_is_notified(client: Client, delivered: Scene) -> None:
    ruling = cancelled(delivered)
    paper = delivered.paper(PaperKind.CANCELLATION)
    assert paper.document is not None
    assert lookup(paper.verification_code).state == "valid"
    assert paper.notifications.filter(person=delivered.dossier.filer).exists()
    assert Notice.objects.filter(kind="dossier.cancellation").exists()
    case = reverse("dossiers:dossier", args=[delivered.dossier.number])
    assert reverse("dossiers:paper", args=[delivered.dossier.number, paper.pk]) in shown(
        client, delivered, "architect", case
    )
    assert kinds(delivered).count("permit.cancelled") == 1
    with pytest.raises(NotAllowed):
        rulings.prepare_cancellation(delivered.dossier, by=delivered.actor("president"), reasons=FALSE)
    with pytest.raises((RulingSigned, NotAllowed)):
        delivered.sign("president", "ruling", str(ruling.pk))


def test_a_cancellation_has_a_coded_reason_and_never_words_alone(delivered: Scene) -> None:
    president = delivered.actor("president")
    with pytest.raises(ReasonsRequired):
        rulings.prepare_cancellation(delivered.dossier, by=president, reasons=[], remarks="Fraude.")
    with pytest.raises(ReasonUnknown):
        rulings.prepare_cancellation(
            delivered.dossier, by=president, reasons=[{"code": "URB-01", "values": {}}]
        )
    with pytest.raises(NotAllowed):
        rulings.prepare_cancellation(delivered.dossier, by=delivered.actor("secretary"), reasons=FALSE)


def test_only_what_was_delivered_is_cancelled(to_sign: Scene) -> None:
    with pytest.raises(RulingNotOpen):
        rulings.prepare_cancellation(to_sign.dossier, by=to_sign.actor("president"), reasons=FALSE)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_president_prepares_reads_and_signs_on_the_page(
    client: Client, delivered: Scene, language: str
) -> None:
    number = delivered.dossier.number
    page = reverse("dossiers:cancellation", args=[number])
    assert page in shown(client, delivered, "president", reverse("dossiers:dossier", args=[number]), language)
    assert "ANN-01" in shown(client, delivered, "president", page, language)
    assert client.post(page, {"remarks": "Fraude."}).status_code == 422
    assert client.post(page, {"reasons": ["ANN-01"]}).status_code == 422, "its blank is part of the sentence"
    sent = {"reasons": ["ANN-01"], "value-ANN-01-point": "le plan de masse"}
    assert client.post(page, sent).status_code == 302
    ruling = Ruling.objects.get()
    told = shown(client, delivered, "president", page, language)
    printed = reverse("dossiers:ruling_preview", args=[number, ruling.pk])
    assert printed in told
    assert client.get(printed)["Content-Type"] == "application/pdf"
    client.force_login(delivered.cast.people["architect"])
    assert client.get(printed).status_code == 404
    assert client.get(page).status_code == 403


def test_a_cancelled_permit_no_longer_lapses(delivered: Scene) -> None:
    cancelled(delivered)
    last = Lapse.objects.get(dossier=delivered.dossier).on
    after = datetime.combine(last + timedelta(days=2), time(12), UTC)
    assert watch_validities(system(after)) == 0
