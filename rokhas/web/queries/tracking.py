"""A dossier as whoever holds its number and its code may see it: steps and dates, never a name, an opinion or a title."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from rokhas.dossiers.models import Dossier, Ending, Task
from rokhas.dossiers.queries import case, stayed
from rokhas.dossiers.workflow import facts
from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.references import TRACKING_LENGTH, read_code, read_number
from rokhas.procedures.schema import Kind
from rokhas.ui.clock import Explained
from rokhas.web.errors import UnknownDossier

COMMISSION = frozenset({Kind.OPINION, Kind.VISIT, Kind.ENQUIRY, Kind.CONCLUSION, Kind.MINUTES})
# What strangers are told of the way a dossier goes: the same four stages for a permit and for a refusal.
STAGES: tuple[tuple[str, str | Promise], ...] = (
    ("deposit", gettext_lazy("Deposit")),
    ("desk", gettext_lazy("Desk")),
    ("opinions", gettext_lazy("Members' opinions")),
    ("decision", gettext_lazy("Decision")),
)


def identify(number: str, code: str) -> Dossier:
    """The dossier that bears both, in the same time whether the number or the code is wrong. One query.

    Raises:
        UnknownDossier: one of the two is wrong; which is not said.
    """
    dossier = lodged(number)
    expected = (dossier.tracking_code if dossier else None) or "0" * TRACKING_LENGTH
    matches = secrets.compare_digest(read_code(code).encode(), expected.encode())
    if dossier is None or not matches:
        raise UnknownDossier
    return dossier


def lodged(number: str) -> Dossier | None:
    """The dossier under a number as typed, None when there is none. One query."""
    found = Dossier.objects.lodged().select_related("procedure_version", "unit")
    return found.filter(number=read_number(number)).first()


@dataclass(frozen=True)
class Stage:
    """A stage of the bar; `on` is the day it was passed."""

    label: str | Promise
    state: str
    on: date | None


@dataclass(frozen=True)
class Holder:
    """Who is awaited: an office by its kind and name, or the applicant; until when.

    Once the commission has concluded, the applicant or the administration, without more.
    """

    stage: str | Promise
    office: str
    kind: str = ""
    due_on: date | None = None
    is_late: bool = False


@dataclass(frozen=True)
class Tracked:
    number: str
    nature: str
    stages: list[Stage]
    holders: list[Holder]
    clock: Explained | None
    stay: str
    ended_on: date | None
    is_withdrawn: bool
    is_cancelled: bool

    @property
    def meanwhile(self) -> str:
        """What a stay of decision means for whoever waits."""
        return stayed.meanwhile()


def tracked(dossier: Dossier, today: date) -> Tracked:
    """What the public page says of a lodged dossier. Five queries at most, one more while a stay of decision runs."""
    tasks = list(dossier.tasks.select_related("office").order_by("due_on", "pk"))
    for task in tasks:
        task.dossier = dossier
    told = _Told(dossier, tasks)
    dossier.open_tasks = told.waiting  # type: ignore[attr-defined]
    return Tracked(
        number=dossier.number or "",
        nature=dossier.procedure.names.in_(get_language() or "fr"),
        stages=_stages(told),
        holders=[] if dossier.is_ended else _holders(told, today),
        clock=None if dossier.is_ended or told.concluded or told.again else _clock(dossier, today),
        stay="" if dossier.is_ended else stayed.stay_of(dossier),
        ended_on=dossier.ended_at.astimezone(MOROCCO).date() if dossier.ended_at else None,
        is_withdrawn=dossier.ending == Ending.WITHDRAWN,
        is_cancelled=dossier.ending == Ending.CANCELLED,
    )


class _Told:
    """What strangers may know of the tasks of a dossier, those left behind by a re-deposit included.

    Once the commission has `concluded`, and for ever, every dossier looks alike: to pay, to lift reserves, to change, deposited
    again or refused, strangers are not told which. A dossier deposited `again` shows its first deposit and no delay: the day of
    the second would say that it had been sent back.
    """

    def __init__(self, dossier: Dossier, tasks: list[Task]) -> None:
        self.dossier = dossier
        current = [task for task in tasks if task.superseded_at is None]
        self.waiting = [task for task in current if task.is_open]
        self.again = len(current) < len(tasks)
        closed = [task for task in tasks if task.kind == Kind.CONCLUSION and task.closed_at]
        first = min(closed, key=lambda task: task.pk, default=None)
        self.concluded = first is not None
        self.studied = first.version if first else dossier.version
        self.round = [task for task in tasks if task.version == self.studied] if first else current

    def stage_of(self, task: Task) -> str:
        """The public stage of a task. A letter or an answer before the commission has concluded is the desk's matter."""
        if self.concluded and task.version != self.studied:
            return "decision"
        if task.kind in COMMISSION:
            return "opinions"
        return "decision" if self.concluded else "desk"


