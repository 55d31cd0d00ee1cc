"""The permits and letters that wait for a signature: whose, read or not, and what became of those signed together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Role
from rokhas.documents.schema import Both
from rokhas.dossiers.models import Consultation, Dossier, Ending, OfficialPaper, PaperKind, Task
from rokhas.dossiers.models.papers import GRANTS, LETTERS
from rokhas.dossiers.models.tasks import TaskQuerySet
from rokhas.dossiers.queries import wording
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import Refused
from rokhas.procedures.schema import Kind
from rokhas.signing.models import JobState, SigningJob

# The roles in which a permit or a letter is signed, whatever the procedure.
SIGNERS = (
    Role.PRESIDENT,
    Role.VICE_PRESIDENT,
    Role.ARRONDISSEMENT_PRESIDENT,
    Role.GOVERNOR,
    Role.SECRETARY,
)
MOST = 100  # what an agent takes in one batch
PERMITS, LETTERS_ONLY = "permits", "letters"
READ, UNREAD = "read", "unread"


@dataclass(frozen=True)
class Wanted:
    """What the reader asked of the list; empty means everything."""

    paper: str = ""
    reading: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> Wanted:
        paper, reading = asked.get("paper", ""), asked.get("reading", "")
        return cls(
            paper if paper in {PERMITS, LETTERS_ONLY} else "", reading if reading in {READ, UNREAD} else ""
        )


@dataclass(frozen=True)
class Item:
    """A paper that waits: what it is, for whom and where, whether the reader has opened the whole file, and the number of the
    permit that the request comes after once that is cancelled."""

    task: Task
    paper: str
    is_letter: bool
    project: str
    applicant: str
    is_read: bool
    late: bool
    cancelled_parent: str


@dataclass(frozen=True)
class Result:
    """What became of one paper of a batch. `why` says why it was refused, in words; `paper` is what was signed."""

    task: Task
    paper: OfficialPaper | None
    is_signed: bool
    is_sealed: bool
    why: str


@dataclass(frozen=True)
class Signer:
    """A signature that a paper asks: `signed`, or whose turn it is."""

    label: str | Promise
    signed: bool
    turn: bool


def has_one(actor: Actor) -> bool:
    """Whether this person signs permits or letters at all."""
    return actor.has_role(*SIGNERS)


def awaited(actor: Actor) -> TaskQuerySet:
    """The signatures awaited from this person."""
    return Task.objects.awaiting(actor).filter(kind=Kind.SIGNATURE)


def waiting(actor: Actor) -> TaskQuerySet:
    """The signatures awaited from the actor, each with `is_read` and `paper_kind`."""
    opened = Consultation.objects.filter(
        dossier=OuterRef("dossier"), version=OuterRef("version"), person_id=actor.person_pk, what="file"
    )
    drafted = OfficialPaper.objects.filter(task=OuterRef("pk"), superseded_at=None).values("kind")[:1]
    return awaited(actor).annotate(
        is_read=Exists(opened),
        paper_kind=Coalesce(Subquery(drafted), Value(""), output_field=CharField()),
    )


def figures(tasks: TaskQuerySet) -> dict[str, int]:
    """How many wait in all, permits, letters, read and not read."""
    return tasks.aggregate(
        total=Count("pk"),
        permits=Count("pk", filter=Q(paper_kind__in=GRANTS)),
        letters=Count("pk", filter=Q(paper_kind__in=LETTERS)),
        read=Count("pk", filter=Q(is_read=True)),
        unread=Count("pk", filter=Q(is_read=False)),
    )


def chosen(tasks: TaskQuerySet, wanted: Wanted) -> TaskQuerySet:
    """The most urgent first; those without a delay last, the oldest first."""
    if wanted.paper:
        tasks = tasks.filter(Q(paper_kind__in=LETTERS if wanted.paper == LETTERS_ONLY else GRANTS))
    if wanted.reading:
        tasks = tasks.filter(Q(is_read=wanted.reading == READ))
    return tasks.select_related("dossier__unit", "dossier__parent", "office").order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )


def items(tasks: Iterable[Task], today: date) -> list[Item]:
    return [
        Item(
            task=task,
            paper=str(PaperKind(task.paper_kind).label),  # type: ignore[attr-defined]
            is_letter=task.paper_kind in LETTERS,  # type: ignore[attr-defined]
            project=said(wording.meant(task.dossier, "project")),
            applicant=said(wording.meant(task.dossier, "beneficiary")),
            is_read=task.is_read,  # type: ignore[attr-defined]
            late=task.is_late(today),
            cancelled_parent=_cancelled_parent(task.dossier),
        )
        for task in tasks
    ]


def _cancelled_parent(dossier: Dossier) -> str:
    parent = dossier.parent
    return parent.number or "" if parent and parent.ending == Ending.CANCELLED else ""


def said(both: Both) -> str:
    """In the language of the page, or in the other when only that one was given."""
    return both.ar or both.fr if get_language() == "ar" else both.fr or both.ar


def signers(task: Task, paper: OfficialPaper) -> list[Signer]:
    """The signatures that the minutes ask, in order."""
    first = next((role for role in task.step.signers if role not in paper.signed_roles), None)
    return [
        Signer(Role(role).label, role in paper.signed_roles, role == first and task.is_open)
        for role in task.step.signers
    ]


def numbers(given: Iterable[str]) -> list[int]:
    """Task numbers as an address gives them: each once, at most `MOST`; anything else is left out."""
    kept = [int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 16]
    return list(dict.fromkeys(kept))[:MOST]


def was_signed(actor: Actor, subjects: Sequence[int], since: str) -> bool:
    """Whether the batch reviewed at `since` (ISO) came to an end: at least one of its papers was signed or refused."""
    jobs = _jobs(actor, subjects).filter(prepared_at__gte=datetime.fromisoformat(since))
    return jobs.filter(finished_at__isnull=False).exists()


def results(actor: Actor, subjects: Sequence[int]) -> list[Result]:
    """What became of each paper that the actor asked to sign, by their own last attempt. Three queries."""
    attempts = {int(job.subject): job for job in _jobs(actor, subjects).order_by("pk")}
    seen = Task.objects.visible_to(actor).filter(pk__in=attempts, kind=Kind.SIGNATURE)
    papers = {
        paper.task_id: paper
        for paper in OfficialPaper.objects.filter(task__in=attempts, superseded_at=None).select_related(
            "document"
        )
    }
    found = []
    for task in seen.select_related("dossier__unit").order_by("pk"):
        job, paper = attempts[task.pk], papers.get(task.pk)
        is_signed = job.state in {JobState.SIGNED, JobState.SEALED}
        sealed = bool(paper and paper.document_id)
        found.append(Result(task, paper, is_signed, sealed, "" if is_signed else _why(job, task.dossier)))
    return found


def _jobs(actor: Actor, subjects: Sequence[int]) -> QuerySet[SigningJob]:
    return SigningJob.objects.filter(
        purpose="decision", person_id=actor.person_pk, subject__in=[str(subject) for subject in subjects]
    )


NOT_SIGNED = _("It was not signed: the signature was not finished. It still waits for you.")


def _why(job: SigningJob, dossier: Dossier) -> str:
    """The sentence of the refusal that the job keeps by its code."""
    refusal = next((each for each in _refusals(Refused) if each.code == job.refusal), None)
    if refusal is None:
        return str(NOT_SIGNED)
    params = defaultdict(lambda: "…", number=dossier.number or "")
    return str(refusal.message) % params


def _refusals(above: type[Refused]) -> Iterable[type[Refused]]:
    for each in above.__subclasses__():
        yield each
        yield from _refusals(each)
