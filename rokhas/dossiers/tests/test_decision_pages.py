"""The minutes, the decisions and the parapheur: read first, sign one or many, never blind."""

from __future__ import annotations

import copy
import io
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from rokhas.accounts.models import Mandate
from rokhas.dossiers.actions.signatures import DECISION
from rokhas.dossiers.models import Conclusion, Consultation, Dossier, PaperKind, Verdict
from rokhas.dossiers.tests.test_review_pages import as_, sign
from rokhas.procedures.schema import Kind
from rokhas.signing.queries import active_certificate
from rokhas.testing.lives import then
from rokhas.testing.moments import inadmissible
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

Sense = Conclusion.Sense


@then(inadmissible)
def letters(inadmissible: Scene) -> list[Scene]:
    """Three letters of inadmissibility that the secretary of the desk signs."""
    others = [copy.deepcopy(inadmissible) for _ in range(2)]
    return [inadmissible, *(other.deposited().find_inadmissible("PLANMASSE") for other in others)]


def page_of(name: str, scene: Scene, kind: Kind) -> str:
    return reverse(f"dossiers:{name}", args=[scene.task(kind).pk])


def test_the_secretary_then_the_chair_sign_the_minutes(
    concluded: Scene, django_assert_max_num_queries: Any
) -> None:
    task, url = concluded.task(Kind.MINUTES), page_of("minutes", concluded, Kind.MINUTES)
    secretary, chair = as_(concluded, "secretary"), as_(concluded, "chair", "ar")
    TestAuthority.shared().equip(concluded.cast.people["secretary"])
    with django_assert_max_num_queries(45):
        page = secretary.get(url).content.decode()
    assert "Procès-verbal" in page
    opinion = concluded.dossier.papers.filter(kind=PaperKind.OPINION).first()
    assert opinion is not None
    assert opinion.document is not None
    assert opinion.document.sha256 in page
    assert "data-sign" in page
    early = chair.get(url)
    assert "محضر" in early.content.decode()
    assert not early.context["may_sign"]
    preview = secretary.get(reverse("dossiers:preview", args=[task.pk]))
    assert preview.content.startswith(b"%PDF")
    assert "sandbox" in preview["Content-Security-Policy"]
    assert sign(concluded, "chair", chair, task.pk, purpose="minutes").status_code != 200
    concluded.sign("secretary", "minutes", str(task.pk))
    signed = chair.get(url)
    paper = concluded.paper(PaperKind.MINUTES)
    assert paper.document is not None
    assert signed.context["documents"][0]["sha256"] == paper.document.sha256
    assert signed.context["may_sign"]
    assert not secretary.get(url).context["may_sign"]


def test_minutes_wait_while_an_opinion_is_being_stamped(admitted: Scene) -> None:
    admitted.opinion("commune").opinion("prefecture")
    TestAuthority.shared().timestamper.away = True
    task = admitted.dossier.tasks.open().get(kind=Kind.OPINION)
    client = as_(admitted, "urban-agency")
    client.post(reverse("dossiers:review", args=[task.pk]), {"verdict": "favourable"})
    sign(admitted, "urban-agency", client, task.pk)
    admitted.conclude()
    answer = as_(admitted, "secretary").get(page_of("minutes", admitted, Kind.MINUTES))
    assert answer.context["stamping"]
    assert not answer.context["may_sign"]
    assert as_(admitted, "secretary").get(answer.context["paper_url"]).status_code == 409


def test_the_president_reads_the_full_file_and_that_is_written_down(
    to_sign: Scene, django_assert_max_num_queries: Any
) -> None:
    client, url = as_(to_sign, "president"), page_of("decision", to_sign, Kind.SIGNATURE)
    TestAuthority.shared().equip(to_sign.cast.people["president"])
    with django_assert_max_num_queries(50):
        answer = client.get(url)
    page = answer.content.decode()
    kinds = {paper.kind for paper in answer.context["issued"]}
    assert {PaperKind.OPINION, PaperKind.MINUTES, PaperKind.QUITTANCE, PaperKind.RECEIPT} <= kinds
    for paper in answer.context["issued"]:
        assert reverse("dossiers:paper", args=[to_sign.dossier.number, paper.pk]) in page
    for shown in answer.context["room"].pieces:
        assert shown.url in page
    assert 'type="password"' not in page
    assert "data-sign" in page
    assert "توقيع الرخصة" in as_(to_sign, "president", "ar").get(url).content.decode()
    read = Consultation.objects.filter(dossier=to_sign.dossier, what="file").earliest("pk")
    assert read.person == to_sign.cast.people["president"]
    assert read.version == to_sign.dossier.version
    preview = client.get(reverse("dossiers:preview", args=[to_sign.task(Kind.SIGNATURE).pk]))
    assert preview.content.startswith(b"%PDF")
    assert "no-store" in preview["Cache-Control"]


