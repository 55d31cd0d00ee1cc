"""What may be asked or decided apart from the steps, and what such a decision prints."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Person
from rokhas.accounts.queries import offices_for
from rokhas.documents import schema as papers
from rokhas.documents.schema import Both, Signatory
from rokhas.dossiers.models import Dossier, Ending, Outcome, PaperKind, Ruling, Task
from rokhas.dossiers.models.papers import GRANTS
from rokhas.dossiers.queries import ways, wording
from rokhas.dossiers.queries.papers import head_of, verification_of
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.facts import Case
from rokhas.dossiers.workflow.places import lived
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.procedures.queries import all_reasons
from rokhas.procedures.schema import (
    CodedReason,
    Kind,
    Procedure,
    ReasonKind,
    remedies,
)
from rokhas.ui import formats

# The coded reasons of an authority, by what it decides.
REASONS: dict[str, ReasonKind] = {
    Ruling.Kind.CANCELLATION: "cancellation",
    Ruling.Kind.STAY: "deferral",
    Ruling.Kind.ANSWER: "remedy",
}
AUTHORITIES = frozenset({"authority", "president"})
DECISIONS: dict[str, str | Promise] = {
    Ruling.Kind.CANCELLATION: _("The decision %(number)s of %(day)s is cancelled from this day on."),
    Ruling.Kind.STAY: _(
        "The decision on the request %(number)s, deposited on %(day)s, is put off until %(until)s at the latest. No delay runs "
        "meanwhile; the case is then taken up again by itself."
    ),
}
# The answer to an appeal, by the paper it contests.
ANSWERS: dict[str, dict[str, str | Promise]] = {
    PaperKind.REFUSAL: {
        Ruling.Sense.MAINTAINED: _(
            "The refusal of the request %(number)s, deposited on %(day)s, is maintained."
        ),
        Ruling.Sense.RESUMED: _(
            "The refusal of the request %(number)s, deposited on %(day)s, is quashed: the case is taken up again."
        ),
        Ruling.Sense.INADMISSIBLE: _(
            "The appeal against the refusal of the request %(number)s, deposited on %(day)s, is not admissible."
        ),
    },
    PaperKind.CANCELLATION: {
        Ruling.Sense.MAINTAINED: _("The cancellation of the decision %(number)s of %(day)s is maintained."),
        Ruling.Sense.RESUMED: _(
            "The cancellation of the decision %(number)s of %(day)s is quashed: that decision has effect again from this day on."
        ),
        Ruling.Sense.INADMISSIBLE: _(
            "The appeal against the cancellation of the decision %(number)s of %(day)s is not admissible."
        ),
    },
    PaperKind.STAY: {
        Ruling.Sense.MAINTAINED: _(
            "The stay of the decision on the request %(number)s, deposited on %(day)s, is maintained."
        ),
        Ruling.Sense.RESUMED: _(
            "The stay of the decision on the request %(number)s, deposited on %(day)s, is quashed: it ends today, and the delays "
            "run again."
        ),
        Ruling.Sense.INADMISSIBLE: _(
            "The appeal against the stay of the decision on the request %(number)s, deposited on %(day)s, is not admissible."
        ),
    },
    PaperKind.INADMISSIBILITY: {
        Ruling.Sense.MAINTAINED: _(
            "The inadmissibility of the request %(number)s, deposited on %(day)s, is maintained."
        ),
        Ruling.Sense.RESUMED: _(
            "The inadmissibility of the request %(number)s, deposited on %(day)s, is quashed: the desk checks the file again."
        ),
        Ruling.Sense.INADMISSIBLE: _(
            "The appeal against the inadmissibility of the request %(number)s, deposited on %(day)s, is not admissible."
        ),
    },
}
STUDIED = _(
    "No planning document is approved where the land lies, as the zoning that is loaded says: %(plan)s, version %(version)s, not "
    "approved (%(source)s)."
)
DECLARED = _(
    "The zoning that is loaded does not settle it. Whoever signs declares that no planning document is approved where the land "
    "lies:"
)
NEXT: dict[str, str | Promise] = {
    Ruling.Kind.STAY: _(
        "You have nothing to file again. You may contest this decision before the administrative court, within the time that its "
        "own law gives."
    ),
}
# What follows a decision quashed, by the paper that was contested.
QUASHED: dict[str, str | Promise] = {
    PaperKind.CANCELLATION: _(
        "You have nothing to file: whoever verifies what was granted reads from now on that it stands."
    ),
    PaperKind.STAY: _("You have nothing to file again: the case goes on where it was."),
    PaperKind.INADMISSIBILITY: _(
        "You have nothing to file again: the desk checks the file as it was deposited."
    ),
}
RESUMED = _("You have nothing to file again: the offices are asked again, and you can follow each step.")


def reasons_offered(procedure: Procedure, kind: str) -> list[CodedReason]:
    """The coded reasons that an authority may give for a decision of this kind."""
    return [
        each
        for each in all_reasons().values()
        if each.kind == REASONS[kind] and each.office in AUTHORITIES and each.concerns(procedure.subjects)
    ]


def granting_task(dossier: Dossier, case: Case | None = None) -> Task | None:
    """The step that signed what was granted; None while nothing is delivered. One query, unless the case is at hand."""
    if dossier.ending not in {Ending.DELIVERED, Ending.CANCELLED}:
        return None
    if case is None:
        return signed_task(dossier, *GRANTS)
    granted = {paper.task_id for paper in case.papers if paper.kind in GRANTS}
    signed = (task for task in case.tasks if task.pk in granted and task.outcome == Outcome.SIGNED)
    return max(signed, key=lambda task: task.pk, default=None)


def refusing_task(dossier: Dossier) -> Task | None:
    """The step that signed the refusal; None of a request that is not refused."""
    return signed_task(dossier, PaperKind.REFUSAL) if dossier.ending == Ending.REFUSED else None


def deciding_task(dossier: Dossier) -> Task | None:
    """The step that would grant what is asked, as a task that is not saved: who puts the decision off is who would sign it."""
    step = None if dossier.is_draft or dossier.is_ended else facts.grant_of(dossier)
    if step is None or not {*step.roles} & {*remedies().stay.roles}:
        return None
    step = lived(step, dossier)
    offices = offices_for(step.by, dossier.where)
    office = next((offices[kind] for kind in step.by if kind in offices), None)
    if office is None:
        return None
    roles = f" {' '.join(step.roles)} "
    return Task(dossier=dossier, step_code=step.code, kind=step.kind, office=office, roles=roles)


def letter(ruling: Ruling, signer: Person, by: Actor) -> papers.Letter:
    """What the signed decision says: decision, reasons with their texts, remedy, in both languages."""
    dossier = ruling.dossier
    role = role_of(ruling, by)
    return papers.Letter(
        **head_of(dossier, ruling.office, ruling.paper, by),
        kind=ruling.paper.kind,  # type: ignore[arg-type]
        procedure=wording.of_wording(dossier.procedure.names),
        recipient=wording.meant(dossier, "beneficiary"),
        copy_to=(wording.of_person(dossier.designer),)
        if dossier.designer_id not in {None, dossier.filer_id}
        else (),
        project=wording.meant(dossier, "project"),
        situation=wording.meant(dossier, "situation"),
        filed_on=_filed(dossier),
        decision=_decision(ruling),
        reasons=wording.reasons(dossier, ruling.reasons),
        texts=(),
        remarks=ruling.remarks,
        absence=_absence(ruling),
        declaration=ruling.no_plan,
        remedy=_remedy(ruling),
        signatory=Signatory(
            name=wording.of_person(signer), quality=wording.of_quality(role, by, ruling.office_id)
        ),
        verification=verification_of(ruling.paper),
    )


def role_of(ruling: Ruling, by: Actor) -> str:
    """The role in which the actor signs it."""
    roles = ruling.roles.split()
    return next((role for role in roles if by.holds(role, ruling.office_id)), roles[0])


def _filed(dossier: Dossier) -> date:
    return dossier.versions.earliest("number").lodged_at.astimezone(MOROCCO).date()


def _decision(ruling: Ruling) -> Both:
    dossier = ruling.dossier
    day = _filed(dossier)
    against = ruling.appeal.against.kind if ruling.appeal else ""
    if PaperKind.CANCELLATION in {ruling.kind, against}:
        task = granting_task(dossier)
        paper = task.papers.get(kind__in=GRANTS) if task else None
        if paper and paper.issued_at:
            day = paper.issued_at.astimezone(MOROCCO).date()
    return wording.both(
        ANSWERS[against][ruling.sense] if against else DECISIONS[ruling.kind],
        number=dossier.number,
        day=formats.day(day),
        until=formats.day(ruling.until) if ruling.until else "",
    )


def _absence(ruling: Ruling) -> Both:
    """How it is known that no plan exists, of a stay: the zoning says it, or its author declares it."""
    layer = ruling.layer
    if layer is not None:
        return wording.both(
            lambda: str(STUDIED) % {"plan": layer.name, "version": layer.version, "source": layer.source}
        )
    return wording.both(DECLARED) if ruling.no_plan else Both()


def may_be_restored(dossier: Dossier) -> bool:
    """What was granted takes effect again when its cancellation is quashed. Not an occupation of the public domain: its years and
    their fees ended with it, the orders that were given up cannot be asked again under their numbers, and the place may have been
    granted to another. Its holder files a new request; only the court answers them, and so nothing hears `permit.restored`."""
    return dossier.procedure.occupation is None


def _remedy(ruling: Ruling) -> Both:
    """What follows: the ways to contest a cancellation or a stay, and the court; of an answer, what it opens."""
    what, dossier = ways.WHAT.get(ruling.paper.kind), ruling.dossier
    if what == "cancellation" and not may_be_restored(dossier):
        what = None
    signs = (ruling.office.kind, ruling.roles.split())
    contest = ways.told(what, ways.against(what, dossier.procedure, *signs)) if what else Both()
    return ways.in_turn(contest, wording.both(_next(ruling)))


def _next(ruling: Ruling) -> str | Promise:
    if ruling.appeal and ruling.sense == Ruling.Sense.RESUMED:
        return QUASHED.get(ruling.appeal.against.kind, RESUMED)
    return NEXT.get(ruling.kind, ways.COURT)


def signed_task(dossier: Dossier, *kinds: str) -> Task | None:
    """The step, not asked again since, that signed a paper of one of these kinds: the last."""
    closed = dossier.tasks.current().filter(kind=Kind.SIGNATURE, outcome=Outcome.SIGNED)
    found = closed.filter(papers__kind__in=kinds).select_related("office").order_by("-pk").first()
    if found is not None:
        found.dossier = dossier
    return found
