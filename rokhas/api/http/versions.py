"""ETag and If-Match: nobody changes what they have not read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import HttpResponseBase
from django.utils.http import parse_etags

from rokhas.api.errors import VersionChanged, VersionRequired
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.models import Check, Dossier, Opinion, OpinionDraft, Task
from rokhas.journal.events import reference
from rokhas.journal.models import Head


def version_of(dossier: Dossier) -> str:
    """The tag of a dossier: it changes with every act and every answer that is saved. One query."""
    head = Head.objects.filter(pk=reference(dossier)).values_list("seq", flat=True).first()
    return _tag(dossier.pk, dossier.version, dossier.touched_at.isoformat(), head)


def version_of_task(task: Task) -> str:
    """The tag of a task: it changes when it is answered, when its own work is saved, and with a new version of the dossier; the
    opinion of another office changes nothing. Three queries."""
    check = Check.objects.filter(task=task).values_list("findings", flat=True).first()
    opinion = Opinion.objects.filter(task=task).values_list("prepared_at", flat=True).first()
    draft = OpinionDraft.objects.filter(task=task).values_list("saved_at", flat=True).first()
    state = (task.outcome, task.closed_at, task.superseded_at)
    return _tag(task.pk, task.dossier.version, *state, check, opinion, draft)


def tell(response: HttpResponseBase, tag: str) -> None:
    response["ETag"] = tag


@contextmanager
def reading(dossier: Dossier, if_match: str | None) -> Iterator[Dossier]:
    """Hold a dossier that is still as it was read, until the end of the act. Raises `VersionRequired`, `VersionChanged`."""
    with transaction.atomic():
        held = hold(dossier.pk)
        _same(if_match, version_of(held))
        yield held


@contextmanager
def reading_task(task: Task, if_match: str | None) -> Iterator[Task]:
    """Hold the dossier of a task that is still as it was read. Raises `VersionRequired`, `VersionChanged`."""
    with transaction.atomic():
        hold(task.dossier_id)
        now = Task.objects.select_related("dossier__unit", "dossier__desk", "office").get(pk=task.pk)
        _same(if_match, version_of_task(now))
        yield now


def _same(if_match: str | None, now: str) -> None:
    if not if_match:
        raise VersionRequired
    wanted = parse_etags(if_match)
    if wanted != ["*"] and now not in wanted:
        raise VersionChanged


def _tag(*parts: object) -> str:
    said = "|".join(str(part) for part in parts)
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'
