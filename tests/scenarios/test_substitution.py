"""Where the law says so, another authority decides instead of one that lets its limit pass: once, and it alone from then on."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import translation
from pypdf import PdfReader

from rokhas.accounts.models import Office
from rokhas.accounts.queries import actor_of
from rokhas.documents.queries import read
from rokhas.dossiers import policy
from rokhas.dossiers.actions.clock import attend_deadlines
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.models import Ending, PaperKind, Task
from rokhas.dossiers.queries.timeline import timeline
from rokhas.dossiers.workflow import stays
from rokhas.journal.events import act
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import system
from rokhas.kernel.errors import Refused
from rokhas.notices.models import Notice
from rokhas.procedures.actions import packaged_files, seed
from rokhas.procedures.checks import mistakes_in_file
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene
from rokhas.testing.together import together
from rokhas.work.models import Assignment

CODE = "refurbishment-permit"
LAW = 'law: {text: loi 12-90, article: "55", certainty: sourced}'
SILENCE = f"    silence: {{effect: substitution, by: local_authority, roles: [local_authority], {LAW}}}\n"
WITHIN = f"    within: {{months: 1, {LAW}}}\n"


def variant(folder: Path, silence: str = SILENCE) -> Path:
    """The procedure of the package, where the silence of the president leaves the decision to another."""
    (file,) = (file for file in packaged_files() if file.stem == f"{CODE}.v1")
    text = file.read_text(encoding="utf-8").replace("\nversion: 1\n", "\nversion: 99\n")
    head, found, rest = text.partition("  - code: decision\n")
    step, _silence, after = rest.partition("    silence: escalate\n")
    made = folder / f"{CODE}.v99.yaml"
    made.write_text(head + found + step + WITHIN + silence + after, encoding="utf-8")
    return made


def to_decide(scene: Scene, folder: Path) -> Scene:
    """The president's signature is awaited."""
    seed([variant(folder)])
    scene.procedure = CODE
    scene.deposited().admit().conclude()
    assert scene.open_steps == {"decision"}
    return scene


@pytest.fixture
def waiting(opened: Scene, tmp_path: Path) -> Scene:
    return to_decide(opened, tmp_path)


def after_the_limit(task: Task) -> datetime:
    assert task.due_on is not None
    return datetime.combine(task.due_on + timedelta(days=1), time(9), UTC)


def test_the_local_authority_signs_once_the_president_let_the_month_pass(waiting: Scene) -> None:
    task = waiting.task(Kind.SIGNATURE)
    president, authority = (waiting.cast.people[word] for word in ("president", "local-authority"))
    Assignment.objects.create(task=task, person=president, by=president, at=datetime.now(UTC))
    moment = after_the_limit(task)
    assert attend_deadlines(system(moment - timedelta(days=1))) == 0
    assert policy.may_sign_decision(actor_of(president), waiting.task(Kind.SIGNATURE))

    assert attend_deadlines(system(moment)) == 1
    assert attend_deadlines(system(moment)) == 0
    drain(moment)
    task = waiting.task(Kind.SIGNATURE)
    assert task.office is not None
    assert task.office.kind == "local_authority"
    assert task.due_on is None
    assert not Assignment.objects.filter(task=task).exists()
    assert Event.objects.filter(kind="task.substituted").count() == 1
    assert not Event.objects.filter(kind="task.escalated").exists()
    told = Notice.objects.filter(kind="dossier.substituted")
    assert [notice.person for notice in told] == [authority]

    for word in ("president", "governor"):
        with pytest.raises(Refused):
            waiting.sign(word, "decision", str(task.pk))
    waiting.sign_permit()
    assert waiting.dossier.ending == Ending.DELIVERED
    assert waiting.paper(PaperKind.PERMIT).document is not None
    task.refresh_from_db()
    assert task.closed_by == authority


