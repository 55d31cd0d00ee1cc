"""An assisted deposit under two hands: a consent and an edit, two clicks on the deposit, two clerks who begin for one person."""

from __future__ import annotations

import pytest

from rokhas.accounts.models import Person
from rokhas.accounts.queries import actor_of
from rokhas.dossiers.actions import assistance, filing
from rokhas.dossiers.errors import ConsentVoid
from rokhas.dossiers.models import Assistance, Dossier
from rokhas.journal.models import Event
from rokhas.testing import desk
from rokhas.testing.scene import Scene
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene(transactional_db: None, authority: object) -> Scene:
    return Scene.opens(procedure="refurbishment-permit")


def test_a_consent_and_an_edit_at_once_never_deposit_what_was_not_read(scene: Scene) -> None:
    """The filer edits on their own telephone while the clerk types the code: whoever comes second is told."""
    dossier = desk.type_everything(scene)
    clerk, filer = desk.typist(scene), actor_of(dossier.filer)
    field = dossier.procedure.meaning("project", "fr")
    assert field is not None
    assistance.print_consent(dossier, by=clerk)
    code = assistance.ask_consent(dossier, by=clerk)
    figures = desk.received(f"desk-code-{code.pk}")

    def agree_and_deposit() -> None:
        assistance.consent(Dossier.objects.get(pk=dossier.pk), figures, by=clerk)
        filing.lodge(Dossier.objects.get(pk=dossier.pk), by=clerk)

    def edit() -> None:
        filing.answer(Dossier.objects.get(pk=dossier.pk), {field.code: "Autre chose"}, by=filer)

    raised = together(agree_and_deposit, edit)
    now = Dossier.objects.get(pk=dossier.pk)
    if now.is_draft:
        assert [type(error) for error in raised] == [ConsentVoid]
    else:
        agreed = Assistance.objects.get(dossier=now).consented_to
        assert Event.objects.get(kind="dossier.lodged").data["content"] == agreed
        assert now.versions.get().answers[field.code] != "Autre chose"


def test_two_clicks_on_the_deposit_give_one_number(scene: Scene) -> None:
    desk.type_everything(scene)
    dossier, clerk = desk.consent(scene), desk.typist(scene)

    def deposit() -> None:
        filing.lodge(Dossier.objects.get(pk=dossier.pk), by=clerk)

    raised = together(deposit, deposit, deposit)
    assert Event.objects.filter(kind="dossier.lodged").count() == 1
    assert Dossier.objects.get(pk=dossier.pk).versions.count() == 1
    assert not [error for error in raised if not hasattr(error, "code")]


def test_two_clicks_on_the_beginning_open_one_account_and_one_draft(scene: Scene) -> None:
    before = Person.objects.count()
    assert together(*[lambda: desk.begin(scene)] * 3) == []
    assert Person.objects.count() == before + 1
    assert Dossier.objects.count() == 1