def test_what_is_only_previewed_is_a_specimen_even_in_production(concluded: Scene, settings: Any) -> None:
    settings.ROKHAS_MODE = "production"
    task = concluded.task(Kind.MINUTES)
    preview = as_(concluded, "secretary").get(reverse("dossiers:preview", args=[task.pk]))
    pages = PdfReader(io.BytesIO(preview.content)).pages
    assert all("SPÉCIMEN" in page.extract_text() for page in pages)
    assert "Démonstration" not in pages[0].extract_text()


def test_others_read_without_counting_as_the_signer_and_the_parties_have_the_case(to_sign: Scene) -> None:
    task = to_sign.task(Kind.SIGNATURE)
    answer = as_(to_sign, "secretary").get(page_of("decision", to_sign, Kind.SIGNATURE))
    assert answer.status_code == 200
    assert not answer.context["mine"]
    assert answer.context["paper_url"] == ""
    assert not Consultation.objects.filter(dossier=to_sign.dossier, what="file").exists()
    assert as_(to_sign, "secretary").get(reverse("dossiers:preview", args=[task.pk])).status_code == 404
    minutes = to_sign.dossier.tasks.get(kind=Kind.MINUTES)
    for word in ("architect", "applicant"):
        for name, pk in (("decision", task.pk), ("preview", task.pk), ("minutes", minutes.pk)):
            assert as_(to_sign, word).get(reverse(f"dossiers:{name}", args=[pk])).status_code == 404


def test_a_permit_is_not_signed_before_it_is_read_and_stays_readable_after(to_sign: Scene) -> None:
    task, client = to_sign.task(Kind.SIGNATURE), as_(to_sign, "president")
    url = reverse("dossiers:decision", args=[task.pk])
    refused = sign(to_sign, "president", client, task.pk, purpose=DECISION)
    assert refused.status_code == 403
    assert refused.json()["code"] == "not-read"
    client.get(url)
    assert sign(to_sign, "president", client, task.pk, purpose=DECISION).status_code == 200
    to_sign.deliver_post()  # sealed, then
    to_sign.deliver_post()  # delivered
    assert Dossier.objects.get(pk=to_sign.dossier.pk).ending == "delivered"
    after = client.get(url)
    assert not after.context["may_sign"]
    assert after.context["paper_url"].startswith("/dossiers/")
    assert client.get(reverse("dossiers:preview", args=[task.pk])).status_code == 404


def test_a_letter_says_its_reasons_its_remedy_and_its_deadline(admitted: Scene) -> None:
    admitted.opinions(urban_agency=Verdict.UNFAVOURABLE).conclude(Sense.UNFAVOURABLE).sign_minutes()
    answer = as_(admitted, "president").get(page_of("decision", admitted, Kind.SIGNATURE))
    letter = answer.context["letter"]
    page = answer.content.decode()
    assert letter.reasons[0].text.fr in page.replace("&#x27;", "'")
    assert letter.remedy.fr.split(".")[0] in page.replace("&#x27;", "'")
    assert f"{letter.answer_by:%d/%m/%Y}" in page


# The parapheur


def test_the_parapheur_tells_read_from_unread_to_those_who_sign(
    letters: list[Scene], django_assert_max_num_queries: Any
) -> None:
    client, url = as_(letters[0], "secretary"), reverse("dossiers:parapheur")
    client.get(page_of("decision", letters[0], Kind.SIGNATURE))
    with django_assert_max_num_queries(25):
        answer = client.get(url)
    page = answer.content.decode()
    assert "Parapheur" in page
    assert answer.context["figures"] == {"total": 3, "permits": 0, "letters": 3, "read": 1, "unread": 2}
    assert f'value="{letters[0].task(Kind.SIGNATURE).pk}"' in page
    assert f'value="{letters[1].task(Kind.SIGNATURE).pk}"' not in page
    assert "حافظة التوقيع" in as_(letters[0], "secretary", "ar").get(url).content.decode()
    read = client.get(url, {"reading": "read"})
    assert [item.task.dossier for item in read.context["items"]] == [letters[0].dossier]
    assert not client.get(url, {"paper": "permits"}).context["items"]
    for word in ("front-desk", "commune", "architect"):
        assert as_(letters[0], word).get(url).status_code == 404
    assert as_(letters[0], "president").get(url).context["figures"]["total"] == 0
    badge = client.get(reverse("work:list")).content.decode()
    assert 'rk-count"><bdi>3</bdi>' in badge
    assert Client().get(url).status_code == 302


