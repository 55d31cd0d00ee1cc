"""Official papers: drafted when their step opens, issued when signed, available when their file is ready, notified, opened."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, CharField, IntegerField, QuerySet
from django.utils.text import slugify

from rokhas.documents.actions import rename, render, store
from rokhas.documents.models import Document
from rokhas.documents.schema import Paper
from rokhas.dossiers.actions.turn import hold, hold_by
from rokhas.dossiers.models import Dossier, Invitation, Notification, OfficialPaper, PaperKind, Task
from rokhas.dossiers.models.papers import LETTERS
from rokhas.dossiers.queries import certificate
from rokhas.dossiers.queries import papers as said
from rokhas.dossiers.workflow import on_opening, start_delay
from rokhas.dossiers.workflow.facts import Case
from rokhas.journal.events import act, record
from rokhas.kernel.actor import MOROCCO, Actor, system
from rokhas.kernel.fixed import Fixed
from rokhas.kernel.references import VERIFICATION_LENGTH, random_code
from rokhas.kernel.rows import written_once
from rokhas.notices.actions import tell
from rokhas.payments.queries import order_for
from rokhas.procedures.schema import Kind
from rokhas.signing.models import Signature

PDF = "application/pdf"
PROJECT_LENGTH = 60
# Signed by professionals, often before the deposit gives a number.
LISTS = frozenset({PaperKind.MANIFEST, PaperKind.CONTRIBUTION})


def _signed(**which: Any) -> QuerySet[Signature]:
    """The sealed signatures of a subject, the last first."""
    sealed = Signature.objects.exclude(document=None).filter(**which)
    return sealed.select_related("job", "document").order_by("-signed_at", "-pk")


_SEALED = Fixed(
    lambda purpose, subject: _signed(purpose=purpose, subject=subject),
    purpose=CharField(),
    subject=CharField(),
)
_OF_CODE = Fixed(
    lambda code: OfficialPaper.objects.select_related("document", "invitation").filter(
        verification_code=code
    ),
    code=CharField(),
)
_PAPER = Fixed(
    lambda number: OfficialPaper.objects.select_related("document").filter(pk=number),
    number=BigIntegerField(),
)
_DRAFTED = Fixed(
    lambda task, kind, version: OfficialPaper.objects.filter(
        task=task, kind=kind, version=version, superseded_at=None
    ),
    task=BigIntegerField(),
    kind=CharField(),
    version=IntegerField(),
)
_LIST = Fixed(
    lambda dossier, version: OfficialPaper.objects.filter(
        dossier=dossier, kind=PaperKind.MANIFEST, version=version, superseded_at=None
    ),
    dossier=BigIntegerField(),
    version=IntegerField(),
)
_BEFORE_DEPOSIT = Fixed(
    lambda dossier: (
        OfficialPaper.objects.ready()
        .filter(dossier=dossier, kind__in=LISTS | {PaperKind.CONSENT}, version=1)
        .select_related("document", "invitation")
    ),
    dossier=BigIntegerField(),
)
_AFTER_NOTICE = Fixed(
    lambda dossier: Task.objects.open().filter(dossier=dossier, kind=Kind.DECLARATION),
    dossier=BigIntegerField(),
)


def draft_paper(task: Task, kind: PaperKind, by: Actor) -> OfficialPaper:
    """The paper that a task will sign, with the code that will be printed on it. The dossier is held: one per task and kind."""
    drafted = _DRAFTED.first(task=task.pk, kind=kind, version=task.version)
    return drafted or _drafted(task, kind, by)


def paper_of_code(code: str) -> OfficialPaper:
    """The paper that a code is printed on, with its file. Raises `OfficialPaper.DoesNotExist`. One query."""
    return _OF_CODE.one(code=code)


def draft_manifest(dossier: Dossier, version: int, content: str, by: Actor) -> OfficialPaper:
    """The list of plans to sign for a version; a list whose plans have changed since is superseded."""
    which: dict[str, Any] = {"dossier": dossier.pk, "version": version}
    standing = _LIST.first(**which)
    if standing is not None and standing.content == content:
        return standing
    if standing is not None:
        _LIST.update({"superseded_at": by.now()}, **which)
    drafted = OfficialPaper(
        dossier=dossier,
        kind=PaperKind.MANIFEST,
        version=version,
        content=content,
        drafted_at=by.now(),
        verification_code=random_code(VERIFICATION_LENGTH),
    )
    paper, _ = written_once(drafted, **which, kind=PaperKind.MANIFEST, task=None, superseded_at=None)
    return paper


def draft_contribution(invitation: Invitation, version: int, content: str, by: Actor) -> OfficialPaper:
    """The list of an invited professional's files to sign for a version; one whose files changed since is superseded."""
    lists = OfficialPaper.objects.filter(invitation=invitation, version=version, superseded_at=None)
    lists.exclude(content=content).update(superseded_at=by.now())
    paper, _ = OfficialPaper.objects.get_or_create(
        invitation=invitation,
        version=version,
        superseded_at=None,
        defaults={
            "dossier": invitation.dossier,
            "kind": PaperKind.CONTRIBUTION,
            "content": content,
            "drafted_at": by.now(),
            "verification_code": random_code(VERIFICATION_LENGTH),
        },
    )
    paper.dossier = invitation.dossier
    return paper


