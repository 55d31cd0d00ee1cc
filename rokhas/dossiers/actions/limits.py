"""What is done of limits beyond a step: the silence of the administration, the governor's time limit, the end of a validity."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from rokhas.accounts.queries import as_of_now
from rokhas.dossiers import policy
from rokhas.dossiers.actions.decision import require_conforming
from rokhas.dossiers.actions.turn import hold, hold_open_task
from rokhas.dossiers.errors import PermitLapsed, WorksAfterValidity
from rokhas.dossiers.models import (
    Dossier,
    Ending,
    Lapse,
    OfficialPaper,
    PaperKind,
    PassedLimit,
    Task,
    TimeLimit,
)
from rokhas.dossiers.queries import case as cases
from rokhas.dossiers.queries.sight import late_tasks
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.clocks import calendar_around, due_of, place_of
from rokhas.dossiers.workflow.renewing import renewal_of, renewing, renews
from rokhas.journal.duties import every
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import MOROCCO, Actor, system
from rokhas.kernel.errors import NotAllowed
from rokhas.procedures.schema import LimitCode
from rokhas.territory.errors import DayNotOffered
from rokhas.ui import formats

log = logging.getLogger(__name__)

TACIT: LimitCode = "tacit_permit"
AGENCY = "agency_opinion"
# No silence of a procedure gives a right sooner: what is younger is not looked at.
SHORTEST = timedelta(days=28)
# The farthest day that a governor may set.
FARTHEST = timedelta(days=60)
# Days before the end of a validity on which the holder is told (constructed: no text read asks for it).
LAPSE_REMINDERS = (90, 30, 7)
# The farthest day before the end of a term that a file may remind its holder on.
FARTHEST_REMINDER = timedelta(days=120)


def set_time_limit(task: Task, *, by: Actor, until: date) -> TimeLimit:
    """The governor sets a day to a late office of the territory (RGC art. 49). Raises `DayNotOffered`, `NotAllowed`,
    `TaskAlreadyClosed`."""
    with act():
        held = hold_open_task(task.pk, by, policy.may_set_time_limit)
        if not late_tasks(as_of_now(by), by.today()).filter(pk=held.pk).exists():
            raise NotAllowed
        calendar = calendar_around(by.today(), place_of(held.dossier, held.office))
        if not by.today() < until <= by.today() + FARTHEST or not calendar.is_working(until):
            raise DayNotOffered
        made = TimeLimit.objects.create(task=held, until=until, set_by_id=by.person_pk, set_at=by.now())
        record(
            "time_limit.set",
            held.dossier,
            by,
            task=held.pk,
            step=held.step_code,
            office=held.office_id,
            until=until.isoformat(),
        )
    return made


@every(timedelta(minutes=10))
def attend_time_limits(by: Actor) -> int:
    """A governor's time limit has passed without an answer: the fact is recorded once, and the governor is told.

    Of several set to a step, the last one stands: those it replaced pass unsaid. None passes while a decision is put off: no
    delay runs then.
    """
    running = TimeLimit.objects.filter(passed_at=None, until__lt=by.today(), task__dossier__stayed_on=None)
    done = 0
    for pk, dossier_id in list(running.order_by("pk").values_list("pk", "task__dossier_id")):
        with act():
            hold(dossier_id)
            limit = TimeLimit.objects.select_related("task__dossier").get(pk=pk)
            if limit.passed_at is not None:
                continue
            limit.passed_at = by.now()
            limit.save(update_fields=["passed_at"])
            if not limit.task.is_open or limit != limit.task.time_limits.latest("pk"):
                continue
            record(
                "time_limit.passed",
                limit.task.dossier,
                system(by.at),
                task=limit.task_id,
                step=limit.task.step_code,
                office=limit.task.office_id,
                until=limit.until.isoformat(),
            )
            done += 1
    return done


@every(timedelta(hours=1))
def note_passed_limits(by: Actor) -> int:
    """The silence that a procedure's file speaks of has lasted: a dated fact of each dossier. Returns how many were noted."""
    noted = PassedLimit.objects.filter(dossier=OuterRef("pk"), code=TACIT, version=OuterRef("version"))
    old = Dossier.objects.lodged().filter(~Exists(noted), ended_at=None, lodged_at__lt=by.now() - SHORTEST)
    done = 0
    for dossier in old.select_related("unit").order_by("pk").iterator():
        if silence_passed_on(dossier, by.today()) is not None:
            done += note_passed_limit(dossier.pk, by=by)
    return done


