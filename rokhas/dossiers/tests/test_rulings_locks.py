"""Two people at once: a request given up while its permit is signed; an appeal filed twice, answered twice."""

from __future__ import annotations

import pytest

from rokhas.dossiers.actions import appeals, rulings
from rokhas.dossiers.actions.withdrawal import withdraw
from rokhas.dossiers.errors import AppealFiled
from rokhas.dossiers.models import Appeal, Conclusion, Dossier, OfficialPaper, PaperKind, Ruling, Verdict
from rokhas.journal.models import Event
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene(transactional_db: None, authority: object) -> Scene:
    return Scene.opens()


def test_a_request_is_withdrawn_or_its_permit_is_signed_and_never_both(scene: Scene) -> None:
    scene.deposited().studied().conclude().sign_minutes().pay().read("president")
    task = scene.task(Kind.SIGNATURE)
    person, architect = scene.cast.people["president"], scene.actor("architect")

    raised = together(
        lambda: scene.hands.sign(person, "decision", str(task.pk), at=None),
        lambda: withdraw(Dossier.objects.get(pk=scene.dossier.pk), by=architect),
    )
    scene.deliver_post()
    assert len(raised) == 1, raised
    now = Dossier.objects.get(pk=scene.dossier.pk)
    signed = OfficialPaper.objects.filter(
        dossier=now, kind=PaperKind.PERMIT, issued_at__isnull=False
    ).exists()
    assert now.ending == ("delivered" if signed else "withdrawn")


def test_an_appeal_filed_by_both_parties_at_once_is_filed_once_and_answered_once(scene: Scene) -> None:
    scene.deposited().studied(commune=Verdict.UNFAVOURABLE)
    scene.conclude(Conclusion.Sense.UNFAVOURABLE).sign_minutes().sign_letter().deliver_post()
    assert Dossier.objects.get(pk=scene.dossier.pk).ending == "refused"
    architect, president = scene.actor("architect"), scene.actor("president")

    def file() -> None:
        appeals.file_appeal(
            Dossier.objects.get(pk=scene.dossier.pk),
            by=architect,
            code="review",
            ground="Le recul est respecté.",
        )

    raised = together(file, file, file)
    assert [type(error) for error in raised] == [AppealFiled, AppealFiled]
    appeal = Appeal.objects.get()
    reasons = [{"code": "REM-02", "values": {"point": "le recul"}}]
    ruling = rulings.prepare_answer(appeal, by=president, sense=Ruling.Sense.RESUMED, reasons=reasons)
    person = scene.cast.people["president"]
    raised = together(
        lambda: scene.hands.sign(person, "ruling", str(ruling.pk), at=None),
        lambda: scene.hands.sign(person, "ruling", str(ruling.pk), at=None),
    )
    assert len(raised) <= 1
    assert Event.objects.filter(kind="appeal.answered").count() == 1
    assert Dossier.objects.get(pk=scene.dossier.pk).tasks.open().count() == 3
