"""The adverse decision of a dossier that stands, and may be contested: refusal, cancellation, stay, inadmissibility."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Office
from rokhas.dossiers.models import Appeal, Dossier, Ending, OfficialPaper, PaperKind, Ruling, Task
from rokhas.dossiers.queries.rulings import may_be_restored, signed_task
from rokhas.dossiers.queries.ways import CONTESTED
from rokhas.dossiers.workflow.facts import Case
from rokhas.procedures.schema import Against, Contestable
from rokhas.procedures.schema import Appeal as Remedy

LABELS: dict[Contestable, str | Promise] = {
    "refusal": _("Contest the refusal"),
    "cancellation": _("Contest the cancellation"),
    "stay": _("Contest the stay of decision"),
    "inadmissibility": _("Contest the inadmissibility"),
}
# The appeals whose decision still stands: nothing is awaited of the others.
STANDS = Q(against__superseded_at=None) & (
    Q(against__kind=PaperKind.REFUSAL, dossier__ending=Ending.REFUSED)
    | Q(against__kind=PaperKind.CANCELLATION, dossier__ending=Ending.CANCELLED)
    | Q(against__kind=PaperKind.STAY, dossier__ended_at=None, dossier__stayed_on__isnull=False)
    | Q(against__kind=PaperKind.INADMISSIBILITY, dossier__ended_at=None, version=F("dossier__version"))
)


@dataclass(frozen=True)
class Contested:
    """A decision that stands: its paper, and who signed it, by a step (`task`) or apart from the steps (`ruling`)."""

    what: Contestable
    paper: OfficialPaper
    office: Office
    roles: str
    task: Task | None = None
    ruling: Ruling | None = None

    def against(self, remedy: Remedy) -> Against | None:
        """What says that it may be contested that way; None where nothing does, or where those above are those who signed it."""
        back = remedy.returns_to(self.office.kind, self.roles.split())
        return None if back else remedy.contests(self.what)


def contested(dossier: Dossier) -> Contested | None:
    """What an applicant may contest now; None while nothing adverse stands. Two queries at most."""
    if dossier.ending == Ending.REFUSED:
        return _by_step(dossier, "refusal")
    if dossier.ending == Ending.CANCELLED:
        return _apart(dossier, "cancellation") if may_be_restored(dossier) else None
    if dossier.is_draft or dossier.is_ended:
        return None
    return _apart(dossier, "stay") if dossier.stayed_on is not None else _by_step(dossier, "inadmissibility")


def what_stands(case: Case) -> Contestable | None:
    """What is contested in a case at hand, without its signer. No query of its own."""
    dossier = case.dossier
    if dossier.ending == Ending.REFUSED:
        return "refusal"
    if dossier.ending == Ending.CANCELLED:
        return "cancellation" if may_be_restored(dossier) else None
    if dossier.is_draft or dossier.is_ended:
        return None
    if dossier.stayed_on is not None:
        return "stay"
    if case.intake != "inadmissible":
        return None
    letters = (each for each in case.papers if each.kind == PaperKind.INADMISSIBILITY)
    sent = any(each.issued_at is not None and each.superseded_at is None for each in letters)
    return "inadmissibility" if sent else None


def is_standing(appeal: Appeal) -> bool:
    """Whether the decision that it contests still stands: another body may have quashed it, or its time is over."""
    found = contested(appeal.dossier)
    return found is not None and found.paper.pk == appeal.against_id


def _by_step(dossier: Dossier, what: Contestable) -> Contested | None:
    kind = CONTESTED[what]
    task = signed_task(dossier, kind)
    paper = task.papers.filter(kind=kind, superseded_at=None).first() if task else None
    if task is None or paper is None or task.office is None:
        return None
    return Contested(what, paper, task.office, task.roles, task=task)


def _apart(dossier: Dossier, what: Contestable) -> Contested | None:
    rulings = dossier.rulings.filter(kind=what, signed_at__isnull=False, ended_at=None)
    ruling = rulings.select_related("office", "paper").order_by("-pk").first()
    return Contested(what, ruling.paper, ruling.office, ruling.roles, ruling=ruling) if ruling else None
