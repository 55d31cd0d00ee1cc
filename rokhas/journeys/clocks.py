"""Thousands of clocks played on paper: every delay of every procedure, restarted, under a calendar that changes, by a worker that
dies; what the platform's own rules do, day after day, beside what a naive count says must have been done.

Pure: no database. `clocks_by_acts` plays some of them through the acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

import holidays
import yaml

from rokhas.dossiers.workflow import reminders as rounds
from rokhas.journeys import clocks_naive as naive
from rokhas.kernel.calendar import Calendar
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import Delay, Procedure, Reminder, published_text, reminders_of

FIRST = date(2021, 1, 4)
ONE = timedelta(days=1)
# How long after its limit a clock that nobody answers is still watched.
AFTERMATH = 30


@dataclass(frozen=True)
class Clock:
    """A delay of a file, and whom its passing tells."""

    where: str
    delay: Delay
    schedule: tuple[Reminder, ...]


@cache
def clocks() -> tuple[Clock, ...]:
    """Every delay of every file of the platform: of its steps, its limits, its validity."""
    found: list[Clock] = []
    for file in packaged_files():
        procedure = Procedure.model_validate(yaml.safe_load(published_text(file)))
        found += [
            Clock(f"{file.stem} {step.code}", step.within, reminders_of(step.silence))
            for step in procedure.steps
            if step.within
        ]
        named = [
            (f"limit {each.code} {' '.join(each.classes)}".strip(), each.delay) for each in procedure.limits
        ]
        if procedure.validity:
            named.append(("validity", procedure.validity.delay))
        found += [Clock(f"{file.stem} {name}", delay, reminders_of(None)) for name, delay in named]
    return tuple(found)


@dataclass(frozen=True)
class Change:
    """A day becomes closed, or is worked after all; known from `told_on`, before or after the day itself."""

    told_on: date
    day: date
    closed: bool


@dataclass
class World:
    """What every clock of a simulation lives under: the calendar as it was known each day, the days without any worker."""

    seed: int
    years: int
    changes: list[Change] = field(default_factory=list)
    dead: set[date] = field(default_factory=set)

    def __post_init__(self) -> None:
        random = Random(self.seed)  # noqa: S311 - a simulation that anybody can play again
        self.last = FIRST + timedelta(days=366 * (self.years + 4))
        feasts = holidays.country_holidays("MA", years=range(FIRST.year, self.last.year + 1))
        self._known: list[tuple[date, frozenset[date]]] = [(date.min, frozenset(feasts))]
        self.changes = sorted(self._moves(random, sorted(feasts)), key=lambda each: (each.told_on, each.day))
        for change in self.changes:
            closed = self._known[-1][1]
            after = closed | {change.day} if change.closed else closed - {change.day}
            if self._known[-1][0] == change.told_on:
                self._known.pop()
            self._known.append((change.told_on, after))
        day = FIRST
        while day < self.last:
            day += timedelta(days=random.randint(5, 60))
            self.dead |= {day + timedelta(days=number) for number in range(random.choice((1, 1, 2, 3, 5, 9)))}

    def _moves(self, random: Random, feasts: Sequence[date]) -> Iterator[Change]:
        for feast in feasts:
            if (
                random.random() < 0.25
            ):  # the moon was not seen: the feast is a day later, said ahead or afterwards
                told = feast + timedelta(days=random.randint(-20, 6))
                yield Change(told, feast, closed=False)
                yield Change(told, feast + ONE, closed=True)
        for _day in range(3 * self.years):  # an exceptional day off, and one that was given by mistake
            day = FIRST + timedelta(days=random.randrange(366 * self.years))
            yield Change(day - timedelta(days=random.randint(-4, 30)), day, closed=True)
            if random.random() < 0.2:
                yield Change(day + timedelta(days=random.randint(-3, 9)), day, closed=False)

    def closed_on(self, day: date) -> frozenset[date]:
        """The closed days as they were known that day; the same object as long as nothing changed."""
        low, high = 0, len(self._known)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._known[middle][0] <= day else (low, middle)
        return self._known[low][1]

    def alive(self, day: date) -> bool:
        return day not in self.dead


@dataclass(frozen=True)
class Played:
    """What the platform did in one running of a clock."""

    due_on: date
    passed: tuple[date, ...]
    told: tuple[tuple[date, str, int], ...]


def play(clock: Clock, run: naive.Run, world: World, until: date) -> Played:
    """The platform's own rules, day after day: the limit is kept, moved when the calendar changes, and looked at when a worker
    lives."""
    delay = clock.delay
    calendar = Calendar(world.closed_on(run.start))
    due_on = calendar.add(run.start, delay.quantity, delay.unit)
    found = rounds.begin(clock.schedule, run.start, due_on, calendar)
    reached, next_on = found.reached, found.next_on
    passed: list[date] = []
    told: list[tuple[date, str, int]] = []
    late, said = False, set[tuple[date, str, int]]()
    changes = {change.told_on for change in world.changes}
    day = run.start
    while day <= until and (run.ended_on is None or day < run.ended_on):
        if day in changes:
            calendar = Calendar(world.closed_on(day))
            was, due_on = due_on, calendar.add(run.start, delay.quantity, delay.unit)
            if due_on != was and due_on >= day:
                late, reached = False, rounds.taken_back(clock.schedule, reached)
            next_on = rounds.next_of(clock.schedule, reached, due_on, calendar)
        if world.alive(day):
            if not late and due_on < day:
                late = True
                passed += [day] if (due_on, "", 0) not in said else []
                said.add((due_on, "", 0))
            if next_on and next_on <= day:
                found = rounds.look(clock.schedule, reached, due_on, day, calendar)
                for each in found.told:
                    fact = (due_on, each.tells, each.working_days)
                    if each.working_days <= 0 or fact not in said:
                        told.append((day, each.tells, each.working_days))
                    said.add(fact)
                reached, next_on = found.reached, found.next_on
        day += ONE
    return Played(due_on, tuple(passed), tuple(told))


@dataclass
class Tally:
    """What a simulation counted. `example` explains the first difference; `maxima` are the runnings of the legal maximum of whole
    dossiers, among `runs`."""

    clocks: int = 0
    runs: int = 0
    maxima: int = 0
    passed: int = 0
    told: int = 0
    wrong_limits: int = 0
    missed: int = 0
    early: int = 0
    late: int = 0
    doubled: int = 0
    closed_ends: int = 0
    example: str = ""
    procedures: set[str] = field(default_factory=set)

    @property
    def differences(self) -> int:
        return self.wrong_limits + self.missed + self.early + self.late + self.doubled + self.closed_ends

    def differs(self, text: str) -> None:
        self.example = self.example or text

    def weigh(self, said: str, found: Played, wanted: naive.Expected) -> None:
        """Hold what was done against what had to be."""
        self.runs += 1
        self.passed += len(found.passed)
        self.told += len(found.told)
        passed = ", ".join(map(str, found.passed)) or None
        explained = (
            f"{said}\n"
            f"  the platform: due {found.due_on}, passed {passed}, told {_words(found.told)}\n"
            f"  day by day: due {wanted.due_on}, passed {', '.join(map(str, wanted.passed)) or None}, told {_words(wanted.told)}"
        )
        if found.due_on != wanted.due_on:
            self.wrong_limits += 1
            self.differs(explained)
        self._weigh_effects("passing", list(found.passed), list(wanted.passed), explained)
        for who, number in dict.fromkeys((who, number) for _day, who, number in (*found.told, *wanted.told)):
            done = [day for day, *what in found.told if what == [who, number]]
            due = [day for day, *what in wanted.told if what == [who, number]]
            self._weigh_effects(f"{who} {number:+}", done, due, explained)

    def _weigh_effects(self, what: str, done: list[date], due: list[date], explained: str) -> None:
        if done == due:
            return
        self.differs(f"{what}: {explained}")
        if len(done) > len(due):
            self.doubled += len(done) > 1
            self.early += len(done) == 1
        elif len(done) < len(due):
            self.missed += 1
        else:
            self.early += done < due
            self.late += done > due


def _words(told: Sequence[tuple[date, str, int]]) -> str:
    return ", ".join(f"{who} {number:+} on {day}" for day, who, number in told) or "nobody"


def simulate(years: int, dossiers: int, seed: int) -> Tally:
    """Play so many clocks, whose starts are spread over so many years."""
    world, tally = World(seed, years), Tally()
    every = clocks()
    for number in range(dossiers):
        clock = every[number % len(every)]
        tally.clocks += 1
        tally.procedures.add(clock.where.partition(".")[0])
        for run, until in runs_of(clock, Random(f"{seed}-{number}"), years, world):  # noqa: S311
            found = play(clock, run, world, until)
            wanted = naive.expected(run, until=until, alive=world.alive, closed_on=world.closed_on)
            said = (
                f"{clock.where}: {run.quantity} {run.unit} from {run.start} (clock {number}, seed {seed}), "
                f"answered on {run.ended_on}"
            )
            tally.weigh(said, found, wanted)
            last_seen = max(run.start, min(until, run.ended_on - ONE if run.ended_on else until))
            if not naive.is_open(found.due_on, world.closed_on(last_seen)):
                tally.closed_ends += 1
                tally.differs(f"ends on a closed day: {said}, due {found.due_on}")
    return tally


def runs_of(clock: Clock, random: Random, years: int, world: World) -> Iterator[tuple[naive.Run, date]]:
    """The runs of one clock: stopped when changes are notified, started again from zero at the new deposit (RGC art. 37), and
    answered at last, early, on its last day, late or never."""
    start = FIRST + timedelta(days=random.randrange(365 * years))
    schedule = [(each.working_days, each.tells) for each in clock.schedule]
    delay = clock.delay
    restarts = random.choice((0, 0, 0, 0, 1, 1, 2, 4)) if delay.unit in {"working_days", "days"} else 0
    for number in range(restarts + 1):
        about = naive.limit(start, delay.quantity, delay.unit, world.closed_on(start))
        span = (about - start).days
        until = about + timedelta(days=AFTERMATH)
        if number < restarts:
            ended: date | None = start + timedelta(days=random.randint(0, span + 10))
        else:
            ended = random.choice(
                (
                    None,
                    None,
                    about,
                    about + ONE,
                    start + timedelta(days=random.randint(0, span + 1)),
                    about + timedelta(days=random.randint(1, AFTERMATH)),
                )
            )
        yield naive.Run(start, delay.quantity, delay.unit, schedule, ended), until
        if ended:
            start = ended + timedelta(days=random.randint(0, 60))
