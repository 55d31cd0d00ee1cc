"""What people sign in a dossier: what is held, who may sign, what the paper is, and what the signature changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import BigIntegerField, IntegerField
from django.urls import reverse
from django.utils.translation import get_language

from rokhas.accounts.models import Person
from rokhas.documents.actions import render
from rokhas.documents.queries import read
from rokhas.dossiers import policy
from rokhas.dossiers.actions import decision, editing, filing, invitations, opinions, planning, rulings
from rokhas.dossiers.actions.invitations import hold_invitation
from rokhas.dossiers.actions.papers import draft_contribution, draft_manifest, file_name, paper_of_code
from rokhas.dossiers.actions.professionals import invited_number, refusal, refusal_of_invited
from rokhas.dossiers.actions.turn import HeldTask, hold, hold_task, paper_for
from rokhas.dossiers.errors import NotRead, OpinionNotPrepared, PapersNotSealed, PlansMissing
from rokhas.dossiers.models import (
    Consultation,
    Dossier,
    Invitation,
    OfficialPaper,
    PaperKind,
    Piece,
    Ruling,
    Task,
)
from rokhas.dossiers.models.papers import GRANTS
from rokhas.dossiers.queries import papers as said
from rokhas.dossiers.queries.invitations import contribution, files_digest
from rokhas.dossiers.queries.rulings import letter, role_of
from rokhas.dossiers.queries.signatories import role_held
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.completeness import pieces_of, plans_digest, plans_of
from rokhas.kernel.actor import Actor
from rokhas.kernel.fixed import Fixed
from rokhas.payments.queries import order_for
from rokhas.procedures.schema import Wording
from rokhas.signing.errors import SubjectChanged
from rokhas.signing.models import Signature
from rokhas.signing.schema import Facts, Paper, Purpose
from rokhas.signing.schema import register as register_purpose

MANIFEST, OPINION, MINUTES, DECISION = "manifest", "opinion", "minutes", "decision"
CONTRIBUTION, RULING = "contribution", "ruling"
READ = "file"


def register() -> None:
    """Tell `signing` what can be signed here."""
    register_purpose(
        Purpose(
            code=MANIFEST,
            lock=lambda subject: hold(int(subject)),
            may_sign=policy.may_sign_manifest,
            revision=lambda dossier: plans_digest(dossier, _plans(dossier)),
            paper=_manifest,
            on_signed=_on_manifest_signed,
            landing=lambda subjects: reverse("dossiers:check", args=subjects[:1]),
        )
    )
    register_purpose(
        Purpose(
            code=CONTRIBUTION,
            lock=lambda subject: hold_invitation(int(subject)),
            may_sign=policy.may_sign_contribution,
            revision=lambda invitation: files_digest(invitation, _files(invitation)),
            paper=_contribution,
            on_signed=_on_contribution_signed,
            landing=lambda subjects: reverse("dossiers:invitation", args=subjects[:1]),
        )
    )
    register_purpose(
        Purpose(
            code=RULING,
            lock=lambda subject: rulings.hold_ruling(int(subject)),
            may_sign=policy.may_sign_ruling,
            revision=lambda ruling: f"{ruling.prepared_at.isoformat()} {ruling.version}",
            paper=_ruling,
            on_signed=lambda ruling, _signature, by: rulings.sign_ruling(ruling, by=by),
            landing=_ruled,
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
                lock=hold_task,
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


def _closing(act: Callable[..., None]) -> Callable[[HeldTask, Any, Actor], None]:
    """The act that the signature is: it goes on with the task that `signing` has locked and read."""

    def on_signed(task: HeldTask, signature: Signature, by: Actor) -> None:
        if signature.job.delegated != by.by_delegation(signature.role, task.office_id):
            raise SubjectChanged  # the paper names another quality than the one in which they sign by now
        act(task, by=by)

    return on_signed


def _landing(subjects: Sequence[str]) -> str:
    if len(subjects) > 1:
        return reverse("dossiers:parapheur")
    number = Task.objects.values_list("dossier__number", flat=True).get(pk=subjects[0])
    return reverse("dossiers:dossier", args=[number])


def _manifest(dossier: Dossier, by: Actor) -> Paper:
    plans, designer = _plans(dossier), dossier.designer
    if not plans:
        raise PlansMissing
    if refused := refusal(dossier.procedure, by):
        raise refused
    assert designer is not None
    paper = draft_manifest(dossier, editing.editable_version(dossier), plans_digest(dossier, plans), by)
    role, number = said.profession(designer, by)
    listed = said.manifest(paper, plans, designer, role=role, order_number=number, by=by)
    return _ready(paper, render(listed, specimen=False), role=role, by=by)


def _plans(dossier: Dossier) -> list[Piece]:
    """The plans that the designer's list names today."""
    return plans_of(dossier, pieces_of(dossier, editing.editable_version(dossier)))


def _on_manifest_signed(dossier: Dossier, signature: Signature, by: Actor) -> None:
    filing.sign_manifest(dossier, paper_of_code(signature.job.verification_code), by=by)


def _contribution(invitation: Invitation, by: Actor) -> Paper:
    """The list of the files that an invited professional gave."""
    files, signer = _files(invitation), _signer(by)
    if not files:
        raise PlansMissing
    if refused := refusal_of_invited(invitation, by):
        raise refused
    paper = draft_contribution(
        invitation, editing.editable_version(invitation.dossier), files_digest(invitation, files), by
    )
    number = invited_number(invitation, by)
    listed = said.manifest(paper, files, signer, role=invitation.role, order_number=number, by=by)
    return _ready(paper, render(listed, specimen=False), role=invitation.role, by=by)


