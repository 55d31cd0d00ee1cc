"""Forgetting what was kept long enough. Each part may be stopped and taken up again; running twice forgets nothing more."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from rokhas.accounts.actions import forget_invited
from rokhas.briefcase.actions import forget_unused
from rokhas.briefcase.queries import idle_since
from rokhas.dossiers.actions import erasing
from rokhas.dossiers.errors import DraftInUse
from rokhas.dossiers.models import Dossier
from rokhas.enquiries.actions.oppositions import forget_oppositions
from rokhas.journal.events import record
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.notices.actions import tell
from rokhas.notices.models import Notice
from rokhas.post.actions import forget_messages
from rokhas.privacy.models import DataRequest, Erasure
from rokhas.privacy.schema import Retention, catalogue

log = logging.getLogger(__name__)

BATCH = 200


def enforce(*, by: Actor) -> dict[str, int]:
    """Warn of the drafts that will go, then erase what is due of each kind; returns how much, by kind. The platform's own act."""
    forgotten = {}
    for kind in catalogue().kinds:
        if kind.span is None:
            continue
        before = by.now() - kind.span
        count = WORK.get(kind.code, _of_dossiers)(kind, before, by)
        if count:
            with transaction.atomic():
                erasure = Erasure.objects.create(kind=kind.code, before=before, count=count, at=by.now())
                record("data.erased", erasure, by, code=kind.code, count=count)
        forgotten[kind.code] = count
    return forgotten


def _drafts(kind: Retention, before: datetime, by: Actor) -> int:
    """A draft goes when nobody has touched it, its owner was told long enough ago, and did nothing since."""
    assert kind.notice is not None
    idle = Dossier.objects.drafts().select_related("filer").order_by("pk")
    for draft in idle.filter(touched_at__lt=before + kind.notice.delta).iterator(chunk_size=BATCH):
        _warn(draft, kind, by)
    erased = 0
    for draft in idle.filter(touched_at__lt=before).iterator(chunk_size=BATCH):
        told = Notice.objects.filter(key=_key(draft)).values_list("created_at", flat=True).first()
        if told is None or told > by.now() - kind.notice.delta:
            continue
        try:
            erasing.erase_draft(draft, by=by)
        except DraftInUse:
            log.warning("draft %s is held by another room", draft.pk)
            continue
        erased += 1
    return erased


def _warn(draft: Dossier, kind: Retention, by: Actor) -> None:
    assert kind.notice is not None
    assert kind.span is not None
    goes = max(draft.touched_at + kind.span, by.now() + kind.notice.delta).astimezone(MOROCCO).date()
    tell(
        draft.filer,
        "privacy.draft",
        key=_key(draft),
        about=draft,
        facts={"procedure": draft.procedure.names.model_dump(), "day": goes},
        by=by,
        url_name="dossiers:draft",
        url_args=[draft.pk],
    )


def _key(draft: Dossier) -> str:
    """One notice for each time the draft was left: touched again, it is told again."""
    return f"draft-erasure-{draft.pk}-{int(draft.touched_at.timestamp())}"


def _briefcases(kind: Retention, before: datetime, by: Actor) -> int:
    """What a person keeps and no longer uses goes once they were told, long enough ago, of what they last used."""
    assert kind.notice is not None
    assert kind.span is not None
    told: list[int] = []
    for person, last in idle_since(before + kind.notice.delta):
        key = f"briefcase-erasure-{person.pk}-{int(last.timestamp())}"
        known = Notice.objects.filter(key=key).values_list("created_at", flat=True).first()
        if known is None:
            goes = max(last + kind.span, by.now() + kind.notice.delta)
            tell(
                person,
                "privacy.briefcase",
                key=key,
                about=person,
                facts={"day": goes.astimezone(MOROCCO).date()},
                by=by,
                url_name="briefcase:mine",
                url_args=[],
            )
        elif known <= by.now() - kind.notice.delta:
            told.append(person.pk)
    return forget_unused(before, told=told, by=by)


def _of_dossiers(kind: Retention, before: datetime, by: Actor) -> int:
    """The answers and pieces of this kind in the dossiers that ended before."""
    count = 0
    for dossier in _ended(before).iterator(chunk_size=BATCH):
        codes = {
            field.code
            for field in dossier.procedure.fields
            if field.personal and field.personal.retention == kind.code and dossier.answers.get(field.code)
        }
        if codes:
            count += erasing.erase_answers(dossier, codes, by=by)
    if kind.pieces:
        held = _ended(before).filter(pieces__code__in=kind.pieces).distinct()
        for dossier in held.iterator(chunk_size=BATCH):
            count += erasing.erase_pieces(dossier, kind.pieces, by=by)
    return count


def _ended(before: datetime) -> QuerySet[Dossier]:
    return Dossier.objects.filter(ended_at__lt=before).order_by("pk")


def _requests(_kind: Retention, before: datetime, _by: Actor) -> int:
    return DataRequest.objects.filter(answered_at__lt=before).delete()[0]


def _sessions(_kind: Retention, _before: datetime, by: Actor) -> int:
    return Session.objects.filter(expire_date__lt=by.now()).delete()[0]


WORK: dict[str, Callable[[Retention, datetime, Actor], int]] = {
    "draft": _drafts,
    "briefcase": _briefcases,
    "message": lambda _kind, before, by: forget_messages(before, by=by),
    "correspondence": lambda _kind, before, by: erasing.forget_messages(before, by=by),
    "opposition": lambda _kind, before, by: forget_oppositions(before, by=by),
    "card": lambda _kind, before, by: erasing.forget_cards(before, by=by),
    "consultation": lambda _kind, before, by: erasing.forget_consultations(before, by=by),
    "invitation": lambda _kind, before, by: (
        erasing.forget_invitations(before, by=by) + forget_invited(before)
    ),
    "request": _requests,
    "session": _sessions,
}
