"""No professional act without a current entry, at the moment of the act; what was prepared stays."""

from __future__ import annotations

import pytest
from django.test import Client

from rokhas.accounts.actions import restore_entry, suspend_entry
from rokhas.accounts.errors import EntryNotCurrent
from rokhas.accounts.models import RegisterEntry
from rokhas.dossiers.actions import filing
from rokhas.dossiers.actions.professionals import registers_of
from rokhas.dossiers.models import Dossier
from rokhas.kernel.actor import SYSTEM
from rokhas.procedures.queries import procedure_of
from rokhas.testing.scene import Scene


def suspended(scene: Scene) -> RegisterEntry:
    entry = RegisterEntry.objects.get(person=scene.cast.people["architect"])
    return suspend_entry(entry, by=SYSTEM, reason="Décision 4/2026")


def test_the_file_names_the_register_of_the_procedure(drafted: Scene) -> None:
    assert registers_of(drafted.dossier.procedure) == ("order_of_architects",)


def test_a_suspension_in_the_middle_keeps_the_draft_and_stops_the_signature_and_the_deposit(
    drafted: Scene,
) -> None:
    drafted.give_pieces()
    entry = suspended(drafted)
    with pytest.raises(EntryNotCurrent) as refused:
        drafted.sign_plans()
    assert "Ordre national des architectes" in str(refused.value)
    with pytest.raises(EntryNotCurrent):
        drafted.lodge()
    filing.answer(drafted.dossier, {"project_fr": "Villa"}, by=drafted.actor("architect"))
    restore_entry(entry, by=SYSTEM, reason="Décision 5/2026")
    drafted.sign_plans().lodge()
    assert Dossier.objects.get().number


def test_a_deposit_asks_for_the_entry_even_when_the_plans_were_signed_before(ready: Scene) -> None:
    suspended(ready)
    with pytest.raises(EntryNotCurrent):
        ready.lodge()
    assert Dossier.objects.get().is_draft


def test_whoever_has_no_current_entry_files_as_anybody_else(scene: Scene) -> None:
    suspended(scene)
    assert "applicant" in procedure_of(scene.draft().dossier.procedure_version_id).filers
    assert scene.dossier.designer is None


def test_the_page_of_the_draft_says_why(client: Client, drafted: Scene) -> None:
    drafted.give_pieces()
    suspended(drafted)
    client.force_login(drafted.cast.people["architect"])
    page = client.get(f"/dossiers/drafts/{drafted.dossier.pk}/check/", headers={"accept-language": "fr"})
    assert "elle est suspendue" in page.content.decode()
    sent = client.post(f"/dossiers/drafts/{drafted.dossier.pk}/lodging/", headers={"accept-language": "fr"})
    assert "elle est suspendue" in sent.content.decode()