def _stages(told: _Told) -> list[Stage]:
    dossier = told.dossier
    decided_at = facts.decided_at(dossier)
    ended = decided_at.astimezone(MOROCCO).date() if decided_at else None
    order = [code for code, _label in STAGES]
    waiting = {told.stage_of(task) for task in told.waiting}
    withdrawn = dossier.ending == Ending.WITHDRAWN
    reached = max((order.index(code) for code in waiting), default=1)
    if ended:
        reached = len(order) - withdrawn  # whoever withdrew never came to the last one
    passed = {
        "deposit": dossier.lodged_at,
        "desk": _last_closed(told.round, frozenset({Kind.CHECK, Kind.DISPATCH})),
        "opinions": _last_closed(told.round, COMMISSION),
    }
    found = []
    for rank, (code, label) in enumerate(STAGES):
        state = "done" if rank < reached else "current" if rank == reached else "ahead"
        moment = passed.get(code)
        on = ended if code == "decision" else moment.astimezone(MOROCCO).date() if moment else None
        found.append(Stage(_label(dossier, code, label), state, on if state == "done" else None))
    return found


def _label(dossier: Dossier, code: str, label: str | Promise) -> str | Promise:
    """A stage as it is called: nobody gives an opinion where one office studies alone."""
    return _("Study of the dossier") if code == "opinions" and not dossier.procedure.asks_opinions else label


def _last_closed(tasks: list[Task], kinds: frozenset[Kind]) -> datetime | None:
    """When the last step of these kinds was answered; reserves lifted later are left out."""
    closed = [task.closed_at for task in tasks if task.kind in kinds and task.step.among != "reserving"]
    return max((moment for moment in closed if moment), default=None)


def _holders(told: _Told, today: date) -> list[Holder]:
    found = []
    for task in told.waiting:
        code = told.stage_of(task)
        label = _label(told.dossier, code, dict(STAGES)[code])
        applicant = task.office is None or task.kind == Kind.PAYMENT
        if code == "decision":
            found.append(Holder(label, _("The applicant") if applicant else _("The administration")))
        else:
            found.append(
                Holder(
                    stage=label,
                    office=task.office.name if task.office else _("The applicant"),
                    kind=task.office.get_kind_display() if task.office else "",
                    due_on=None if told.again else task.due_on,
                    is_late=not told.again and task.is_late(today),
                )
            )
    return list(dict.fromkeys(found))


def _clock(dossier: Dossier, today: date) -> Explained | None:
    clock = case.clock(dossier, today)
    if clock is None:
        return None
    return Explained(
        total=clock.total,
        used=clock.used,
        left=(clock.due.on - today).days if clock.is_late else clock.left,
        start=clock.start,
        due=None if clock.stopped_on else clock.due.on,
        moved=clock.due.moved_from is not None,
        unit=clock.delay.unit,
        paused=clock.stopped_on is not None,
        stopped=clock.stopped_on is not None,
    )
