"""The one extension of the legal maximum of a dossier: whether it may be given, and what its readers are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from rokhas.dossiers.models import Dossier, Extension, Task
from rokhas.dossiers.queries.case import stopped_on
from rokhas.dossiers.queries.timeline import law_of
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.clocks import due, maximum_of
from rokhas.kernel.actor import MOROCCO
from rokhas.procedures.schema import Cause
from rokhas.procedures.schema import Extension as Foreseen


def foreseen(dossier: Dossier) -> Foreseen | None:
    """What the file lets the legal maximum be extended for; None where it says nothing."""
    limit = dossier.procedure.limit("legal_maximum", dossier.class_code or None)
    return limit.extension if limit else None


@dataclass(frozen=True)
class Running:
    """The legal maximum that runs: its start and its last day, and what that day would be once extended."""

    start: date
    until: date
    extended: date


def running(dossier: Dossier) -> Running | None:
    """None for a draft, where no extension is foreseen, once a decision is signed, and while the clock is stopped."""
    extension = foreseen(dossier)
    start = None if dossier.is_draft or dossier.is_ended else facts.deposited_on(dossier)
    if extension is None or start is None or stopped_on(dossier) or facts.read(dossier).is_decided:
        return None
    first = maximum_of(dossier, start)
    return Running(start, first.on, due(extension.delay, first.on).on) if first else None


def causes(dossier: Dossier) -> list[Cause]:
    """The causes that may be given now: those that wait for no step, and those whose step is asked in the dossier."""
    extension = foreseen(dossier)
    if extension is None:
        return []
    asked = set(Task.objects.current().filter(dossier=dossier).values_list("step_code", flat=True))
    return [each for each in extension.causes if each.step is None or each.step in asked]


@dataclass(frozen=True)
class Extended:
    """An extension as its readers are told of it."""

    on: date
    cause: str
    motive: str
    law: str
    unsure: bool


def extended(dossier: Dossier) -> Extended | None:
    """That of a dossier; None, without a query, while its legal maximum was never extended."""
    foresaw = foreseen(dossier)
    if dossier.extended_since is None or foresaw is None:
        return None
    given = Extension.objects.get(dossier=dossier)
    cause = foresaw.cause(given.cause)
    return Extended(
        on=given.decided_at.astimezone(MOROCCO).date(),
        cause=cause.names.in_(get_language() or "fr") if cause else "",
        motive=given.motive,
        law=law_of(foresaw.delay, dossier),
        unsure=foresaw.delay.law.certainty != "sourced",
    )
