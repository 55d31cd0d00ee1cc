"""The workspace of a member: who may open it, what it keeps, what it refuses, and its signature."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from rokhas.accounts.actions import give_mandate
from rokhas.accounts.models import Mandate, Person, Role
from rokhas.dossiers.actions.opinions import prepare_opinion
from rokhas.dossiers.models import Consultation, Opinion, OpinionDraft, PaperKind, Task, Verdict
from rokhas.kernel.actor import system
from rokhas.procedures.schema import Kind
from rokhas.signing.queries import active_certificate
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

RESERVED = {"verdict": "reserved", "reasons": ["ARC-08"], "value-ARC-08-point": "les cotes de l'escalier"}


def as_(scene: Scene, word: str, language: str = "fr") -> Client:
    client = Client()
    client.cookies["rokhas_language"] = language
    client.force_login(scene.cast.people[word])
    return client


def task_of(scene: Scene, office_kind: str) -> Task:
    return scene.dossier.tasks.get(
        kind=Kind.OPINION, office=scene.cast.offices[office_kind], superseded_at=None
    )


def address(task: Task) -> str:
    return reverse("dossiers:review", args=[task.pk])


def sign(scene: Scene, word: str, client: Client, *subjects: int, purpose: str = "opinion") -> Any:
    """What the page and the agent do: prepare, sign with the key, finish."""
    person = scene.cast.people[word]
    authority = TestAuthority.shared()
    certificate = active_certificate(person.pk, scene.actor(word).now()) or authority.equip(person)
    data = {"purpose": purpose, "subjects": [str(subject) for subject in subjects]}
    prepared = client.post(reverse("signing:prepare"), data)
    if prepared.status_code != 200:
        return prepared
    results = authority.sign(certificate, prepared.json()["jobs"])
    return client.post(reverse("signing:finish"), {"results": results}, content_type="application/json")


def test_a_member_finds_the_files_the_points_and_the_facts(
    admitted: Scene, django_assert_max_num_queries: Any
) -> None:
    client, task = as_(admitted, "commune"), task_of(admitted, "commune")
    with django_assert_max_num_queries(40):
        answer = client.get(address(task))
    page = answer.content.decode()
    assert "Points à vérifier" in page
    assert str(admitted.dossier.number) in page
    assert "ARC-08" in page
    assert 'data-plan="plan"' in page
    assert "•••" in page  # an identity number shows its end alone
    assert 'type="password"' not in page
    assert "out_of_time" not in page
    assert Consultation.objects.filter(dossier=admitted.dossier, what="review").count() == 1
    assert "نقط للتحقق" in as_(admitted, "commune", "ar").get(address(task)).content.decode()


def test_the_workspace_is_out_of_sight_of_the_parties_and_of_strangers(
    admitted: Scene, client: Client
) -> None:
    task = task_of(admitted, "commune")
    for word in ("architect", "applicant"):
        assert as_(admitted, word).get(address(task)).status_code == 404
    client.force_login(Person.objects.create_user("elsewhere@example.org", "a-long-password"))
    assert client.get(address(task)).status_code == 404
    assert client.post(reverse("dossiers:opinion-draft", args=[task.pk]), RESERVED).status_code == 404
    assert client.get(reverse("dossiers:preview", args=[task.pk])).status_code == 404


def test_another_office_reads_without_answering(admitted: Scene) -> None:
    admitted.opinion("commune", Verdict.RESERVED)
    task = task_of(admitted, "commune")
    page = as_(admitted, "prefecture").get(address(task)).content.decode()
    assert "data-draft-url" not in page
    assert "data-sign" not in page
    assert admitted.paper(PaperKind.OPINION).document is not None
    assert "Avec réserves" in page
    refused = as_(admitted, "prefecture").post(address(task_of(admitted, "urban_agency")), RESERVED)
    assert refused.status_code == 422
    assert not OpinionDraft.objects.exists()


def test_reasons_are_asked_of_any_opinion_but_a_favourable_one_and_nothing_typed_is_lost(
    admitted: Scene,
) -> None:
    task = task_of(admitted, "commune")
    sent = {"verdict": "to_modify", "remarks": "Cotes illisibles.", "point-ARC": "no"}
    answer = as_(admitted, "commune").post(address(task), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Cotes illisibles." in page
    assert OpinionDraft.objects.get(task=task).content["remarks"] == ["Cotes illisibles."]
    assert not Opinion.objects.filter(task=task).exists()
    assert "Cotes illisibles." in as_(admitted, "commune").get(address(task)).content.decode()


def test_what_does_not_hold_is_refused_where_it_is_asked(admitted: Scene) -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"verdict": "out_of_time"}, "verdict"),
        ({}, "verdict"),
        ({"verdict": "reserved"}, "reasons"),
        ({"verdict": "reserved", "reasons": ["ARC-08"]}, "value-ARC-08-point"),
        ({"verdict": "reserved", "reasons": ["STR-04"], "value-STR-04-article": "loi 12-90"}, "reasons"),
        ({"verdict": "unfavourable", "reasons": ["URB-01"]}, "reasons"),
        (RESERVED | {"point-STR": "no", "point-ARC": "no"}, "point-STR"),
    ]
    client, task = as_(admitted, "commune"), task_of(admitted, "commune")
    for sent, field in refused:
        answer = client.post(address(task), sent)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {field}
    assert not Opinion.objects.filter(task=task).exists()


def test_a_draft_is_kept_as_one_goes_whatever_it_lacks(admitted: Scene) -> None:
    task = task_of(admitted, "commune")
    client = as_(admitted, "commune")
    answer = client.post(reverse("dossiers:opinion-draft", args=[task.pk]), {"remarks": "À revoir"})
    assert answer.status_code == 200
    assert answer.json()["said"].startswith("Brouillon enregistré à")
    assert answer.json()["seen"] == OpinionDraft.objects.get(task=task).saved_at.isoformat()
    assert "À revoir" in client.get(address(task)).content.decode()


def test_a_colleagues_draft_is_never_overwritten_unseen(admitted: Scene) -> None:
    task = task_of(admitted, "commune")
    colleague = Person.objects.create_user("colleague@example.org", "a-long-password")
    first_day = admitted.actor("commune").today()
    assert task.office is not None
    give_mandate(colleague, Role.COMMISSION_MEMBER, task.office, by=system(), starts_on=first_day)
    other = Client()
    other.force_login(colleague)
    url = reverse("dossiers:opinion-draft", args=[task.pk])
    seen = other.post(url, {"remarks": "first"}).json()["seen"]
    refused = as_(admitted, "commune").post(url, {"remarks": "second"})
    assert refused.status_code == 409
    assert refused.json()["code"] == "draft-changed"
    assert OpinionDraft.objects.get(task=task).content["remarks"] == ["first"]
    assert as_(admitted, "commune").post(url, {"remarks": "second", "seen": seen}).status_code == 200


def test_an_opinion_is_prepared_read_again_signed_and_given(admitted: Scene) -> None:
    task, client = task_of(admitted, "commune"), as_(admitted, "commune")
    sent = RESERVED | {"remarks": "Voir l'escalier.", "point-ARC": "no", "point-ACC": "yes"}
    assert client.post(address(task), sent).status_code == 302
    assert client.post(address(task), sent).status_code == 302  # an impatient second click
    opinion = Opinion.objects.get(task=task)
    assert opinion.checklist == {"ARC": "no", "ACC": "yes"}
    assert "les cotes de l'escalier" in opinion.reasons[0]["text_fr"]
    TestAuthority.shared().equip(admitted.cast.people["commune"])
    page = client.get(address(task))
    assert "data-sign" in page.content.decode()
    assert "connect-src 'self' http://127.0.0.1" in page["Content-Security-Policy"]
    preview = client.get(reverse("dossiers:preview", args=[task.pk]))
    assert preview.content.startswith(b"%PDF")
    assert "les cotes de l&#x27;escalier" in client.get(address(task), {"change": ""}).content.decode()
    done = sign(admitted, "commune", client, task.pk)
    assert done.json() == {"redirect": reverse("dossiers:dossier", args=[admitted.dossier.number])}
    task.refresh_from_db()
    assert task.outcome == Verdict.RESERVED


def test_what_is_typed_after_preparing_is_not_signed_by_mistake(admitted: Scene) -> None:
    task, client = task_of(admitted, "commune"), as_(admitted, "commune")
    client.post(address(task), {"verdict": "favourable"})
    client.post(reverse("dossiers:opinion-draft", args=[task.pk]), {"remarks": "I changed my mind"})
    page = client.get(address(task)).content.decode()
    assert "data-sign" not in page
    assert "I changed my mind" in page


def test_a_colleague_has_answered_meanwhile(admitted: Scene) -> None:
    task, client = task_of(admitted, "commune"), as_(admitted, "commune")
    admitted.opinion("commune")
    answer = client.post(address(task), RESERVED | {"remarks": "too late"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "too late" in page
    assert "déjà" in page
    assert client.post(reverse("dossiers:opinion-draft", args=[task.pk]), RESERVED).status_code == 409


def test_a_mandate_that_ends_meanwhile_loses_nothing_and_shows_nothing_else(admitted: Scene) -> None:
    task, client = task_of(admitted, "commune"), as_(admitted, "commune")
    draft_url = reverse("dossiers:opinion-draft", args=[task.pk])
    client.post(draft_url, {"remarks": "Presque fini"})
    held = Mandate.objects.filter(person=admitted.cast.people["commune"])
    held.update(ends_on=admitted.actor("commune").today() - timedelta(days=1))
    answer = client.post(address(task), {"remarks": "Presque fini, et plus"})
    assert answer.status_code == 403
    assert "Presque fini, et plus" in answer.content.decode()
    assert str(admitted.dossier.number) not in answer.content.decode()
    assert client.post(draft_url, {"remarks": "again"}).json()["code"] == "not-allowed"
    assert client.get(address(task)).status_code == 404
    assert OpinionDraft.objects.get(task=task).content["remarks"] == ["Presque fini"]


def test_the_next_task_of_the_list_is_one_click_away(admitted: Scene) -> None:
    first = task_of(admitted, "commune")
    second = Scene.opens()
    second.deposited().admit()
    answer = as_(admitted, "commune").get(address(first))
    place = answer.context["room"].place
    assert (place.rank, place.count, place.before) == (1, 2, None)
    assert place.after == task_of(second, "commune").pk


def test_an_opinion_prepared_elsewhere_is_shown_for_signature(admitted: Scene) -> None:
    task = task_of(admitted, "urban_agency")
    prepare_opinion(
        task,
        by=admitted.actor("urban-agency"),
        verdict=Verdict.TO_MODIFY,
        reasons=admitted.some_reasons("urban_agency", Verdict.TO_MODIFY),
    )
    answer = as_(admitted, "urban-agency").get(address(task))
    assert answer.context["prepared"].verdict == Verdict.TO_MODIFY
