"""The building permit from end to end, good and bad, for both classes, down to the papers that anyone may verify."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from rokhas.documents.queries import read
from rokhas.dossiers.actions import decision
from rokhas.dossiers.actions.clock import attend_deadlines
from rokhas.dossiers.errors import AgencyOpinionRequired
from rokhas.dossiers.models import AccessGrant, Conclusion, Ending, PaperKind, Task, Verdict
from rokhas.journal.chain import breaks
from rokhas.journal.models import Delivery, Event
from rokhas.kernel.actor import system
from rokhas.payments.queries import order_for
from rokhas.procedures.actions import packaged_files, seed
from rokhas.procedures.schema import Kind
from rokhas.signing.models import FileState
from rokhas.signing.queries import lookup, verify
from rokhas.tariffs.models import Tariff
from rokhas.testing.scene import Scene

Sense = Conclusion.Sense
FORMS = {"petit": "session", "grand": "opinions"}


def kinds(scene: Scene) -> list[str]:
    """What the dossier's stream tells, in order."""
    stream = f"dossiers.dossier:{scene.dossier.pk}"
    return list(Event.objects.filter(stream=stream).order_by("seq").values_list("kind", flat=True))


def stands(scene: Scene, kind: PaperKind) -> bool:
    """The paper is in the register and valid as it is; with one byte changed it is refused, and its code still leads to it."""
    paper = scene.paper(kind)
    assert paper.document is not None
    content = read(paper.document)
    assert not verify(_tampered(content)).valid
    assert verify(_tampered(content)).state == "altered"
    assert not verify(content[:-1]).valid
    found = verify(content)
    assert found.facts is not None
    assert found.facts.number == (
        "" if kind == PaperKind.MANIFEST else scene.dossier.number
    )  # signed before the deposit
    assert lookup(paper.verification_code).facts == found.facts
    return found.valid


def _tampered(content: bytes) -> bytes:
    """One byte of the page, long before the signature."""
    place = content.index(b"stream") + 40
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def nothing_is_left(scene: Scene) -> None:
    """The dossier is over: nobody is asked, everyone was told, the journal holds."""
    scene.deliver_post()
    assert scene.open_steps == set()
    assert not Delivery.objects.exists()
    assert list(breaks({})) == []


def test_a_favourable_life_ends_with_a_permit_that_anyone_verifies(deposited: Scene) -> None:
    assert deposited.dossier.class_code == ("grand" if deposited.grand else "petit")
    deposited.studied().conclude().sign_minutes().pay().sign_permit()
    assert deposited.dossier.ending == Ending.DELIVERED
    assert stands(deposited, PaperKind.PERMIT)
    assert stands(deposited, PaperKind.MINUTES)
    assert stands(deposited, PaperKind.MANIFEST)
    opinions = deposited.dossier.papers.filter(kind=PaperKind.OPINION).select_related("document")
    verdicts = [verify(read(paper.document)).valid for paper in opinions if paper.document]
    assert verdicts == [True, True, True]
    assert deposited.paper(PaperKind.QUITTANCE).document is not None
    assert AccessGrant.objects.filter(dossier=deposited.dossier, reason="copy").exists()
    assert ("dossier.dispatched" in kinds(deposited)) == deposited.grand
    nothing_is_left(deposited)


def test_reserves_are_lifted_by_the_offices_that_gave_them(deposited: Scene) -> None:
    deposited.studied(urban_agency=Verdict.RESERVED, commune=Verdict.RESERVED)
    with pytest.raises(AgencyOpinionRequired):
        deposited.conclude(Sense.FAVOURABLE)
    deposited.conclude(Sense.MINOR_RESERVES).sign_minutes().sign_letter()
    assert stands(deposited, PaperKind.RESERVES)
    deposited.answer_reserves()
    asked = deposited.dossier.tasks.open().values_list("office__kind", flat=True)
    assert set(asked) == {"urban_agency", "commune"}
    deposited.lift_reserves().pay().sign_permit()
    assert deposited.dossier.ending == Ending.DELIVERED
    assert deposited.dossier.version == 2
    assert stands(deposited, PaperKind.PERMIT)
    nothing_is_left(deposited)


def test_changes_asked_lead_to_a_second_version_studied_from_zero(deposited: Scene) -> None:
    step = FORMS["grand" if deposited.grand else "petit"]
    deposited.studied(prefecture=Verdict.TO_MODIFY).conclude(Sense.CHANGES_ASKED)
    deposited.sign_minutes().sign_letter()
    assert stands(deposited, PaperKind.CHANGES)
    first = read(deposited.paper(PaperKind.MINUTES).document)  # type: ignore[arg-type]
    deposited.lodge_again()
    assert deposited.dossier.version == 2
    deposited.studied().conclude().sign_minutes().pay().sign_permit()
    assert deposited.dossier.tasks.filter(step_code=step, superseded_at=None).count() == 3
    assert deposited.dossier.tasks.filter(step_code=step).count() == 6
    assert stands(deposited, PaperKind.PERMIT)
    assert verify(first).state in {FileState.VALID, FileState.SUPERSEDED}
    nothing_is_left(deposited)