def test_what_was_not_read_is_left_out_of_the_review_and_the_server_refuses_it(letters: list[Scene]) -> None:
    client = as_(letters[0], "secretary")
    tasks = [each.task(Kind.SIGNATURE) for each in letters]
    client.get(reverse("dossiers:decision", args=[tasks[0].pk]))
    answer = client.get(reverse("dossiers:signing"), {"subjects": [task.pk for task in tasks]})
    assert [item.task for item in answer.context["ready"]] == [tasks[0]]
    assert {item.task for item in answer.context["unread"]} == set(tasks[1:])
    refused = sign(letters[0], "secretary", client, *[task.pk for task in tasks], purpose=DECISION)
    assert refused.status_code == 403
    assert all(each.task(Kind.SIGNATURE).is_open for each in letters)


def test_of_three_signed_together_one_refused_does_not_stop_the_others(letters: list[Scene]) -> None:
    client, authority = as_(letters[0], "secretary"), TestAuthority.shared()
    person = letters[0].cast.people["secretary"]
    tasks = [each.task(Kind.SIGNATURE) for each in letters]
    subjects = [str(task.pk) for task in tasks]
    for task in tasks:
        client.get(reverse("dossiers:decision", args=[task.pk]))
    assert len(client.get(reverse("dossiers:signing"), {"subjects": subjects}).context["ready"]) == 3
    certificate = active_certificate(person.pk, letters[0].actor("secretary").now()) or authority.equip(
        person
    )
    prepared = client.post(reverse("signing:prepare"), {"purpose": DECISION, "subjects": subjects}).json()
    results = authority.sign(certificate, prepared["jobs"])
    Dossier.objects.filter(pk=letters[1].dossier.pk).update(answers={"changed": "meanwhile"})
    done = client.post(reverse("signing:finish"), {"results": results}, content_type="application/json")
    assert done.json() == {"redirect": reverse("dossiers:parapheur")}
    landed = client.get(reverse("dossiers:parapheur"), follow=True)
    assert landed.redirect_chain
    told = {result.task.pk: result for result in landed.context["results"]}
    assert [told[task.pk].is_signed for task in tasks] == [True, False, True]
    assert "changed while you were signing" in told[tasks[1].pk].why or "changé" in told[tasks[1].pk].why
    assert letters[1].task(Kind.SIGNATURE).is_open
    again = client.post(reverse("signing:finish"), {"results": results}, content_type="application/json")
    assert again.status_code == 200  # a second click signs nothing twice
    assert client.get(reverse("dossiers:parapheur")).context["figures"]["total"] == 1


def test_a_batch_left_without_signing_comes_back_and_a_mandate_that_ended_signs_nothing(
    inadmissible: Scene,
) -> None:
    client, task = as_(inadmissible, "secretary"), inadmissible.task(Kind.SIGNATURE)
    client.get(reverse("dossiers:decision", args=[task.pk]))
    client.get(reverse("dossiers:signing"), {"subjects": [str(task.pk), "x", "-1", "9" * 40]})
    assert client.get(reverse("dossiers:parapheur")).status_code == 200
    assert client.get(reverse("dossiers:signed"), {"subjects": [task.pk]}).status_code == 404
    yesterday = inadmissible.actor("secretary").today() - timedelta(days=1)
    Mandate.objects.filter(person=inadmissible.cast.people["secretary"]).update(ends_on=yesterday)
    told = client.get(reverse("dossiers:parapheur"))
    assert told.status_code == 403, "a batch was open in this browser: it is said that the mandate has ended"
    assert "il a pris fin" in told.content.decode()
    assert as_(inadmissible, "secretary").get(reverse("dossiers:parapheur")).status_code == 404
    refused = sign(inadmissible, "secretary", client, task.pk, purpose=DECISION)
    assert refused.json()["code"] == "not-yours-to-sign"


def test_a_mandate_that_ended_with_the_parapheur_open_is_said_and_the_paper_waits(to_sign: Scene) -> None:
    task, leaving = to_sign.task(Kind.SIGNATURE), as_(to_sign, "president")
    chosen = {"subjects": [task.pk]}
    assert leaving.get(reverse("dossiers:signing"), chosen).status_code == 200
    yesterday = to_sign.actor("president").today() - timedelta(days=1)
    Mandate.objects.filter(person=to_sign.cast.people["president"]).update(ends_on=yesterday)
    told = leaving.get(reverse("dossiers:signing"), chosen)
    assert told.status_code == 403
    assert "il a pris fin" in told.content.decode()
    task.refresh_from_db()
    assert task.is_open
