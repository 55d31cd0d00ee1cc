"""The reporter answers each observation, concludes with motives, and signs: the enquiry is then over."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import get_language

from rokhas.accounts.models import Person
from rokhas.accounts.queries import as_of_now
from rokhas.documents.actions import render
from rokhas.dossiers.actions.papers import draft_paper, file_name
from rokhas.dossiers.actions.turn import HeldTask, close, hold_task, paper_for, signed_turn
from rokhas.dossiers.errors import TaskAlreadyClosed
from rokhas.dossiers.models import PaperKind, Task
from rokhas.dossiers.queries import wording
from rokhas.enquiries import policy
from rokhas.enquiries.actions.holding import hold_of_task, hold_with_dossier
from rokhas.enquiries.errors import (
    AnswerMissing,
    EnquiryStillOpen,
    MotivesMissing,
    NotEveryAnswer,
    ReportNotPrepared,
)
from rokhas.enquiries.models import Enquiry, Opposition
from rokhas.enquiries.queries.papers import report_of
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.references import visible
from rokhas.kernel.text import without_controls
from rokhas.signing.errors import SubjectChanged
from rokhas.signing.models import Signature
from rokhas.signing.schema import Facts, Paper, Purpose
from rokhas.signing.schema import register as register_purpose
from rokhas.ui import formats

REPORT = "enquiry_report"
LONGEST = 4000  # characters


def answer_opposition(opposition: Opposition, *, by: Actor, answer: str) -> Opposition:
    """The reporter answers what one person said, once the enquiry is closed; the answer may be written again until the report is
    signed. Raises `NotAllowed`, `EnquiryStillOpen`, `AnswerMissing`, `TaskAlreadyClosed`."""
    answer = without_controls(answer).strip()[:LONGEST]
    if not visible(answer).strip():
        raise AnswerMissing
    with act():
        enquiry = _reporting(opposition.enquiry_id, by)
        held = enquiry.oppositions.get(pk=opposition.pk)
        held.enquiry = enquiry
        require(policy.may_answer, as_of_now(by), held)
        held.answer, held.answered_at, held.answered_by_id = answer, by.now(), by.person_pk
        held.save(update_fields=["answer", "answered_at", "answered_by"])
        record("opposition.answered", held, by, stream=enquiry, number=held.number)
    return held


def prepare_report(enquiry: Enquiry, *, by: Actor, sense: str, motives: str) -> Enquiry:
    """The reporter concludes, with motives; it is given by its signature. Raises `NotAllowed`, `EnquiryStillOpen`,
    `MotivesMissing`, `NotEveryAnswer`, `TaskAlreadyClosed`."""
    motives = without_controls(motives).strip()[:LONGEST]
    if not visible(motives).strip():
        raise MotivesMissing
    with act():
        held = _reporting(enquiry.pk, by)
        require_every_answer(held)
        held.sense, held.motives, held.prepared_at = sense, motives, by.now()
        held.save(update_fields=["sense", "motives", "prepared_at"])
        draft_paper(held.task, PaperKind.REPORT, by)
    return held


def sign_report(task: HeldTask, *, by: Actor) -> None:
    """The report is signed (called when the signature is accepted, in its transaction): the step is answered, the next ones open.

    Raises `ReportNotPrepared`, `NotEveryAnswer`.
    """
    with signed_turn(task, by, policy.may_report):
        enquiry = hold_of_task(task.pk)
        paper = paper_for(task, PaperKind.REPORT)
        if paper is None or enquiry.closed_at is None or not enquiry.sense:
            raise ReportNotPrepared
        require_every_answer(enquiry)
        enquiry.reported_at = by.now()
        enquiry.save(update_fields=["reported_at"])
        paper.issued_at = by.now()
        paper.save(update_fields=["issued_at"])
        close(task, enquiry.sense, by)
        record(
            "enquiry.reported",
            task.dossier,
            by,
            task=task.pk,
            office=task.office_id,
            sense=enquiry.sense,
        )


def require_every_answer(enquiry: Enquiry) -> None:
    """Refuse while one observation has no answer. Raises `NotEveryAnswer`."""
    if missing := enquiry.oppositions.unanswered().count():
        raise NotEveryAnswer(count=missing)


def register() -> None:
    """Tell `signing` that a report is signed here."""
    register_purpose(
        Purpose(
            code=REPORT,
            lock=hold_task,
            may_sign=lambda actor, task: task.is_open and policy.may_report(actor, task),
            revision=_revision,
            paper=_paper,
            on_signed=_on_signed,
            landing=lambda subjects: reverse("enquiries:work", args=subjects[:1]),
        )
    )


def _reporting(pk: int, by: Actor) -> Enquiry:
    """Hold an enquiry that is closed and not reported yet, for whoever reports on it."""
    enquiry = hold_with_dossier(pk)
    require(policy.may_report, as_of_now(by), enquiry.task)
    if not enquiry.task.is_open:
        raise TaskAlreadyClosed
    if enquiry.closed_at is None:
        raise EnquiryStillOpen(day=formats.day(enquiry.closes_on))
    return enquiry


def _revision(task: Task) -> str:
    """What is signed changes with the conclusion and with each answer."""
    enquiry = Enquiry.objects.filter(task=task).first()
    if enquiry is None:
        return str(task.version)
    last = enquiry.oppositions.order_by("-answered_at").values_list("answered_at", flat=True).first()
    return f"{task.version} {enquiry.prepared_at} {last}"


def _paper(task: HeldTask, by: Actor) -> Paper:
    paper = paper_for(task, PaperKind.REPORT)
    enquiry = Enquiry.objects.filter(task=task).first()
    if paper is None or enquiry is None or not enquiry.sense:
        raise ReportNotPrepared
    enquiry.task, enquiry.dossier = task, task.dossier
    require_every_answer(enquiry)
    signer = Person.objects.get(pk=by.person_pk)
    dossier, kind = task.dossier, wording.both(PaperKind.REPORT.label)
    role = reporter_role(enquiry, by)
    language = "ar" if get_language() == "ar" else "fr"
    return Paper(
        pdf=render(report_of(enquiry, paper, signer, role, by), specimen=False),
        title=f"{kind.ar if language == 'ar' else kind.fr} · {dossier.procedure.names.in_(language)}",
        kind=paper.kind,
        number=dossier.number or "",
        name=file_name(paper),
        field=f"{role}_{paper.pk}",
        role=role,
        delegated=by.by_delegation(role, task.office_id),
        lang=language,
        verification_code=paper.verification_code or None,
        facts=Facts(
            number=dossier.number or "",
            date=by.today(),
            commune_fr=dossier.unit.name_fr if dossier.unit else "",
            commune_ar=dossier.unit.name_ar if dossier.unit else "",
            nature_fr=f"{kind.fr} · {dossier.procedure.names.fr}",
            nature_ar=f"{kind.ar} · {dossier.procedure.names.ar}",
        ),
    )


def reporter_role(enquiry: Enquiry, by: Actor) -> str:
    """The role in which the reporter signs: the first of those that the file names which they hold there."""
    roles = enquiry.terms.reported_by
    return next((role for role in roles if by.holds(role, enquiry.task.office_id)), roles[0])


def _on_signed(task: HeldTask, signature: Signature, by: Actor) -> None:
    if signature.job.delegated != by.by_delegation(signature.role, task.office_id):
        raise SubjectChanged  # the paper names another quality than the one in which they sign by now
    sign_report(task, by=by)