def silence_passed_on(dossier: Dossier, today: date) -> date | None:
    """The last day of the silence of the administration on the version under study, once it is behind.

    None before it, and where no text gives silence a meaning; None also when the administration is not silent: the clock is
    stopped, the applicant is awaited, or a decision is signed.
    """
    limit = dossier.procedure.limit(TACIT, dossier.class_code or None)
    start = facts.deposited_on(dossier) if limit else None
    if limit is None or start is None or cases.stopped_on(dossier):
        return None
    due_on = due_of(limit.delay, start, place_of(dossier))
    if due_on is None or due_on >= today:
        return None
    case = facts.read(dossier)
    return None if case.awaits_applicant or case.is_decided else due_on


def note_passed_limit(pk: int, *, by: Actor) -> bool:
    """Write down that the silence has lasted, and what keeps it from its effect: the favourable opinion of the agency is never
    presumed (its silence only escalates). Once per version."""
    with act():
        dossier = hold(pk)
        due_on = None if dossier.is_ended else silence_passed_on(dossier, by.today())
        limit = dossier.procedure.limit(TACIT, dossier.class_code or None)
        if due_on is None or limit is None:
            return False
        made, fresh = PassedLimit.objects.get_or_create(
            dossier=dossier,
            code=TACIT,
            version=dossier.version,
            defaults={
                "due_on": due_on,
                "certainty": limit.delay.law.certainty,
                "obstacle": obstacle_of(dossier),
                "noted_at": by.now(),
            },
        )
        if fresh:
            record(
                "limit.passed",
                dossier,
                system(by.at),
                limit=TACIT,
                due_on=due_on.isoformat(),
                obstacle=made.obstacle,
            )
    return fresh


def obstacle_of(dossier: Dossier) -> str:
    """What keeps a silence from its effect: the favourable opinion that is indispensable and is not on file. Empty: nothing."""
    return "" if facts.read(dossier).conforms(reserves_may_stand=False) else AGENCY


def certify_silence(dossier: Dossier, *, by: Actor) -> OfficialPaper:
    """A party asks for the certificate that the silence has lasted. It is refused while the favourable opinion of the agency is
    not on file, as long as the delay has not passed, and once a decision is signed. Once per version.

    Raises `AgencyOpinionRequired`, `NotAllowed`.
    """
    with act():
        dossier = hold(dossier.pk)
        require(policy.may_ask_certificate, as_of_now(by), dossier)
        passed = dossier.passed_limits.filter(code=TACIT, version=dossier.version).first()
        case = facts.read(dossier)
        if passed is None or case.is_decided:
            raise NotAllowed
        require_conforming(case, reserves_may_stand=False)
        paper, fresh = OfficialPaper.objects.get_or_create(
            dossier=dossier,
            kind=PaperKind.SILENCE,
            version=dossier.version,
            task=None,
            superseded_at=None,
            defaults={"drafted_at": by.now(), "issued_at": by.now()},
        )
        if fresh:
            record("silence.certified", dossier, by, paper=paper.pk, due_on=passed.due_on.isoformat())
    return paper


def begin_validity(dossier: Dossier, permit: OfficialPaper, *, by: Actor) -> Lapse | None:
    """A permit is delivered: the last day of its validity is known from the day it was signed, or from the last day of what it
    renews. Twice changes nothing."""
    delay = dossier.procedure.valid_for(facts.read(dossier).holding)
    if delay is None or permit.issued_at is None:
        return None
    since = _begins_on(dossier) or permit.issued_at.astimezone(MOROCCO).date()
    on = due_of(delay, since, place_of(dossier))
    assert on is not None
    lapse, _fresh = Lapse.objects.get_or_create(dossier=dossier, defaults={"since": since, "on": on})
    return lapse


def _begins_on(dossier: Dossier) -> date | None:
    """The last day of the term that a renewal goes on from, whenever it was signed: no day is left out, none counts twice."""
    if not renews(dossier):
        return None
    return Lapse.objects.filter(dossier=dossier.parent_id).values_list("on", flat=True).first()


def end_validity(dossier: Dossier, on: date, *, by: Actor) -> None:
    """Its holder ends what was granted, in an act that holds its dossier: nothing of it is in force after that day, and nobody is
    reminded of its end. Twice changes nothing."""
    lapse = Lapse.objects.filter(dossier=dossier, lapsed_at=None).first()
    if lapse is not None:
        lapse.on, lapse.lapsed_at = min(lapse.on, on), by.now()
        lapse.save(update_fields=["on", "lapsed_at"])