def _files(invitation: Invitation) -> list[Piece]:
    """What the professional's list names today."""
    given = contribution(invitation, invitation.sent_at).pieces
    return sorted(given, key=lambda piece: (piece.code, piece.pk))


def _on_contribution_signed(invitation: Invitation, signature: Signature, by: Actor) -> None:
    paper = invitation.papers.get(verification_code=signature.job.verification_code)
    invitations.sign_contribution(invitation, paper, by=by)


def _ruling(ruling: Ruling, by: Actor) -> Paper:
    role = role_of(ruling, by)
    pdf = render(letter(ruling, _signer(by), by), specimen=False)
    delegated = by.by_delegation(role, ruling.office_id)
    return _ready(ruling.paper, pdf, role=role, by=by, delegated=delegated)


def _ruled(subjects: Sequence[str]) -> str:
    number = Ruling.objects.values_list("dossier__number", flat=True).get(pk=subjects[0])
    return reverse("dossiers:dossier", args=[number])


def _opinion(task: HeldTask, by: Actor) -> Paper:
    given, paper, signer = opinions.prepared_opinion(task), paper_for(task, PaperKind.OPINION), _signer(by)
    if given is None or paper is None:
        raise OpinionNotPrepared
    pdf = render(said.opinion(given, paper, signer, by), specimen=False)
    return _ready(paper, pdf, role="commission_member", by=by, task=task)


def _opinion_revision(task: HeldTask) -> str:
    prepared = opinions.prepared_opinion(task)
    return f"{task.version} {prepared.prepared_at.isoformat() if prepared else ''}"


def _minutes(task: HeldTask, by: Actor) -> Paper:
    """The first signer signs the minutes as they are printed then; the second signs the sealed file of the first."""
    paper, signer = decision.minutes_of(task), _signer(by)
    role = decision.next_signer(task, paper.signed_roles) or ""
    last = decision.next_signer(task, [*paper.signed_roles, role]) is None
    if paper.signed_roles and paper.document is None:
        raise PapersNotSealed
    sealed = paper.document
    pdf = read(sealed) if sealed else render(said.minutes(task, paper, signer, by), specimen=False)
    return _ready(paper, pdf, role=role, by=by, task=task, complete=last)


def _minutes_revision(task: HeldTask) -> str:
    """Minutes follow one conclusion: another one has another step and another paper."""
    paper = decision.minutes_of(task)
    return f"{paper.pk} {','.join(paper.signed_roles)}"


def _decision(task: HeldTask, by: Actor) -> Paper:
    """What was asked for, or a letter. Nobody signs what they have not opened."""
    dossier = task.dossier
    paper, signer = decision.decision_of(task), _signer(by)
    if not _OPENED.exist(dossier=dossier.pk, person=by.person_pk, version=task.version):
        raise NotRead(number=dossier.number)
    if paper.kind in GRANTS:
        case = facts.read(dossier)
        decision.require_conforming(case, reserves_may_stand=False)
        planning.require_note(task)
        order = order_for(f"dossiers.dossier:{dossier.pk}")
        paid = order if order and order.is_paid else None
        pdf = render(said.grant(task, case, paper, signer, by, paid), specimen=False)
    else:
        pdf = render(said.letter(task, paper, signer, by), specimen=False)
    return _ready(paper, pdf, role=role_held(task, by), by=by, task=task)


def _decision_revision(task: HeldTask) -> str:
    lifted = sorted(str(opinion.lifted_at) for opinion in facts.read(task.dossier).opinions)
    stated = planning.revision(task)
    seen = f"{task.pk} {task.version} {task.dossier.answers} {lifted} {stated}"
    return hashlib.sha256(seen.encode()).hexdigest()


def _signer(by: Actor) -> Person:
    return _SIGNER.one(person=by.person_pk)


_SIGNER = Fixed(lambda person: Person.objects.filter(pk=person), person=BigIntegerField())
_OPENED = Fixed(
    lambda dossier, person, version: Consultation.objects.filter(
        dossier=dossier, person=person, version=version, what=READ
    ).values_list("pk")[:1],
    dossier=BigIntegerField(),
    person=BigIntegerField(),
    version=IntegerField(),
)


def _ready(
    paper: OfficialPaper,
    pdf: bytes,
    *,
    role: str,
    by: Actor,
    task: HeldTask | None = None,
    complete: bool = True,
    delegated: bool = False,
) -> Paper:
    """A printed paper as `signing` takes it; the window of the agent speaks as the page that asks."""
    dossier, language = paper.dossier, "ar" if get_language() == "ar" else "fr"
    names, procedure = paper.names, dossier.procedure.names
    # What is granted is called as its procedure is: it is said once.
    said = (
        names
        if names == procedure
        else Wording(fr=f"{names.fr} · {procedure.fr}", ar=f"{names.ar} · {procedure.ar}")
    )
    return Paper(
        pdf=pdf,
        title=said.in_(language),
        kind=paper.kind,
        number=dossier.number or "",
        name=file_name(paper),
        field=f"{role}_{paper.pk}",
        role=role,
        delegated=delegated or (task is not None and by.by_delegation(role, task.office_id)),
        lang=language,
        verification_code=paper.verification_code or None,
        facts=Facts(
            number=dossier.number or "",
            date=by.today(),
            commune_fr=dossier.unit.name_fr if dossier.unit else "",
            commune_ar=dossier.unit.name_ar if dossier.unit else "",
            nature_fr=said.fr,
            nature_ar=said.ar,
        ),
        complete=complete,
    )