def test_the_paper_of_the_other_authority_bears_its_name_and_quality(waiting: Scene) -> None:
    task = waiting.task(Kind.SIGNATURE)
    attend_deadlines(system(after_the_limit(task)))
    office = waiting.task(Kind.SIGNATURE).office
    assert office is not None
    waiting.sign_permit()
    document = waiting.paper(PaperKind.PERMIT).document
    assert document is not None
    pages = PdfReader(io.BytesIO(read(document))).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    signer = waiting.cast.people["local-authority"]
    assert said.count(office.name_fr) >= 2, "in the head, and as who decides"
    assert signer.name_fr in said
    assert "En lieu et place de Commune de Témara (loi n° 12-90, art. 55)" in re.sub(
        "[\u2066-\u2069]", "", said
    )
    assert "président" not in said.casefold()
    assert waiting.cast.people["president"].name_fr not in said


def test_who_decides_instead_has_no_limit_after_a_stay_either(waiting: Scene) -> None:
    """No text sets one to them: their signature would go to a third hand, or escalate as if they had let a limit pass."""
    moment = after_the_limit(waiting.task(Kind.SIGNATURE))
    attend_deadlines(system(moment))
    with act():
        held = hold(waiting.dossier.pk)
        stays.stop(held, moment.date())
        stays.start_again(held, moment.date() + timedelta(days=30))
    task = waiting.task(Kind.SIGNATURE)
    assert (task.due_on, task.remind_on) == (None, None)
    assert attend_deadlines(system(moment + timedelta(days=120))) == 0
    assert Event.objects.filter(kind="task.substituted").count() == 1


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_history_says_who_decides_instead_in_each_language(waiting: Scene, language: str) -> None:
    attend_deadlines(system(after_the_limit(waiting.task(Kind.SIGNATURE))))
    office = waiting.task(Kind.SIGNATURE).office
    assert office is not None
    with translation.override(language):
        (moment,) = (
            each
            for each in timeline(waiting.dossier, opinions=True, fine=True)
            if each.kind == "task.substituted"
        )
    assert {"fr": office.name_fr, "ar": office.name_ar}[language] in moment.sentence
    assert "decides" not in moment.sentence


def test_where_no_such_office_is_open_the_silence_escalates(waiting: Scene) -> None:
    Office.objects.filter(kind="local_authority").update(kind="military")
    task = waiting.task(Kind.SIGNATURE)
    assert attend_deadlines(system(after_the_limit(task))) == 1
    assert waiting.task(Kind.SIGNATURE).office == task.office
    assert Event.objects.filter(kind="task.escalated").count() == 1


@pytest.mark.parametrize(
    ("silence", "said"),
    [
        (SILENCE.replace("by: local_authority, ", ""), "names the office that decides instead"),
        (SILENCE.replace("roles: [local_authority], ", ""), "names the office that decides instead"),
        (SILENCE.replace("by: local_authority", "by: commune"), "is another than the one that is late"),
    ],
)
def test_a_substitution_that_names_nobody_else_is_a_mistake(tmp_path: Path, silence: str, said: str) -> None:
    with translation.override("en"):
        assert mistakes_in_file(variant(tmp_path)) == []
        assert any(said in mistake.sentence for mistake in mistakes_in_file(variant(tmp_path, silence)))


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
def test_the_president_signs_or_another_decides_instead_and_never_both(
    transactional_db: None, authority: object, tmp_path: Path
) -> None:
    """The limit is attended to at the very moment of the signature: whichever comes first, the permit has one signer, and a
    president who came second is refused."""
    scene = to_decide(Scene.opens(), tmp_path).read("president")
    task = scene.task(Kind.SIGNATURE)
    president, moment = scene.cast.people["president"], after_the_limit(task)

    raised = together(
        lambda: scene.hands.sign(president, "decision", str(task.pk), at=None),
        lambda: attend_deadlines(system(moment)),
    )
    scene.deliver_post()
    task.refresh_from_db()
    replaced = Event.objects.filter(kind="task.substituted").count()
    assert Event.objects.filter(kind="permit.signed").count() == 1 - replaced
    if replaced:
        assert [isinstance(error, Refused) for error in raised] == [True]
        assert task.closed_by is None
        scene.sign_permit()
    else:
        assert raised == []
        assert task.closed_by == president
    assert Event.objects.filter(kind="permit.signed").count() == 1
    scene.dossier.refresh_from_db()
    assert scene.dossier.ending == Ending.DELIVERED