def refuse_lapsed(dossier: Dossier, today: date, *, begins_on: date | None = None) -> None:
    """Works are not opened on a permit whose validity has ended, nor from a day on which it will have. Raises `PermitLapsed`,
    `WorksAfterValidity`."""
    lapse = Lapse.objects.filter(dossier=dossier).first()
    if lapse is None or lapse.kept_since is not None:
        return
    if lapse.has_passed(today):
        raise PermitLapsed(until=formats.day(lapse.on))
    if begins_on is not None and begins_on > lapse.on:
        raise WorksAfterValidity(until=formats.day(lapse.on))


def keep_in_force(dossier: Dossier, *, shown_by: str, on: date, by: Actor) -> None:
    """What keeps a permit in force is shown `on` a day of its validity, in an act that holds its dossier: it no longer lapses,
    where its procedure says that this shows it. Twice changes nothing; too late neither."""
    lapse = Lapse.objects.filter(dossier=dossier, lapsed_at=None, kept_since=None).first()
    validity = dossier.procedure.validity
    if lapse is None or validity is None or validity.unless is None:
        return
    if shown_by not in validity.kept_by or on > lapse.on:
        return
    lapse.kept_since, lapse.kept_by = on, shown_by
    lapse.save(update_fields=["kept_since", "kept_by"])
    record("permit.kept", dossier, by, until=lapse.on.isoformat())


def keep_parent_in_force(dossier: Dossier, *, by: Actor) -> None:
    """What is granted after a permit may show what keeps it: the reception of its equipment."""
    if dossier.parent_id is None or dossier.ended_at is None or dossier.ending != Ending.DELIVERED:
        return
    day = dossier.ended_at.astimezone(MOROCCO).date()
    with act():
        keep_in_force(hold(dossier.parent_id), shown_by=dossier.procedure.code, on=day, by=by)


@every(timedelta(hours=6))
def watch_validities(by: Actor) -> int:
    """The holder of a permit is told before its validity ends, then its end is a dated fact. Returns how many have ended."""
    coming = Lapse.objects.filter(
        lapsed_at=None,
        kept_since=None,
        dossier__ending=Ending.DELIVERED,
        on__lte=by.today() + FARTHEST_REMINDER,
    )
    done = 0
    for dossier_id in list(coming.order_by("on", "pk").values_list("dossier_id", flat=True)):
        done += attend_validity(dossier_id, by=by)
    return done


def attend_validity(dossier_id: int, *, by: Actor) -> bool:
    """One permit: the reminder that is reached, the last alone, or the end of its validity; neither is said of one whose renewal
    is asked: its end is noted once that is decided, and said if it is not granted."""
    with act():
        dossier = hold(dossier_id)
        lapse = Lapse.objects.get(dossier=dossier)
        if lapse.lapsed_at is not None or lapse.kept_since is not None:
            return False
        renewal = renewal_of(dossier.procedure)
        goes_on = renewing(dossier) if renewal else None
        if lapse.has_passed(by.today()):
            if goes_on is not None and not goes_on.ending:
                return False
            lapse.lapsed_at = by.now()
            lapse.save(update_fields=["lapsed_at"])
            if goes_on is not None:
                return False
            record("permit.lapsed", dossier, system(by.at), until=lapse.on.isoformat())
            return True
        days_before = [-each.days for each in renewal.reminders] if renewal else LAPSE_REMINDERS
        reached = sum((lapse.on - by.today()).days <= days for days in days_before)
        if reached > lapse.reminded and goes_on is None:
            lapse.reminded = reached
            lapse.save(update_fields=["reminded"])
            record("permit.lapse_near", dossier, system(by.at), until=lapse.on.isoformat(), rank=reached)
    return False


def recount_validities(day: date, *, by: Actor) -> None:
    """A day was closed or opened: the end of a validity that falls about it is counted again."""
    about = Lapse.objects.filter(
        lapsed_at=None, kept_since=None, on__range=(day - timedelta(days=1), day + timedelta(days=15))
    )
    for dossier_id in list(about.order_by("pk").values_list("dossier_id", flat=True)):
        with act():
            dossier = hold(dossier_id)
            lapse = Lapse.objects.get(dossier=dossier)
            delay = dossier.procedure.valid_for(facts.read(dossier).holding)
            on = due_of(delay, lapse.since, place_of(dossier))
            if on is None or on == lapse.on or lapse.lapsed_at is not None or lapse.kept_since is not None:
                continue
            was, lapse.on = lapse.on, on
            lapse.save(update_fields=["on"])
            record(
                "validity.moved",
                dossier,
                system(by.at),
                was=was.isoformat(),
                until=on.isoformat(),
                changed=day.isoformat(),
            )
