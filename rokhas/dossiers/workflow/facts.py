"""What is true of a dossier, for the named predicates of its procedure: the answers given, and how far the case has come."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery

from rokhas.dossiers.models import (
    Conclusion,
    Dossier,
    Ending,
    OfficialPaper,
    Opinion,
    Outcome,
    PaperKind,
    Task,
    Verdict,
)
from rokhas.dossiers.models.papers import GRANTS
from rokhas.dossiers.queries.planning import rules_of_land
from rokhas.dossiers.workflow.clocks import next_session, place_of
from rokhas.dossiers.workflow.renewing import changes, renews
from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.fixed import Fixed
from rokhas.procedures.predicates import holding as holding_of
from rokhas.procedures.predicates.land import PLAN_STATUS
from rokhas.procedures.schema import Kind, Start, Step
from rokhas.signing.models import Signature
from rokhas.territory.models import Kind as TerritoryKind
from rokhas.territory.models import Unit

# The predicate that every step after the desk's check asks for.
ADMITTED = "found_admissible"
DECISIONS = GRANTS | {PaperKind.REFUSAL}


@dataclass(frozen=True)
class Case:
    """A dossier with its current tasks and what was answered in them, as they stood when it was read."""

    dossier: Dossier
    tasks: tuple[Task, ...]

    @cached_property
    def known(self) -> dict[str, Any]:
        """The answers, what the territory adds to them, what the desk found, and the sense of the conclusion in force."""
        answers: dict[str, Any] = self.dossier.answers
        return answers | {
            "traits": self.dossier.procedure.traits(answers),
            "unit_is_urban": unit_is_urban(self.dossier),
            "filed_by_designer": self.dossier.filer_id == self.dossier.designer_id,
            "follows": self.followed,
            "plan_loaded": self.plan_loaded,
            "intake": self.intake,
            "conclusion": self.conclusion,
            "version": self.dossier.version,
        }

    @cached_property
    def holding(self) -> AbstractSet[str]:
        """The predicates that hold."""
        return holding_of(self.known)

    @cached_property
    def plan_loaded(self) -> str:
        """What the zoning that is loaded says of the plan of the land, where the form asks it: `approved`, `not_approved`; empty
        where it is not asked, or where none is loaded. Five queries at most, none where it is not asked."""
        if not any(field.code == PLAN_STATUS for field in self.dossier.procedure.fields):
            return ""
        rules = rules_of_land(self.dossier)
        return "" if rules is None else "approved" if rules.layer.is_approved else "not_approved"

    @cached_property
    def followed(self) -> dict[str, Any]:
        """What a predicate may know of the permit that the request comes after; nothing when there is none, nor of a renewal that
        changes what was authorised: it is heard as a first request. One query."""
        parent = self.dossier.parent if self.dossier.parent_id else None
        if parent is None or (renews(self.dossier) and changes(self.dossier, parent)):
            return {}
        designed = parent.designer_id is not None and parent.designer_id == self.dossier.designer_id
        return {"procedure": parent.procedure.code, "same_designer": designed}

    @cached_property
    def intake(self) -> str:
        """What the desk found: admissible, inadmissible, or nothing yet."""
        checked = [task.outcome for task in self._answered if hasattr(task, "check_made")]
        return checked[0] if checked else ""

    @cached_property
    def conclusion(self) -> str:
        """The sense of the conclusion in force, empty while there is none."""
        return self.concluded.sense if self.concluded else ""

    @cached_property
    def concluded(self) -> Conclusion | None:
        """The conclusion in force."""
        found = [task.conclusion for task in self._answered if hasattr(task, "conclusion")]
        return found[0] if found else None

    @cached_property
    def opinions(self) -> tuple[Opinion, ...]:
        """The opinions given on the version under study, the first given first."""
        asked = [task.opinion for task in self.tasks if hasattr(task, "opinion")]
        return tuple(
            sorted((each for each in asked if each.given_at), key=lambda each: (each.given_at, each.pk))
        )

    @cached_property
    def papers(self) -> tuple[OfficialPaper, ...]:
        """Every paper of the dossier, with its file, its step and `signed_last`, the file that the last signature was put in, the
        oldest first. One query, when they are asked for."""
        found = tuple(_PAPERS.all(dossier=self.dossier.pk))
        for paper in found:
            paper.dossier = self.dossier
        return found

    def conforms(self, *, reserves_may_stand: bool) -> bool:
        """Whether every office whose own favourable opinion is indispensable has given it on the version under study (avis
        conforme, RGC art. 35). It is as indispensable before the desk has found the dossier admissible, while nobody is asked.
        """
        steps = self.dossier.procedure.steps_for(self.holding | {ADMITTED})
        kinds = {kind for step in steps if step.kind is Kind.OPINION for kind in step.conforming}
        standing = {
            opinion.task.office.kind
            for opinion in self.opinions
            if opinion.task.office
            and opinion.holds_for == self.dossier.version
            and (opinion.stands_favourable or (reserves_may_stand and opinion.verdict == Verdict.RESERVED))
        }
        return kinds <= standing

    @property
    def awaits_applicant(self) -> bool:
        """Whether an answer or a payment is asked of whoever filed."""
        return any(
            task.is_open and (task.office_id is None or task.is_kind is Kind.PAYMENT) for task in self.tasks
        )

    @property
    def is_decided(self) -> bool:
        """Whether what was asked for is granted or refused, by a paper that is signed."""
        return any(
            paper.kind in DECISIONS and paper.issued_at and not paper.superseded_at for paper in self.papers
        )

    @property
    def reserving_offices(self) -> set[int]:
        """Offices whose reserves are not lifted yet."""
        return {
            opinion.task.office_id
            for opinion in self.opinions
            if opinion.verdict == Verdict.RESERVED and opinion.lifted_at is None and opinion.task.office_id
        }

    @property
    def offices_to_confirm(self) -> set[int]:
        """Who reads the answer to reserves: the offices whose reserves stand, and, as the version is new, those whose own
        favourable opinion is indispensable."""
        return self.reserving_offices | {
            opinion.task.office_id
            for opinion in self.opinions
            if opinion.task.office_id
            and opinion.task.office
            and opinion.task.office.kind in opinion.task.step.conforming
            and (opinion.holds_for or 0) < self.dossier.version
        }

    @property
    def _answered(self) -> list[Task]:
        return [task for task in self.tasks if not task.is_open]


def _told(**which: Any) -> QuerySet[Task]:
    current = Task.objects.current().filter(**which).order_by("pk")
    return current.select_related("office", "closed_by", "check_made", "opinion", "conclusion")


_TASKS = Fixed(lambda dossier: _told(dossier=dossier), dossier=BigIntegerField())


def _papers(dossier: Any) -> QuerySet[OfficialPaper]:
    signed = Signature.objects.filter(job__verification_code=OuterRef("verification_code")).order_by("-pk")
    rows = OfficialPaper.objects.annotate(signed_last=Subquery(signed.values("document_id")[:1]))
    return rows.filter(dossier=dossier).select_related("document", "task__office").order_by("pk")


_PAPERS = Fixed(_papers, dossier=BigIntegerField())


def asked_before(dossier: Dossier) -> list[Task]:
    """What was answered and then asked again, with the opinions and the conclusions of then, the oldest first. One query."""
    past = Task.objects.filter(dossier=dossier, superseded_at__isnull=False, closed_at__isnull=False)
    tasks = list(past.select_related("office", "opinion", "conclusion").order_by("pk"))
    for task in tasks:
        task.dossier = dossier
    return tasks


def read(dossier: Dossier) -> Case:
    """The case as it is now. One query; none for a draft."""
    if dossier.is_draft:
        return Case(dossier, ())
    tasks = tuple(_TASKS.all(dossier=dossier.pk))
    for task in tasks:
        task.dossier = dossier
    return Case(dossier, tasks)


def grant_of(dossier: Dossier) -> Step | None:
    """The step that would sign what is asked, were it granted: of several, the one whose conditions hold of what was answered.
    No query where the procedure has one such step for the class; three at most elsewhere."""
    steps = list(dossier.procedure.grants(dossier.class_code))
    if len(steps) > 1:
        granted = Case(dossier, ()).known | {"intake": "admissible", "conclusion": "favourable"}
        steps = [step for step in steps if set(step.when) <= holding_of(granted)]
    return next(iter(steps), None)


def read_each(dossiers: Iterable[Dossier]) -> dict[int, Case]:
    """The cases of several dossiers, by their keys. One query, whatever their number."""
    found = {dossier.pk: dossier for dossier in dossiers}
    tasks: dict[int, list[Task]] = {key: [] for key in found}
    for task in _told(dossier__in=found):
        task.dossier = found[task.dossier_id]
        tasks[task.dossier_id].append(task)
    return {key: Case(dossier, tuple(tasks[key])) for key, dossier in found.items()}


def unit_is_urban(dossier: Dossier) -> bool | None:
    """Whether the land is in an urban commune; None while its place is not known."""
    return is_urban(dossier.unit) if dossier.unit else None


def is_urban(unit: Unit) -> bool | None:
    """Whether a place is in an urban commune; an arrondissement is part of one."""
    return unit.kind == TerritoryKind.ARRONDISSEMENT or unit.is_urban


def starting_day(starts: Start, dossier: Dossier, today: date) -> date:
    """The civil day of the fact that starts a delay."""
    if starts in {"lodged", "session"}:
        lodged_on = deposited_on(dossier) or today
        return next_session(lodged_on, place_of(dossier, dossier.desk)) if starts == "session" else lodged_on
    if starts == "notified":
        letter = dossier.papers.filter(
            kind__in=[PaperKind.RESERVES, PaperKind.CHANGES, PaperKind.REFUSAL]
        ).last()
        notified = letter.notifications.first() if letter else None
        return notified.available_at.astimezone(MOROCCO).date() if notified else today
    return today


def deposited_on(dossier: Dossier) -> date | None:
    """The day from which the legal clock counts: that of the last deposit that starts it again. One query, unless the versions
    are at hand."""
    counted = [each for each in dossier.versions.all() if each.restarts_clock]
    last = max(counted, key=lambda each: each.number, default=None)
    return begun_on(dossier, last.lodged_at) if last else None


def begun_on(dossier: Dossier, lodged_at: datetime) -> date:
    """The day from which the legal clock counts after that deposit: its own, or the one when a stay of decision ended."""
    lodged_on = lodged_at.astimezone(MOROCCO).date()
    return max(lodged_on, dossier.resumed_on) if dossier.resumed_on else lodged_on


def decided_at(dossier: Dossier) -> datetime | None:
    """When the case ended by its decision. A cancellation ends what was granted, not the delay in which it was: that one stays
    the delivery's. One query for what is cancelled, none elsewhere."""
    if dossier.ending != Ending.CANCELLED:
        return dossier.ended_at
    return dossier.tasks.current().filter(outcome=Outcome.DELIVERED).latest("pk").closed_at
