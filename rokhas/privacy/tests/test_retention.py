"""What was kept long enough is forgotten, and nothing else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import call_command

from rokhas.documents.models import Document
from rokhas.dossiers.actions.messages import ask_office, keep_attachment, open_messages
from rokhas.dossiers.models import Consultation, Dossier, DossierVersion
from rokhas.dossiers.workflow.answers import opened
from rokhas.journal.models import Event
from rokhas.kernel.actor import system
from rokhas.notices.models import Notice
from rokhas.post.models import Message
from rokhas.privacy.actions import enforce
from rokhas.privacy.checks import every_datum_has_its_retention
from rokhas.privacy.models import Erasure
from rokhas.privacy.schema import catalogue
from rokhas.testing.scene import Scene

DAY = timedelta(days=1)


def span(code: str) -> timedelta:
    found = catalogue().kind(code).span
    assert found is not None
    return found


def run(at: datetime) -> dict[str, int]:
    return enforce(by=system(at))


def test_a_draft_goes_only_after_its_owner_was_told_and_did_nothing(drafted: Scene) -> None:
    drafted.give_pieces()
    left, pieces = drafted.dossier.touched_at, drafted.dossier.pieces.count()
    kept = Document.objects.count()
    warned = left + span("draft") - timedelta(days=20)
    run(left + span("draft") - timedelta(days=31))
    assert not Notice.objects.filter(kind="privacy.draft").exists()
    run(warned)
    run(warned)
    assert Notice.objects.filter(kind="privacy.draft").count() == 1
    assert run(left + span("draft") + DAY)["draft"] == 0  # told less than thirty days ago
    assert run(warned + timedelta(days=31))["draft"] == 1
    assert not Dossier.objects.filter(pk=drafted.dossier.pk).exists()
    assert Document.objects.count() == kept - pieces
    assert Event.objects.filter(kind="draft.erased").count() == 1
    assert run(warned + timedelta(days=40))["draft"] == 0


def test_a_draft_touched_again_is_told_again(drafted: Scene) -> None:
    warned = drafted.dossier.touched_at + span("draft") - DAY
    run(warned)
    touched = warned + DAY
    Dossier.objects.filter(pk=drafted.dossier.pk).update(touched_at=touched)
    assert run(touched + span("draft") + DAY)["draft"] == 0
    assert Notice.objects.filter(kind="privacy.draft").count() == 2
    assert Dossier.objects.filter(pk=drafted.dossier.pk).exists()


def test_a_draft_whose_plans_are_signed_goes_and_the_signature_stays(ready: Scene) -> None:
    warned = ready.dossier.touched_at + span("draft")
    run(warned)
    assert run(warned + timedelta(days=31))["draft"] == 1
    signed = apps.get_model("signing", "Signature")._default_manager
    assert signed.exclude(document=None).count() == 1


def test_a_lodged_dossier_is_never_erased(lodged: Scene) -> None:
    run(lodged.dossier.touched_at + timedelta(days=9000))
    assert Dossier.objects.filter(pk=lodged.dossier.pk).exists()
    lodged.dossier.refresh_from_db()
    assert lodged.dossier.answers["applicant_cnie"]  # its procedure has not ended


def test_identity_and_contact_are_emptied_after_the_end_each_at_its_time(scene: Scene) -> None:
    scene.deposited(applicant_email="salma@demo.example").find_inadmissible("PLANMASSE")
    ended = scene.dossier.touched_at
    Dossier.objects.filter(pk=scene.dossier.pk).update(ended_at=ended, ending="refused")
    given = scene.dossier.pieces.filter(code="CNIE").count()
    run(ended + span("contact") - DAY)
    before = Dossier.objects.get(pk=scene.dossier.pk).answers
    assert before["applicant_phone"]
    assert run(ended + span("contact") + DAY)["contact"] == 2
    version = DossierVersion.objects.get(dossier=scene.dossier)
    assert not version.answers["applicant_phone"]
    assert version.answers["applicant_cnie"]
    assert run(ended + span("identity") + DAY)["identity"] == 1 + given
    for held in (Dossier.objects.get(pk=scene.dossier.pk), DossierVersion.objects.get(pk=version.pk)):
        assert not held.answers["applicant_cnie"]
        assert held.answers["applicant_name_fr"] == before["applicant_name_fr"]
    assert not scene.dossier.pieces.filter(code="CNIE").exists()
    codes = Event.objects.filter(kind="answers.erased").values_list("data", flat=True)
    assert {code for each in codes for code in each["codes"]} == {
        "applicant_phone",
        "applicant_email",
        "applicant_cnie",
    }
    assert set(Erasure.objects.values_list("kind", flat=True)) >= {"contact", "identity"}


def test_messages_and_consultations_are_forgotten_and_their_sending_is_not(lodged: Scene) -> None:
    lodged.deliver_post()
    at = lodged.dossier.touched_at
    Consultation.note(lodged.dossier, lodged.cast.people["secretary"].pk, "file", at)
    sent = Event.objects.filter(kind="message.sent").count()
    assert sent
    run(at + span("message") + DAY)
    assert not Message.objects.exclude(state="queued").exclude(body="").exists()
    assert Event.objects.filter(kind="message.sent").count() == sent
    assert Consultation.objects.exists()
    run(at + span("consultation") + DAY)
    assert not Consultation.objects.exists()


def test_the_word_lists_and_enforces(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("retention", "list", "--json")
    kinds = json.loads(capsys.readouterr().out)["kinds"]
    assert {"draft", "identity", "contact"} <= {kind["code"] for kind in kinds}
    call_command("retention", "enforce", "--json")
    assert json.loads(capsys.readouterr().out)["erased"]["draft"] == 0


def test_every_question_about_a_person_has_a_known_retention() -> None:
    assert every_datum_has_its_retention(None) == []


def test_answers_kept_in_clear_by_an_earlier_version_are_sealed(scene: Scene) -> None:
    scene.deposited(applicant_email="salma@demo.example")
    clear = opened(scene.dossier.procedure, scene.dossier.answers)
    Dossier.objects.filter(pk=scene.dossier.pk).update(answers=clear)
    DossierVersion.objects.filter(dossier=scene.dossier).update(answers=clear)
    migration = import_module("rokhas.privacy.migrations.0002_seal_answers")
    migration.seal_answers(apps, None)
    scene.dossier.refresh_from_db()
    for held in (scene.dossier, DossierVersion.objects.get(dossier=scene.dossier)):
        assert held.answers["applicant_email"] != "salma@demo.example"
        assert opened(scene.dossier.procedure, held.answers) == clear


def test_messages_go_with_their_files_once_the_dossier_has_long_ended(delivered: Scene) -> None:
    desk, by = delivered.cast.offices["single_desk"], delivered.actor("architect")
    file = delivered.dossier.pieces.select_related("document").get(code="PLANMASSE").document
    keep_attachment(delivered.dossier, file, by=by)
    ask_office(delivered.dossier, "Où retirer la copie ?", office=desk, key=uuid4(), by=by)
    open_messages(delivered.dossier, by=delivered.actor("front-desk"))
    delivered.dossier.refresh_from_db()
    ended = delivered.dossier.ended_at
    assert ended is not None
    assert run(ended + span("correspondence") - DAY)["correspondence"] == 0
    assert run(ended + span("correspondence") + DAY)["correspondence"] == 1
    assert not delivered.dossier.messages.exists()
    assert not delivered.dossier.attachments.exists()
    assert Document.objects.filter(pk=file.pk).exists()  # a piece of the dossier holds it still