def test_a_refusal_is_signed_notified_and_verifiable(deposited: Scene) -> None:
    deposited.studied(urban_agency=Verdict.UNFAVOURABLE).conclude(Sense.UNFAVOURABLE)
    deposited.sign_minutes().sign_letter()
    assert deposited.dossier.ending == Ending.REFUSED
    assert stands(deposited, PaperKind.REFUSAL)
    told = deposited.paper(PaperKind.REFUSAL).notifications.all()
    assert told
    assert all(notification.sent_at for notification in told)
    assert order_for(f"dossiers.dossier:{deposited.dossier.pk}") is None
    nothing_is_left(deposited)


def test_an_inadmissible_dossier_is_completed_then_studied(deposited: Scene) -> None:
    deposited.find_inadmissible("PLANMASSE").sign_letter()
    assert stands(deposited, PaperKind.INADMISSIBILITY)
    assert deposited.open_steps == {"completion"}
    deposited.lodge_again().studied().conclude().sign_minutes().pay().sign_permit()
    assert deposited.dossier.ending == Ending.DELIVERED
    nothing_is_left(deposited)


def after(task: Task) -> datetime:
    """The morning after its deadline."""
    assert task.due_on is not None
    return datetime.combine(task.due_on + timedelta(days=1), time(9), UTC)


def test_the_silence_of_the_agency_is_escalated_and_never_presumed(deposited: Scene) -> None:
    deposited.admit().dispatch().opinion("commune").opinion("prefecture")
    late = deposited.dossier.tasks.open().get()
    assert attend_deadlines(system(after(late))) == 1
    assert attend_deadlines(system(after(late))) == 0
    assert deposited.dossier.tasks.open().get() == late
    assert kinds(deposited).count("task.escalated") == 1
    deposited.opinion("urban_agency").conclude().sign_minutes().pay().sign_permit()
    assert deposited.dossier.ending == Ending.DELIVERED


@pytest.fixture
def tacit(scene: Scene, tmp_path: Path) -> Scene:
    """The same procedure where the silence of a member stands for an opinion out of time; the agency's never does."""
    (file,) = (file for file in packaged_files() if file.stem == "building-permit.v1")
    text = file.read_text(encoding="utf-8").replace("\nversion: 1\n", "\nversion: 99\n")
    law = '{text: RGC-2013, article: "18", certainty: unsure}'
    head, opinions, tail = text.partition("  - code: opinions\n")
    opinions_step, conclusion, rest = tail.partition("  - code: conclusion\n")
    answered = "\n".join(
        f"    silence: {{effect: tacit_opinion, law: {law}}}" if line.startswith("    silence:") else line
        for line in opinions_step.split("\n")
    )
    variant = tmp_path / "building-permit.v99.yaml"
    variant.write_text(head + opinions + answered + conclusion + rest, encoding="utf-8")
    seed([variant])
    return scene


def test_an_office_that_may_be_silent_is_recorded_out_of_time(tacit: Scene) -> None:
    tacit.deposited().admit().dispatch().opinion("commune")
    assert tacit.dossier.procedure.version == 99
    late = tacit.dossier.tasks.open().filter(kind=Kind.OPINION).first()
    assert late is not None
    moment = after(late)
    assert attend_deadlines(system(moment)) == 2
    outcome = dict(tacit.dossier.tasks.filter(kind=Kind.OPINION).values_list("office__kind", "outcome"))
    assert outcome == {"commune": "favourable", "prefecture": "out_of_time", "urban_agency": ""}
    assert kinds(tacit).count("task.escalated") == 1
    tacit.opinion("urban_agency").conclude().sign_minutes().pay().sign_permit()
    assert tacit.dossier.ending == Ending.DELIVERED
    assert stands(tacit, PaperKind.PERMIT)


def test_without_the_agencys_opinion_nobody_concludes_favourably(tacit: Scene) -> None:
    """Not even when everybody's silence is accepted: its own favourable opinion is indispensable."""
    tacit.deposited().admit().dispatch().opinion("urban_agency", Verdict.UNFAVOURABLE)
    late = tacit.dossier.tasks.open().filter(kind=Kind.OPINION).first()
    assert late is not None
    assert attend_deadlines(system(after(late))) == 2
    task = tacit.task(Kind.CONCLUSION)
    for sense in (Sense.FAVOURABLE, Sense.MINOR_RESERVES):
        with pytest.raises(AgencyOpinionRequired):
            decision.conclude(task, by=tacit.actor("secretary"), sense=sense)


def test_a_dossier_that_owes_nothing_has_no_payment_to_make(scene: Scene) -> None:
    Tariff.objects.rated().update(rate=0, floor=None, ceiling=None)
    scene.deposited().studied().conclude().sign_minutes()
    assert order_for(f"dossiers.dossier:{scene.dossier.pk}") is None
    assert scene.open_steps == {"decision"}
    assert "fees.none" in kinds(scene)
    scene.sign_permit()
    assert scene.dossier.ending == Ending.DELIVERED
    assert not scene.dossier.papers.filter(kind=PaperKind.QUITTANCE).exists()
    assert stands(scene, PaperKind.PERMIT)
    nothing_is_left(scene)