@on_opening(Kind.SIGNATURE)
def draft_what_is_signed(task: Task, case: Case, by: Actor) -> None:
    """The step names the paper; it is drafted the moment the step opens."""
    if task.step.paper:
        _drafted(task, PaperKind(task.step.paper), by)


@on_opening(Kind.MINUTES)
def draft_minutes(task: Task, case: Case, by: Actor) -> None:
    _drafted(task, PaperKind.MINUTES, by)


def _drafted(task: Task, kind: PaperKind, by: Actor) -> OfficialPaper:
    return OfficialPaper.objects.create(
        dossier=task.dossier,
        task=task,
        kind=kind,
        version=task.version,
        drafted_at=by.now(),
        verification_code=random_code(VERIFICATION_LENGTH),
    )


def issue_receipt(paper: OfficialPaper, *, by: Actor) -> OfficialPaper:
    """Print the receipt of a deposit. Printing twice gives the same receipt. Not inside a transaction."""
    return paper if paper.document_id else _print(paper, said.receipt(paper), by)


def name_manifest(dossier: Dossier) -> None:
    """What was made before the deposit (signed lists of plans, the sheet consented to) takes the name of the number that the
    deposit gave. Twice changes nothing."""
    for paper in _BEFORE_DEPOSIT.all(dossier=dossier.pk):
        assert paper.document is not None
        paper.dossier = dossier
        rename(paper.document, file_name(paper))


def issue_quittance(dossier: Dossier, *, by: Actor) -> OfficialPaper | None:
    """Print the proof of payment of the paid order of a dossier. Not inside a transaction."""
    order = order_for(f"dossiers.dossier:{dossier.pk}")
    if order is None or order.paid_at is None:
        return None
    which: dict[str, Any] = {"dossier": dossier, "kind": PaperKind.QUITTANCE, "version": dossier.version}
    proof = OfficialPaper(**which, drafted_at=order.paid_at, issued_at=order.paid_at)
    paper, _ = written_once(proof, **which, task=None, superseded_at=None)
    return paper if paper.document_id else _print(paper, said.quittance(paper, order), by)


def issue_certificate(paper: OfficialPaper, *, by: Actor) -> OfficialPaper:
    """Print the certificate of silence that was asked for, of its own version. Not inside a transaction."""
    passed = paper.dossier.passed_limits.get(version=paper.version)
    return paper if paper.document_id else _print(paper, certificate.content(paper, passed.due_on), by)


def attach_file(paper: OfficialPaper, document: Document, *, by: Actor) -> OfficialPaper:
    """The file of a paper is printed. The same file twice changes nothing."""
    with act():
        dossier = hold(paper.dossier_id)
        paper = _PAPER.one(number=paper.pk)
        paper.dossier = dossier
        _attach(paper, document, by)
    return paper


def attach_signed_file(signature: int, purpose: str, subject: str, *, by: Actor) -> OfficialPaper | None:
    """A signature is sealed: the paper that it was for has the file of its last signature, in whatever order they are told.

    None when it was for no paper of a dossier. The same file twice changes nothing.
    """
    with act():
        try:
            dossier = hold_by(signature=signature)
        except Dossier.DoesNotExist:
            return None
        sealed = _SEALED.all(purpose=purpose, subject=subject)
        code = next(each.job.verification_code for each in sealed if each.pk == signature)
        last = next(each for each in sealed if each.job.verification_code == code)
        assert last.document is not None
        paper = paper_of_code(code)
        paper.dossier = dossier
        _attach(paper, last.document, by)
    return paper


