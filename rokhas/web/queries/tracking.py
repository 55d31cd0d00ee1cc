"""A dossier as whoever holds its number and its code may see it: steps and dates, never a name, an opinion or a title."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rokhas.dossiers.models import Dossier, Task
from rokhas.dossiers.queries import case
from rokhas.dossiers.queries.timeline import why
from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.references import TRACKING_LENGTH, read_code
from rokhas.ui.clock import Explained
from rokhas.web.errors import UnknownDossier

DASHES = re.compile(r"[\s‐‑–—−]+")


def read_number(typed: str) -> str:
    """A number as it was given: capitals, plain dashes, nothing around."""
    return DASHES.sub("-", typed.strip().upper())


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
    """Who is awaited: an office by its kind and name, or the applicant; until when, and why that day."""

    stage: str | Promise
    office: str
    kind: str
    due_on: date | None
    why: str
    is_late: bool


@dataclass(frozen=True)
class Tracked:
    number: str
    nature: str
    stages: list[Stage]
    holders: list[Holder]
    clock: Explained | None
    clock_reason: str
    ended_on: date | None


def tracked(dossier: Dossier, today: date) -> Tracked:
    """What the public page says of a lodged dossier. Five queries at most."""
    tasks = list(dossier.tasks.current().select_related("office").order_by("due_on", "pk"))
    for task in tasks:
        task.dossier = dossier
    dossier.open_tasks = [task for task in tasks if task.is_open]  # type: ignore[attr-defined]
    clock, reason = _clock(dossier, today)
    return Tracked(
        number=dossier.number or "",
        nature=dossier.procedure.names.in_(get_language() or "fr"),
        stages=_stages(dossier, tasks),
        holders=[] if dossier.is_ended else [_holder(task, today) for task in tasks if task.is_open],
        clock=clock,
        clock_reason=reason,
        ended_on=dossier.ended_at.astimezone(MOROCCO).date() if dossier.ended_at else None,
    )


def _stages(dossier: Dossier, tasks: list[Task]) -> list[Stage]:
    kinds = {code: members for code, _label, members in case.STAGES}
    found = []
    for stage in case.stages(dossier):
        closed = [task.closed_at for task in tasks if task.kind in kinds[stage.code] and task.closed_at]
        last = dossier.lodged_at if stage.code == "deposit" else max(closed, default=None)
        done = stage.state == "done" and last is not None
        found.append(
            Stage(stage.label, stage.state, last.astimezone(MOROCCO).date() if done and last else None)
        )
    return found


def _holder(task: Task, today: date) -> Holder:
    # The step's own name would tell what was decided (“reasoned refusal”): the stage is all the public reads.
    stage = next((label for _code, label, kinds in case.STAGES if task.kind in kinds), case.STAGES[0][1])
    return Holder(
        stage=stage,
        office=task.office.name if task.office else _("The applicant"),
        kind=task.office.get_kind_display() if task.office else "",
        due_on=task.due_on,
        why=why(task.step.within, task.starts_on) if task.due_on else "",
        is_late=task.is_late(today),
    )


def _clock(dossier: Dossier, today: date) -> tuple[Explained | None, str]:
    clock = None if dossier.is_ended else case.clock(dossier, today)
    if clock is None:
        return None, ""
    explained = Explained(
        total=clock.total,
        used=clock.used,
        left=(clock.due.on - today).days if clock.is_late else clock.left,
        start=clock.start,
        due=clock.due.on,
        unit=clock.delay.unit,
        paused=clock.stopped_on is not None,
    )
    return explained, why(clock.delay, clock.start)
