"""Two people at once: a request given up while its permit is signed; an appeal filed twice, answered twice."""

from __future__ import annotations

import pytest

from rokhas.dossiers.actions import appeals, rulings
from rokhas.dossiers.actions.withdrawal import withdraw
from rokhas.dossiers.errors import AppealFiled
from rokhas.dossiers.models import Appeal, Conclusion, Dossier, OfficialPaper, PaperKind, Ruling, Verdict
from rokhas.journal.models import Event
from rokhas.procedures.schema import Kind
from rokhas.signing.queries import lookup
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


def test_a_permit_is_restored_once_by_two_signatures_at_once(scene: Scene) -> None:
    scene.deposited().studied().conclude().sign_minutes().pay().sign_permit()
    reasons = [{"code": "ANN-01", "values": {"point": "le plan"}}]
    dossier = Dossier.objects.get(pk=scene.dossier.pk)
    made = rulings.prepare_cancellation(dossier, by=scene.actor("president"), reasons=reasons)
    scene.sign("president", "ruling", str(made.pk))
    scene.deliver_post()
    answers = []
    for code, word in (("review", "president"), ("hierarchical", "governor")):
        appeal = appeals.file_appeal(
            dossier, by=scene.actor("architect"), code=code, ground="Le plan est juste."
        )
        given = [{"code": "REM-02", "values": {"point": "le plan"}}]
        ruling = rulings.prepare_answer(
            appeal, by=scene.actor(word), sense=Ruling.Sense.RESUMED, reasons=given
        )
        answers.append((scene.cast.people[word], str(ruling.pk)))
    first, second = answers
    raised = together(
        lambda: scene.hands.sign(first[0], "ruling", first[1], at=None),
        lambda: scene.hands.sign(second[0], "ruling", second[1], at=None),
    )
    assert len(raised) == 1, raised
    assert Event.objects.filter(kind="permit.restored").count() == 1
    permit = OfficialPaper.objects.get(dossier=dossier, kind=PaperKind.PERMIT)
    assert lookup(permit.verification_code).state == "valid"
    assert Dossier.objects.get(pk=dossier.pk).ending == "delivered"
