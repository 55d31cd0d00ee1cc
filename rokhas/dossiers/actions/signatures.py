"""What people sign in a dossier: what is held, who may sign, what the paper is, and what the signature changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse

from rokhas.accounts.models import Person
from rokhas.documents.actions import render
from rokhas.documents.queries import read
from rokhas.dossiers import policy
from rokhas.dossiers.actions import decision, filing, opinions
from rokhas.dossiers.actions.papers import draft_manifest, file_name
from rokhas.dossiers.actions.turn import hold, hold_by
from rokhas.dossiers.errors import NotRead, OpinionNotPrepared, PapersNotSealed, PlansMissing
from rokhas.dossiers.models import Consultation, Dossier, OfficialPaper, PaperKind, Task
from rokhas.dossiers.queries import papers as said
from rokhas.dossiers.queries import wording
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.completeness import completeness, plans_digest
from rokhas.kernel.actor import Actor
from rokhas.payments.queries import order_for
from rokhas.signing.models import Signature
from rokhas.signing.schema import Facts, Paper, Purpose
from rokhas.signing.schema import register as register_purpose

MANIFEST, OPINION, MINUTES, DECISION = "manifest", "opinion", "minutes", "decision"
READ = "file"


def register() -> None:
    """Tell `signing` what can be signed here."""
    register_purpose(
        Purpose(
            code=MANIFEST,
            lock=lambda subject: hold(int(subject)),
            may_sign=policy.may_sign_manifest,
            revision=lambda dossier: plans_digest(dossier, filing.editable_version(dossier)),
            paper=_manifest,
            on_signed=_on_manifest_signed,
            landing=lambda subjects: reverse("dossiers:check", args=subjects[:1]),
        )
    )
    for code, rule, revision, paper, act in (
        (OPINION, policy.may_issue_opinion, _opinion_revision, _opinion, opinions.issue_opinion),
        (MINUTES, policy.may_sign_minutes, _minutes_revision, _minutes, decision.sign_minutes),
        (DECISION, policy.may_sign_decision, _decision_revision, _decision, decision.sign_decision),
    ):
        register_purpose(
            Purpose(
                code=code,
                lock=_locked_task,
                may_sign=_while_open(rule),
                revision=revision,
                paper=paper,
                on_signed=_closing(act),
                landing=_landing,
            )
        )


def _while_open(rule: Callable[[Actor, Task], bool]) -> Callable[[Actor, Task], bool]:
    """A step that has been answered is signed by nobody again."""
    return lambda actor, task: task.is_open and rule(actor, task)


def paper_of(signature: Signature) -> OfficialPaper | None:
    """The official paper that a signature was for: the one whose code is printed in the signed file."""
    papers = OfficialPaper.objects.select_related("dossier", "task__office", "document")
    return papers.filter(verification_code=signature.job.verification_code).first()


def _locked_task(subject: str) -> Task:
    """The task as it is now, open or closed, with its dossier held."""
    dossier = hold_by(tasks=subject)
    task = dossier.tasks.select_related("office").get(pk=subject)
    task.dossier = dossier
    return task


def _closing(act: Callable[..., Task]) -> Callable[[Task, Any, Actor], None]:
    def on_signed(task: Task, signature: Any, by: Actor) -> None:
        act(task, by=by)

    return on_signed


def _landing(subjects: Sequence[str]) -> str:
    if len(subjects) > 1:
        return reverse("dossiers:parapheur")
    number = Task.objects.values_list("dossier__number", flat=True).get(pk=subjects[0])
    return reverse("dossiers:dossier", args=[number])


def _manifest(dossier: Dossier, by: Actor) -> Paper:
    version = filing.editable_version(dossier)
    if not completeness(dossier, version).plans:
        raise PlansMissing
    paper = draft_manifest(dossier, version, plans_digest(dossier, version), by)
    return _ready(
        paper, render(said.manifest(paper, by), specimen=False), role=said.profession(dossier, by), by=by
    )


def _on_manifest_signed(dossier: Dossier, signature: Signature, by: Actor) -> None:
    """The list that was signed stands, even when another was drawn up in between; the other does not."""
    paper = dossier.papers.get(verification_code=signature.job.verification_code)
    rivals = dossier.papers.filter(kind=PaperKind.MANIFEST, version=paper.version, superseded_at=None)
    rivals.exclude(pk=paper.pk).update(superseded_at=by.now())
    OfficialPaper.objects.filter(pk=paper.pk).update(superseded_at=None)
    filing.sign_manifest(dossier, paper, by=by)


def _opinion(task: Task, by: Actor) -> Paper:
    paper = task.papers.filter(kind=PaperKind.OPINION).first()
    if paper is None:
        raise OpinionNotPrepared
    return _ready(
        paper, render(said.opinion(task, paper, by), specimen=False), role="commission_member", by=by
    )


def _opinion_revision(task: Task) -> str:
    prepared = getattr(task, "opinion", None)
    return f"{task.version} {prepared.prepared_at.isoformat() if prepared else ''}"


def _minutes(task: Task, by: Actor) -> Paper:
    """The first signer signs the minutes as they are printed then; the second signs the sealed file of the first."""
    paper = task.papers.select_related("document").get(kind=PaperKind.MINUTES)
    role = decision.next_signer(task, paper.signed_roles) or ""
    last = decision.next_signer(task, [*paper.signed_roles, role]) is None
    if paper.signed_roles and paper.document is None:
        raise PapersNotSealed
    pdf = read(paper.document) if paper.document else render(said.minutes(task, paper, by), specimen=False)
    return _ready(paper, pdf, role=role, by=by, complete=last)


def _minutes_revision(task: Task) -> str:
    paper = task.papers.get(kind=PaperKind.MINUTES)
    return f"{said.conclusion_of(task.dossier).pk} {','.join(paper.signed_roles)}"


def _decision(task: Task, by: Actor) -> Paper:
    """A permit or a letter. Nobody signs what they have not opened."""
    dossier = task.dossier
    paper = task.papers.get(kind=task.step.paper)
    opened = Consultation.objects.filter(
        dossier=dossier, person_id=by.person_pk, version=task.version, what=READ
    )
    if not opened.exists():
        raise NotRead(number=dossier.number)
    if paper.kind == PaperKind.PERMIT:
        decision.require_conforming(dossier, facts.opinions(dossier), reserves_may_stand=False)
        order = order_for(f"dossiers.dossier:{dossier.pk}")
        pdf = render(said.permit(task, paper, by, order if order and order.is_paid else None), specimen=False)
    else:
        pdf = render(said.letter(task, paper, by), specimen=False)
    return _ready(paper, pdf, role=said.role_held(task, by), by=by)


def _decision_revision(task: Task) -> str:
    lifted = sorted(str(opinion.lifted_at) for opinion in facts.opinions(task.dossier))
    return hashlib.sha256(f"{task.pk} {task.version} {task.dossier.answers} {lifted}".encode()).hexdigest()


def _ready(paper: OfficialPaper, pdf: bytes, *, role: str, by: Actor, complete: bool = True) -> Paper:
    """A printed paper as `signing` takes it."""
    dossier = paper.dossier
    language = Person.objects.values_list("language", flat=True).get(pk=by.person_pk)
    procedure, kind = dossier.procedure, wording.both(PaperKind(paper.kind).label)
    return Paper(
        pdf=pdf,
        title=f"{kind.ar if language == 'ar' else kind.fr} · {procedure.names.in_(language)}",
        kind=paper.kind,
        number=dossier.number or "",
        name=file_name(paper),
        field=f"{role}_{paper.pk}",
        role=role,
        lang=language,
        verification_code=paper.verification_code or None,
        facts=Facts(
            number=dossier.number or "",
            date=by.today(),
            commune_fr=dossier.unit.name_fr if dossier.unit else "",
            commune_ar=dossier.unit.name_ar if dossier.unit else "",
            nature_fr=f"{kind.fr} · {procedure.names.fr}",
            nature_ar=f"{kind.ar} · {procedure.names.ar}",
        ),
        complete=complete,
    )