def _attach(paper: OfficialPaper, document: Document, by: Actor) -> None:
    """The dossier is held, the paper read since."""
    if paper.document and paper.document.sha256 == document.sha256:
        return
    paper.document = document
    paper.save(update_fields=["document"])
    if paper.kind in LISTS:  # signed before the deposit, sealed after it
        rename(document, file_name(paper))
    record(
        "paper.issued",
        paper,
        by,
        stream=paper.dossier,
        paper=paper.pk,
        paper_kind=paper.kind,
        sha256=document.sha256,
    )


def notify(paper: OfficialPaper, *, by: Actor) -> list[Notification]:
    """Make a letter or a permit available to the filer and the designer, and tell them: the date counts (RGC art. 36–40).

    Notifying twice changes nothing.
    """
    made, is_new = [], False
    with act():
        dossier = hold(paper.dossier_id)
        parties = {person.pk: person for person in (dossier.filer, dossier.designer) if person}
        for person in parties.values():
            proof = Notification(paper=paper, person=person, available_at=by.now())
            notification, fresh = written_once(proof, paper=paper, person=person)
            made.append(notification)
            is_new |= fresh
            if fresh:
                tell(
                    person,
                    f"dossier.{paper.kind}",
                    key=notification_key(notification),
                    about=dossier,
                    facts={"number": dossier.number or ""},
                    by=by,
                    url_name="dossiers:paper",
                    url_args=[dossier.number or "", paper.pk],
                )
        if is_new:
            _start_delays(dossier, by)
            record(
                "paper.notified", paper, system(by.at), stream=dossier, paper=paper.pk, paper_kind=paper.kind
            )
    return made


def _start_delays(dossier: Dossier, by: Actor) -> None:
    """A delay that starts at a notification runs from today, not from the day the letter was signed."""
    for task in _AFTER_NOTICE.all(dossier=dossier.pk):
        task.dossier = dossier
        delay = task.step.within
        if delay and delay.starts == "notified":
            start_delay(task, by.today())
            task.save(update_fields=["starts_on", "due_on", "reminded", "remind_on"])


def notification_key(notification: Notification) -> str:
    return f"notification-{notification.pk}"


def open_paper(paper: OfficialPaper, *, by: Actor) -> None:
    """Its addressee opens a notified paper: the first time is the proof."""
    waiting = Notification.objects.filter(paper=paper, person_id=by.person_pk, opened_at=None)
    if not waiting.exists():
        return
    with act():
        hold(paper.dossier_id)
        if waiting.update(opened_at=by.now()):
            record("paper.opened", paper, by, stream=paper.dossier, paper=paper.pk, paper_kind=paper.kind)


def is_letter(paper: OfficialPaper) -> bool:
    return paper.kind in LETTERS


def _print(paper: OfficialPaper, content: Paper, by: Actor) -> OfficialPaper:
    pdf = render(content, specimen=False)
    document = store(pdf, name=file_name(paper), media_type=PDF, by=system(by.at))
    return attach_file(paper, document, by=system(by.at))


def file_name(paper: OfficialPaper) -> str:
    """`PCT-2026-…-receipt.pdf`; an opinion adds its office, a later version its number; what is granted is named
    by its procedure.

    Before the deposit there is no number: the list of plans is known by its project, or by the day the draft was opened.
    """
    if paper.invitation:
        plain = (
            paper.dossier.number or paper.dossier.procedure.prefix
        )  # a project's name is not theirs to know
        return f"{plain}-v{paper.version}-{paper.kind}-{paper.invitation.role.replace('_', '-')}.pdf"
    stem = paper.dossier.number or _draft_name(paper.dossier)
    office = ""
    if paper.kind == PaperKind.OPINION and paper.task and paper.task.office:
        office = f"-{paper.task.office.kind.replace('_', '-')}"
    version = f"-v{paper.version}" if paper.version > 1 else ""
    what = paper.dossier.procedure.code if paper.kind == PaperKind.PERMIT else paper.kind
    return f"{stem}{version}-{what}{office}.pdf"


def _draft_name(dossier: Dossier) -> str:
    project = slugify(dossier.title, allow_unicode=True)[:PROJECT_LENGTH].strip("-_")
    day = dossier.opened_at.astimezone(MOROCCO).date().isoformat()
    return f"{dossier.procedure.prefix}-{project or day}"
