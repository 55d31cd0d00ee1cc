"""What else than a refusal is contested: a cancellation, a stay of decision, an inadmissibility; and what quashing them does."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.dossiers.actions import appeals, rulings
from rokhas.dossiers.errors import AppealFiled, AppealNotOffered, AppealTooLate
from rokhas.dossiers.models import Appeal, Dossier, Ending, PaperKind, Ruling, Task
from rokhas.dossiers.queries import apart, case
from rokhas.dossiers.queries.rulings import letter
from rokhas.journal.models import Event
from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.models import Notice
from rokhas.procedures.schema import Kind, remedies
from rokhas.signing.queries import lookup
from rokhas.testing.lives import then
from rokhas.testing.moments import inadmissible
from rokhas.testing.scene import Scene
from rokhas.ui import formats

pytestmark = pytest.mark.django_db
GROUND = "La décision repose sur un plan qui n’est pas le mien."
LAW = {"fr": "55-19", "ar": "55.19"}
UNFOUNDED = [{"code": "REM-02", "values": {"point": "le plan"}}]


def fresh(scene: Scene) -> Dossier:
    return Dossier.objects.get(pk=scene.dossier.pk)


@then(inadmissible)
def turned_back(inadmissible: Scene) -> Scene:
    """The letter of inadmissibility is signed and notified."""
    inadmissible.sign_letter().deliver_post()
    return inadmissible


def filed(scene: Scene, code: str = "review") -> Appeal:
    found = appeals.file_appeal(fresh(scene), by=scene.actor("architect"), code=code, ground=GROUND)
    scene.deliver_post()
    return Appeal.objects.get(pk=found.pk)


def answered(scene: Scene, word: str, sense: Ruling.Sense = Ruling.Sense.RESUMED) -> Ruling:
    appeal = Appeal.objects.latest("pk")
    ruling = rulings.prepare_answer(appeal, by=scene.actor(word), sense=sense, reasons=UNFOUNDED)
    scene.sign(word, "ruling", str(ruling.pk))
    scene.deliver_post()
    return Ruling.objects.get(pk=ruling.pk)


def page(client: Client, scene: Scene, word: str, name: str, language: str = "fr") -> str:
    client.force_login(scene.cast.people[word])
    client.cookies["rokhas_language"] = language
    answer = client.get(reverse(f"dossiers:{name}", args=[scene.dossier.number]))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_every_decision_that_may_be_contested_is_said_with_its_text_and_how_sure_it_is() -> None:
    assert remedies().effect.law.certainty == "unsure"
    for each in remedies().appeals:
        sure = {against.what: against.law.certainty for against in each.against}
        assert sure.keys() == {"refusal", "cancellation", "stay", "inadmissibility"}
        assert {sure[what] for what in ("cancellation", "stay", "inadmissibility")} == {"unsure"}


def test_a_cancellation_quashed_restores_the_permit_in_verification_at_once(cancelled: Scene) -> None:
    before = Dossier.objects.values_list("ended_at", flat=True).get(pk=cancelled.dossier.pk)
    permit, decision = cancelled.paper(PaperKind.PERMIT), cancelled.paper(PaperKind.CANCELLATION)
    appeal = filed(cancelled)
    assert appeal.against == decision
    with pytest.raises(AppealFiled):
        filed(cancelled)
    assert lookup(permit.verification_code).state == "withdrawn"
    answered(cancelled, "president")
    dossier = fresh(cancelled)
    assert dossier.ending == Ending.DELIVERED
    assert dossier.ended_at is not None
    assert before is not None
    assert dossier.ended_at <= before
    assert lookup(permit.verification_code).state == "valid"
    assert lookup(decision.verification_code).state == "withdrawn"
    assert Event.objects.filter(kind="permit.restored").count() == 1
    assert Notice.objects.filter(kind="dossier.copy_restored").exists()
    assert not Task.objects.filter(dossier=dossier, closed_at=None).exists()
    with pytest.raises((AppealNotOffered, NotAllowed)):
        filed(cancelled, "hierarchical")


def test_a_cancellation_leaves_the_legal_delay_as_the_decision_ended_it(
    client: Client, cancelled: Scene
) -> None:
    """Delivered two days after its deposit, and cancelled long after its legal limit."""
    dossier = fresh(cancelled)
    assert dossier.ended_at is not None
    lodged, granted = dossier.ended_at - timedelta(days=60), dossier.ended_at - timedelta(days=58)
    dossier.versions.update(lodged_at=lodged)
    dossier.tasks.filter(outcome="delivered").update(closed_at=granted)
    day, cancelled_on = (formats.day(each.astimezone(MOROCCO)) for each in (granted, dossier.ended_at))
    for language, late, ended in (
        ("fr", "retard", "par la décision du"),
        ("ar", "تأخير", "بالقرار المؤرخ في"),
    ):
        for name in ("dossier", "history"):
            shown = page(client, cancelled, "architect", name, language)
            assert late not in shown
            (delay,) = re.findall(r'aria-labelledby="legal-delay">.*?</section>', shown, re.DOTALL)
            assert day in delay
            assert cancelled_on in delay
            assert 'aria-current="step"' not in shown
        computed = page(client, cancelled, "architect", "history", language)
        assert re.search(f"{ended} <time [^>]*><bdi>{day}", computed)
    assert not any(each.state == "ahead" for each in case.stages(dossier))
    filed(cancelled)
    answered(cancelled, "president")
    restored = fresh(cancelled)
    assert (restored.ending, restored.ended_at) == (Ending.DELIVERED, granted)


def test_a_permit_restored_may_be_cancelled_anew_and_that_is_contested_anew(cancelled: Scene) -> None:
    filed(cancelled)
    answered(cancelled, "president")
    ruling = rulings.prepare_cancellation(
        fresh(cancelled),
        by=cancelled.actor("president"),
        reasons=[{"code": "ANN-01", "values": {"point": "le plan"}}],
    )
    cancelled.sign("president", "ruling", str(ruling.pk))
    cancelled.deliver_post()
    assert fresh(cancelled).ending == Ending.CANCELLED
    assert filed(cancelled).against == ruling.paper


def test_a_cancellation_maintained_stands(client: Client, cancelled: Scene) -> None:
    filed(cancelled, "hierarchical")
    assert [each.is_prepared for each in apart.awaiting(cancelled.actor("governor"))] == [False]
    ruling = answered(cancelled, "governor", Ruling.Sense.MAINTAINED)
    assert fresh(cancelled).ending == Ending.CANCELLED
    assert lookup(cancelled.paper(PaperKind.PERMIT).verification_code).state == "withdrawn"
    assert ruling.paper.document is not None
    assert apart.awaiting(cancelled.actor("governor")) == []


def test_the_decision_that_cancels_names_the_ways_to_contest_it_and_how_sure_they_are(
    cancelled: Scene,
) -> None:
    ruling = Ruling.objects.select_related("office", "paper", "prepared_by").get(kind="cancellation")
    ruling.dossier = ruling.paper.dossier = fresh(cancelled)
    told = letter(ruling, ruling.prepared_by, cancelled.actor("president")).remedy
    assert "Recours gracieux, Recours hiérarchique" in told.fr
    assert "est à confirmer" in told.fr
    assert "tribunal administratif" in told.fr
    assert "تظلم استعطافي، تظلم رئاسي" in told.ar


def test_a_cancellation_is_contested_in_time(cancelled: Scene) -> None:
    notifications = cancelled.paper(PaperKind.CANCELLATION).notifications
    told = notifications.earliest("available_at").available_at
    notifications.update(available_at=told - timedelta(days=75))
    with pytest.raises(AppealTooLate):
        filed(cancelled)


def test_a_stay_quashed_ends_and_the_delays_run_again(stayed: Scene) -> None:
    assert not stayed.dossier.tasks.open().exclude(due_on=None).exists()
    filed(stayed)
    answered(stayed, "president")
    dossier, today = fresh(stayed), stayed.actor("president").today()
    assert (dossier.stayed_on, dossier.resumed_on) == (None, today)
    assert not dossier.tasks.open().filter(due_on=None).exists()
    assert Ruling.objects.get(kind=Ruling.Kind.STAY).ended_at is not None
    assert lookup(dossier.papers.get(kind=PaperKind.STAY).verification_code).state == "withdrawn"
    assert Notice.objects.filter(kind="dossier.stay_ended").exists()


def test_nothing_is_awaited_of_an_appeal_whose_stay_is_over(stayed: Scene) -> None:
    appeal = filed(stayed)
    ruling = Ruling.objects.get(kind=Ruling.Kind.STAY)
    president = stayed.actor("president")
    Ruling.objects.filter(pk=ruling.pk).update(until=president.today() - timedelta(days=1))
    assert rulings.resume(ruling.pk, by=president)
    assert apart.awaiting(president) == []
    Appeal.objects.filter(pk=appeal.pk).update(due_on=president.today() - timedelta(days=1))
    assert appeals.attend_appeals(president) == 0


def test_an_inadmissibility_quashed_opens_the_check_again(turned_back: Scene) -> None:
    filed(turned_back)
    answered(turned_back, "secretary")
    dossier = fresh(turned_back)
    assert [task.kind for task in dossier.tasks.open()] == [Kind.CHECK]
    assert dossier.resumed_on == turned_back.actor("secretary").today()
    assert not dossier.papers.filter(kind=PaperKind.INADMISSIBILITY, superseded_at=None).exists()
    with pytest.raises(AppealNotOffered):
        filed(turned_back, "hierarchical")


def test_what_was_granted_or_is_under_way_is_contested_by_nobody(delivered: Scene) -> None:
    with pytest.raises(NotAllowed):
        filed(delivered)


def test_a_case_under_way_is_contested_by_nobody(admitted: Scene) -> None:
    with pytest.raises(AppealNotOffered):
        filed(admitted)


@pytest.mark.parametrize(
    ("language", "label"), [("fr", "Contester l’annulation"), ("ar", "الطعن في الإلغاء")]
)
def test_the_pages_of_a_cancellation_contested(
    client: Client, cancelled: Scene, language: str, label: str
) -> None:
    assert label in page(client, cancelled, "architect", "dossier", language)
    assert "<form" not in page(client, cancelled, "architect", "appeals", language).split("<h2", 1)[1]
    one = reverse("dossiers:appeal", args=[cancelled.dossier.number, "review"])
    shown = unescape(client.get(one).content.decode())
    assert {"fr": "(à confirmer)", "ar": "(في حاجة إلى تأكيد)"}[language] in shown, (
        "no text says what it suspends"
    )
    assert one in page(client, cancelled, "architect", "appeals", language)
    assert client.post(one, {"ground": GROUND}).status_code == 302
    client.force_login(cancelled.cast.people["president"])
    sent = {"sense": "resumed", "reasons": ["REM-02"], "value-REM-02-point": "le plan"}
    assert client.post(one, sent).status_code == 302
    preview = reverse(
        "dossiers:ruling_preview", args=[cancelled.dossier.number, Ruling.objects.latest("pk").pk]
    )
    assert client.get(preview)["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("language", "label"), [("fr", "Contester le sursis à statuer"), ("ar", "الطعن في تأجيل البت")]
)
def test_the_page_of_a_stay_contested(client: Client, stayed: Scene, language: str, label: str) -> None:
    shown = page(client, stayed, "architect", "dossier", language)
    assert label in shown
    assert {"fr": "par le sursis à statuer", "ar": "بفعل تأجيل البت"}[language] in shown
    assert {"fr": "nouveau dépôt", "ar": "الإيداع الجديد"}[language] not in shown, (
        "nothing is to be deposited again"
    )
    assert LAW[language] in page(client, stayed, "architect", "appeals", language)


@pytest.mark.parametrize(
    ("language", "label"), [("fr", "Contester l’irrecevabilité"), ("ar", "الطعن في عدم القبول")]
)
def test_the_page_of_an_inadmissibility_contested(
    client: Client, turned_back: Scene, language: str, label: str
) -> None:
    assert label in page(client, turned_back, "architect", "dossier", language)
    assert LAW[language] in page(client, turned_back, "architect", "appeals", language)


# What it contests goes by itself


def without_object(
    scene: Scene, client: Client, word: str, said: str = "Il n’y a plus rien à répondre"
) -> None:
    """A dated fact, told to whoever filed; nobody is asked for an answer any more, and what was filed is still read."""
    scene.deliver_post()
    appeal = Appeal.objects.get()
    told = Event.objects.get(kind="appeal.without_object", stream=f"dossiers.dossier:{scene.dossier.pk}")
    assert told.data["appeal"] == appeal.code
    notice = Notice.objects.get(kind="dossier.appeal_without_object")
    assert notice.person == scene.cast.people["architect"]
    assert apart.awaiting(scene.actor(word)) == []
    for reader in ("architect", word):
        shown = page(client, scene, reader, "appeals")
        assert said in shown
        assert "Lire et répondre" not in shown
        one = client.get(reverse("dossiers:appeal", args=[scene.dossier.number, appeal.code]))
        assert "<form" not in unescape(one.content.decode()).split("<h2", 1)[1]
        assert GROUND in unescape(one.content.decode())
    history = page(client, scene, "architect", "history")
    assert "la décision contestée n’existe plus" in history


def test_an_appeal_outlived_by_its_stay_says_so(client: Client, stayed: Scene) -> None:
    filed(stayed)
    president = stayed.actor("president")
    Ruling.objects.filter(kind=Ruling.Kind.STAY).update(until=president.today() - timedelta(days=1))
    assert rulings.attend_stays(president) == 1
    assert rulings.attend_stays(president) == 0
    without_object(stayed, client, "president")


def test_an_appeal_against_an_inadmissibility_has_no_object_once_the_file_is_deposited_again(
    client: Client, turned_back: Scene
) -> None:
    filed(turned_back)
    turned_back.lodge_again()
    without_object(turned_back, client, "secretary")


def test_a_decision_quashed_leaves_the_other_appeal_without_object(cancelled: Scene) -> None:
    filed(cancelled, "hierarchical")
    filed(cancelled)
    answered(cancelled, "president")
    told = Event.objects.get(kind="appeal.without_object")
    assert told.data["appeal"] == "hierarchical"
    assert apart.awaiting(cancelled.actor("governor")) == []


def test_nothing_is_filed_where_nothing_may_be_contested(client: Client, admitted: Scene) -> None:
    client.force_login(admitted.cast.people["architect"])
    address = reverse("dossiers:appeal", args=[admitted.dossier.number, "review"])
    assert client.get(address).status_code == 404
    assert client.post(address, {"ground": GROUND}).status_code == 404
    assert not Appeal.objects.exists()
