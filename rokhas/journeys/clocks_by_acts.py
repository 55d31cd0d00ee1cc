"""Some of the clocks played through the acts themselves: dossiers of every procedure, answered or not, a calendar that is
decided ahead and afterwards, a worker that is dead for days; what was recorded, beside what a count day by day says.

Every act is on a weekday, every decision about the calendar on a Saturday: the order of a day is never in doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from rokhas.dossiers.actions.clock import attend_deadlines
from rokhas.dossiers.actions.maxima import attend_maxima
from rokhas.dossiers.models import Dossier, Maximum, PaperKind, Task, Verdict
from rokhas.dossiers.models.papers import GRANTS
from rokhas.dossiers.workflow.engine import waits_for_its_fact
from rokhas.enquiries.actions.closing import attend_enquiries
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.journeys import clocks_lives as lives
from rokhas.journeys import clocks_naive as naive
from rokhas.journeys.clocks import ONE, Played, Tally
from rokhas.journeys.clocks_lives import Tell
from rokhas.journeys.story import Story
from rokhas.kernel.actor import MOROCCO, Actor, Held, system
from rokhas.procedures.schema import Procedure, reminders_of
from rokhas.territory.actions import decide_day
from rokhas.territory.queries import closed_days

FIRST = date(2025, 1, 6)
EACH = 10  # how many dossiers are deposited in a week, about
WATCHED = 50  # how many days a dossier is looked at
SATURDAY = 5

# What a passed limit does, and which of it ends the waiting of whoever was late.
PASSED = frozenset({"task.escalated", "task.substituted", "opinion.out_of_time"})
ENDING = frozenset({"substitution", "tacit_opinion"})
# The papers that decide: once one is signed nobody is told anything more.
DECIDING = GRANTS | {PaperKind.REFUSAL}
# The letters at whose notification a delay stops (RGC art. 37).
STOPPING = frozenset({PaperKind.CHANGES, PaperKind.INADMISSIBILITY})


@dataclass
class Clockwork:
    """The moment of the next act of every story."""

    now: datetime

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def simulate_by_acts(
    tell: Tell,
    procedures: Sequence[Procedure],
    dossiers: int,
    seed: int,
    say: Callable[[str], None] = lambda _line: None,
) -> Tally:
    """Play so many dossiers, of each procedure in turn. `tell` opens a story whose moments are those it is given."""
    random = Random(seed)  # noqa: S311 - a simulation that anybody can play again
    clockwork = Clockwork(_at(FIRST, 9))
    weeks = max(1, dossiers // EACH)
    last = FIRST + timedelta(days=7 * weeks + WATCHED)
    plans, decisions = _plans(random, procedures, dossiers, weeks), _decisions(random, last)
    dead = {
        FIRST + timedelta(days=random.randrange((last - FIRST).days))
        for _number in range((last - FIRST).days // 3)
    }
    dead.discard(last)  # what was decided of the calendar at the very end is heard
    calendar = _Known(closed_days(FIRST - timedelta(days=60), last + timedelta(days=200)))
    acts: dict[date, list[tuple[Story, Random]]] = defaultdict(list)
    stories: list[Story] = []
    day = FIRST
    while day <= last:
        for told_day, closed in decisions.get(day, ()):
            clockwork.now = _at(day, 8)
            _decide(told_day, closed, clockwork.tick())
            calendar.changes(day, told_day, closed)
        clockwork.now = max(clockwork.now, _at(day, 9))
        for story, chance in acts.pop(day, ()):
            _plan_next(acts, story, chance, day, lives.go_on(story, chance, day))
        for plan in plans.get(day, ()):
            story = tell(clockwork.tick, plan.procedure, plan.class_code).deposited()
            stories.append(story)
            _plan_next(acts, story, plan.random, day, None)
            if len(stories) % 50 == 0:
                say(f"{len(stories)} dossiers deposited…")
        if day not in dead:
            moment = max(clockwork.tick(), _at(day, 20))
            drain(moment)
            attend_enquiries(system(moment))
            attend_deadlines(system(moment))
            attend_maxima(system(moment))
            drain(moment)
        day += ONE
    return _weigh(stories, last, lambda each: each not in dead, calendar.on, seed)


def _plans(
    random: Random, procedures: Sequence[Procedure], dossiers: int, weeks: int
) -> dict[date, list[lives.Plan]]:
    """By the day of the deposit, on which the text of the procedure lets it be filed."""
    plans: dict[date, list[lives.Plan]] = defaultdict(list)
    for number in range(dossiers):
        procedure = procedures[number % len(procedures)]
        days = [FIRST + timedelta(days=each) for each in range(7 * weeks)]
        filed = [day for day in days if day.weekday() < SATURDAY and procedure.may_be_filed(day)]
        plans[random.choice(filed)].append(lives.plan(procedure, random))
    return plans


def _plan_next(
    acts: dict[date, list[tuple[Story, Random]]],
    story: Story,
    random: Random,
    day: date,
    not_before: date | None,
) -> None:
    """When somebody acts on it again, if ever. A dossier that has ended asks nothing more."""
    wait = lives.gap(random)
    if wait is not None and not story.dossier.is_ended:
        acts[_weekday(max(day + timedelta(days=wait), not_before or day))].append((story, random))


def _decisions(random: Random, last: date) -> dict[date, list[tuple[date, bool]]]:
    """By the Saturday on which it is told, a weekday that is closed or worked after all: each day once."""
    decided: dict[date, list[tuple[date, bool]]] = defaultdict(list)
    seen: set[date] = set()
    saturday = FIRST + timedelta(days=SATURDAY)
    while saturday < last:
        if random.random() < 0.5:
            about = _weekday(saturday + timedelta(days=random.randint(-12, 25)))
            if about not in seen:
                seen.add(about)
                feast = about in closed_days(about, about)
                decided[saturday].append((about, not feast))
        saturday += timedelta(days=7)
    return decided


def _decide(day: date, closed: bool, at: datetime) -> None:
    administrator = Actor(None, frozenset({Held("platform_administrator", 0)}), at=at)
    decide_day(
        day,
        by=administrator,
        closed=closed,
        source="simulation",
        certainty="constructed",
        name_fr="—",
        name_ar="—",
    )


class _Known:
    """The closed days as they were known each day."""

    def __init__(self, closed: frozenset[date]) -> None:
        self._states: list[tuple[date, frozenset[date]]] = [(date.min, closed)]

    def changes(self, told_on: date, day: date, closed: bool) -> None:
        before = self._states[-1][1]
        self._states.append((told_on, before | {day} if closed else before - {day}))

    def on(self, day: date) -> frozenset[date]:
        return next(closed for told_on, closed in reversed(self._states) if told_on <= day)


def _weigh(
    stories: list[Story],
    last: date,
    alive: Callable[[date], bool],
    closed_on: Callable[[date], frozenset[date]],
    seed: int,
) -> Tally:
    """Every step with a limit, and the legal maximum of the whole: what was recorded of it, beside what had to be."""
    tally = Tally(clocks=len(stories))
    for story in stories:
        tally.procedures.add(story.dossier.procedure.code)
        events = list(Event.objects.filter(stream=f"dossiers.dossier:{story.dossier.pk}").order_by("seq"))
        for task in Task.objects.filter(dossier=story.dossier).order_by("pk"):
            task.dossier = story.dossier
            if task.step.within is None or waits_for_its_fact(task):
                continue
            found, run = _played(task, events)
            wanted = _wanted(task, run, last, alive, closed_on)
            tally.weigh(f"{story.dossier.number} {task.step_code} by acts (seed {seed})", found, wanted)
            seen = max(run.start, min(last, run.ended_on - ONE if run.ended_on else last))
            if task.due_on is not None and not naive.is_open(task.due_on, closed_on(seen)):
                tally.closed_ends += 1
                tally.differs(f"{task} ends on a closed day: {task.due_on}")
        for run, recorded in _maxima(story.dossier, events):
            tally.maxima += 1
            wanted = naive.expected(run, until=last, alive=alive, closed_on=closed_on)
            said = f"{story.dossier.number} legal maximum from {run.start} by acts (seed {seed})"
            tally.weigh(said, _played_maximum(story.dossier, run, recorded, wanted), wanted)
            for event in recorded:
                due_on = naive.limit(run.start, run.quantity, run.unit, closed_on(_day(event.at)))
                if event.data["due_on"] != due_on.isoformat():
                    tally.wrong_limits += 1
                    tally.differs(f"{said}: {event.kind} says {event.data['due_on']}, {due_on} day by day")
    return tally


def _maxima(dossier: Dossier, events: Sequence[Event]) -> Iterator[tuple[naive.Run, list[Event]]]:
    """Every running of the legal maximum of a dossier with what was recorded of it: from a deposit that starts it to the letter
    that stops it, to the decision that is signed or to the end, whichever comes first."""
    limit = dossier.procedure.limit("legal_maximum", dossier.class_code or None)
    if limit is None:
        return
    schedule = [(each.working_days, each.tells) for each in reminders_of(limit)]
    recorded = [event for event in events if event.kind in {"maximum.passed", "maximum.reminded"}]
    papers = list(dossier.papers.filter(superseded_at=None).prefetch_related("notifications"))
    decided = [_day(each.issued_at) for each in papers if each.kind in DECIDING and each.issued_at]
    ended = [_day(dossier.ended_at)] if dossier.ended_at else []
    versions = list(dossier.versions.filter(restarts_clock=True).order_by("number"))
    starts = [_day(version.lodged_at) for version in versions]
    for version, start, again in zip(versions, starts, [*starts[1:], date.max], strict=True):
        stopped = [
            _day(notified.available_at)
            for paper in papers
            if paper.kind in STOPPING and paper.version == version.number
            for notified in paper.notifications.all()
        ]
        ends = [day for day in (*stopped, *decided, *ended, again) if start <= day < date.max]
        own = [event for event in recorded if start <= _day(event.at) < again]
        delay = limit.delay
        yield naive.Run(start, delay.quantity, delay.unit, schedule, min(ends, default=None)), own


def _played_maximum(
    dossier: Dossier, run: naive.Run, recorded: Sequence[Event], wanted: naive.Expected
) -> Played:
    """What was recorded of one running. Its last day is kept while it runs, and in the facts alone once it has ended."""
    due_on = wanted.due_on
    if run.ended_on is None:  # never counted: no date is right
        due_on = Maximum.objects.filter(dossier=dossier).values_list("due_on", flat=True).first() or date.min
    return Played(
        due_on=due_on,
        passed=tuple(_day(event.at) for event in recorded if event.kind == "maximum.passed"),
        told=tuple(
            (_day(event.at), event.data["told"], event.data["days"])
            for event in recorded
            if event.kind == "maximum.reminded"
        ),
    )


def _played(task: Task, events: Sequence[Event]) -> tuple[Played, naive.Run]:
    """What was recorded of a step, and how it went: from the fact that its file names to its answer, or to a step back."""
    delay = task.step.within
    assert delay is not None
    own = [event for event in events if event.data.get("task") == task.pk]
    replaced = next((event for event in own if event.kind == "task.substituted"), None)
    due_on = date.fromisoformat(replaced.data["due_on"]) if replaced else task.due_on
    assert due_on is not None
    found = Played(
        due_on=due_on,
        passed=tuple(_day(event.at) for event in own if event.kind in PASSED),
        told=tuple(
            (_day(event.at), event.data["told"], event.data["days"])
            for event in own
            if event.kind == "deadline.reminded"
        ),
    )
    ends = [moment for moment in (task.closed_at, task.superseded_at) if moment]
    ended = _day(min(ends)) if ends and task.outcome != Verdict.OUT_OF_TIME else None
    schedule = [(each.working_days, each.tells) for each in reminders_of(task.step.silence)]
    start, asked = _begun(task, delay.starts, events), _day(task.opened_at)
    if delay.starts == "enquiry_closed":  # the duty may find its last day behind later
        asked = next(_day(event.at) for event in own if event.kind == "enquiry.closed")
    return found, naive.Run(start, delay.quantity, delay.unit, schedule, ended, asked)


def _begun(task: Task, starts: str, events: Sequence[Event]) -> date:
    """The day of the fact that starts a delay, as the journal has it."""
    opened = next(event for event in events if event.kind == "task.opened" and event.data["task"] == task.pk)
    if starts == "opened":
        return _day(opened.at)
    if starts == "lodged":
        lodged = [event for event in events if event.kind == "dossier.lodged" and event.seq <= opened.seq]
        return _day(lodged[-1].at)
    return task.starts_on


def _wanted(
    task: Task,
    run: naive.Run,
    last: date,
    alive: Callable[[date], bool],
    closed_on: Callable[[date], frozenset[date]],
) -> naive.Expected:
    """What had to be done. Where the passed limit ends the waiting (another authority decides, an opinion is out of time), nobody
    is told anything from that day on, and the limit stands as it was that day."""
    wanted = naive.expected(run, until=last, alive=alive, closed_on=closed_on)
    silence = task.step.silence
    if silence is None or silence.effect not in ENDING or not wanted.passed:
        return wanted
    passed = wanted.passed[0]
    before = naive.expected(replace(run, ended_on=passed), until=last, alive=alive, closed_on=closed_on)
    seen = naive.expected(replace(run, ended_on=passed + ONE), until=last, alive=alive, closed_on=closed_on)
    return naive.Expected(seen.due_on, (passed,), before.told)


def _weekday(day: date) -> date:
    while day.weekday() >= SATURDAY:
        day += ONE
    return day


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _day(moment: datetime) -> date:
    return moment.astimezone(MOROCCO).date()
