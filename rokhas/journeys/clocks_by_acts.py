"""Some of the clocks played through the acts themselves: dossiers deposited, dispatched, answered or not, a calendar that is
decided ahead and afterwards, a worker that is dead for days; what was recorded, beside what a count day by day says.

Every act is on a weekday, every decision about the calendar on a Saturday: the order of a day is never in doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from rokhas.dossiers.actions.clock import attend_deadlines
from rokhas.dossiers.models import Task
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.journeys import clocks_naive as naive
from rokhas.journeys.clocks import ONE, Played, Tally
from rokhas.journeys.story import Story
from rokhas.kernel.actor import MOROCCO, Actor, Held, system
from rokhas.procedures.schema import reminders_of
from rokhas.territory.actions import decide_day
from rokhas.territory.queries import closed_days

FIRST = date(2025, 1, 6)
EACH = 10  # how many dossiers are deposited in a week, about
WATCHED = 50  # how many days a dossier is looked at
SATURDAY = 5

Tell = Callable[[Callable[[], datetime | None]], Story]


@dataclass
class Clockwork:
    """The moment of the next act of every story."""

    now: datetime

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def simulate_by_acts(
    tell: Tell, dossiers: int, seed: int, say: Callable[[str], None] = lambda _line: None
) -> Tally:
    """Play so many large projects. `tell` opens a story whose moments are those it is given."""
    random = Random(seed)  # noqa: S311 - a simulation that anybody can play again
    clockwork = Clockwork(_at(FIRST, 9))
    weeks = max(1, dossiers // EACH)
    last = FIRST + timedelta(days=7 * weeks + WATCHED)
    plans, decisions = _plans(random, dossiers, weeks), _decisions(random, last)
    dead = {
        FIRST + timedelta(days=random.randrange((last - FIRST).days))
        for _number in range((last - FIRST).days // 3)
    }
    calendar = _Known(closed_days(FIRST - timedelta(days=60), last + timedelta(days=200)))
    answers: dict[date, list[tuple[Story, str]]] = defaultdict(list)
    stories: list[Story] = []
    day = FIRST
    while day <= last:
        for told_day, closed in decisions.get(day, ()):
            clockwork.now = _at(day, 8)
            _decide(told_day, closed, clockwork.tick())
            calendar.changes(day, told_day, closed)
        clockwork.now = max(clockwork.now, _at(day, 9))
        for story, what in answers.pop(day, ()):
            _answer(story, what)
        for plan in plans.get(day, ()):
            story = tell(clockwork.tick).deposited().admit()
            stories.append(story)
            for what, after in plan.items():
                answers[_weekday(day + timedelta(days=after))].append((story, what))
            if len(stories) % 50 == 0:
                say(f"{len(stories)} dossiers deposited…")
        if day not in dead:
            moment = max(clockwork.tick(), _at(day, 20))
            drain(moment)
            attend_deadlines(system(moment))
            drain(moment)
        day += ONE
    return _weigh(stories, last, lambda each: each not in dead, calendar.on, seed)


def _plans(random: Random, dossiers: int, weeks: int) -> dict[date, list[dict[str, int]]]:
    """By the day of the deposit, how many days after it each office answers; an office that is not named never does."""
    plans: dict[date, list[dict[str, int]]] = defaultdict(list)
    for _number in range(dossiers):
        day = _weekday(FIRST + timedelta(days=random.randrange(7 * weeks)))
        plan = {"dispatch": random.choice((0, 1, 4, 6, 12))} if random.random() < 0.9 else {}
        if plan and random.random() < 0.4:
            plan["commune"] = plan["dispatch"] + random.randint(3, 30)
        plans[day].append(plan)
    return plans


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


def _answer(story: Story, what: str) -> None:
    """The act that was planned, when the dossier has come to it."""
    if what == "dispatch":
        story.dispatch()
    elif "opinions" in story.open_steps:
        story.opinion(what)


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
    """Every step with a limit: what was recorded of it, beside what had to be."""
    tally = Tally(clocks=len(stories))
    for story in stories:
        events = list(Event.objects.filter(stream=f"dossiers.dossier:{story.dossier.pk}").order_by("seq"))
        for task in Task.objects.filter(dossier=story.dossier, due_on__isnull=False).order_by("pk"):
            task.dossier = story.dossier
            delay = task.step.within
            assert delay is not None
            assert task.due_on is not None
            own = [event for event in events if event.data.get("task") == task.pk]
            found = Played(
                due_on=task.due_on,
                passed=tuple(
                    _day(event.at) for event in own if event.kind in {"task.escalated", "opinion.out_of_time"}
                ),
                told=tuple(
                    (_day(event.at), event.data["told"], event.data["days"])
                    for event in own
                    if event.kind == "deadline.reminded"
                ),
            )
            ended = _day(task.closed_at) if task.closed_at else None
            schedule = [(each.working_days, each.tells) for each in reminders_of(task.step.silence)]
            run = naive.Run(task.starts_on, delay.quantity, delay.unit, schedule, ended)
            wanted = naive.expected(run, until=last, alive=alive, closed_on=closed_on)
            tally.weigh(f"{story.dossier.number} {task.step_code} by acts (seed {seed})", found, wanted)
            tally.procedures.add(story.dossier.procedure.code)
            seen = max(task.starts_on, min(last, ended - ONE if ended else last))
            if not naive.is_open(task.due_on, closed_on(seen)):
                tally.closed_ends += 1
                tally.differs(f"{task} ends on a closed day: {task.due_on}")
    return tally


def _weekday(day: date) -> date:
    while day.weekday() >= SATURDAY:
        day += ONE
    return day


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _day(moment: datetime) -> date:
    return moment.astimezone(MOROCCO).date()
