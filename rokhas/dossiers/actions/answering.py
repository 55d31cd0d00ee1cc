"""Answering from several windows or devices at once: nothing that was given is lost without a word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from rokhas.accounts.queries import as_of_now
from rokhas.dossiers import policy
from rokhas.dossiers.actions import filing
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.models.preferences import FormStyle
from rokhas.dossiers.workflow.answers import clean, same
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.kernel.personal import keyed_hash


@dataclass(frozen=True)
class Merged:
    """What became of answers sent while another window was answering too, by the codes of their questions.

    `replaced`: what the other had given and this one replaced. `kept`: what this one showed from before and did not change, so
    that the other's answer stays.
    """

    dossier: Dossier
    replaced: dict[str, Any]
    kept: tuple[str, ...]


def mark_of(value: Any) -> str:
    """What a page carries of an answer it shows, to know later whether it changed: proves the value without telling it."""
    return "" if value in (None, "", []) else keyed_hash(json.dumps(value, sort_keys=True))[:16]


def answer_seen(dossier: Dossier, given: Mapping[str, Any], *, seen: Mapping[str, str], by: Actor) -> Merged:
    """Save answers; `seen` are the marks of what the page showed. Answers to different questions add up; for one question the
    last given stays, and what it replaced unseen is told. Raises as `filing.answer`."""
    with transaction.atomic():
        dossier = hold(dossier.pk)
        require(policy.may_edit, as_of_now(by), dossier)
        before = dict(dossier.answers)
        fields = {field.code: field for field in dossier.procedure.fields}
        moved = {code for code in given if code in seen and seen[code] != mark_of(before.get(code))}
        kept = {code for code in moved if mark_of(clean(fields[code], given[code])) == seen[code]}
        sent = {code: value for code, value in given.items() if code not in kept}
        dossier = filing.answer(dossier, sent, by=by)
    replaced = {
        code: before[code]
        for code in moved - kept
        if before.get(code) not in (None, "", [])
        and not same(fields[code], before[code], dossier.answers.get(code))
    }
    return Merged(dossier, replaced, tuple(sorted(kept)))


def choose_form_style(*, dense: bool, by: Actor) -> None:
    """One question per page, or whole pages: a person's own choice, on every device. Raises `NotAllowed`."""
    if by.person_id is None:
        raise NotAllowed
    FormStyle.objects.update_or_create(person_id=by.person_pk, defaults={"dense": dense})
