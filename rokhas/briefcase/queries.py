"""What procedures let a person keep, and what of it serves a draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Min
from django.utils.translation import get_language

from rokhas.accounts.models import Person
from rokhas.briefcase.models import KeptDatum, KeptDocument
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.workflow.answers import opened, shown
from rokhas.kernel.actor import Actor
from rokhas.kernel.personal import seal
from rokhas.procedures.queries import all_current
from rokhas.procedures.schema import Document, FormField


def reusable_documents(today: date) -> dict[str, Document]:
    """The kinds of document that the procedures in force let keep, by code. One query."""
    found: dict[str, Document] = {}
    for procedure in all_current(today):
        for document in procedure.documents:
            if document.reusable:
                found.setdefault(document.code, document)
    return found


def reusable_fields(today: date) -> dict[str, FormField]:
    """The questions whose answers the procedures in force let keep, by code. One query."""
    found: dict[str, FormField] = {}
    for procedure in all_current(today):
        for field in procedure.fields:
            if field.reusable:
                found.setdefault(field.code, field)
    return found


def kept_documents(actor: Actor) -> list[KeptDocument]:
    """What this person keeps, the latest first. One query."""
    return list(KeptDocument.objects.of(actor).select_related("document").order_by("code", "-kept_at"))


def kept_data(actor: Actor) -> dict[str, Any]:
    """The answers this person keeps, opened, by code. One query."""
    return {datum.code: datum.value for datum in KeptDatum.objects.of(actor)}


@dataclass(frozen=True)
class Said:
    """An answer kept, in words: what identifies a person is masked."""

    code: str
    question: str
    text: str
    is_code: bool


def said(fields: Iterable[FormField], data: dict[str, Any]) -> list[Said]:
    """The answers kept, in the words of the page's language."""
    language = get_language() or "fr"
    return [
        Said(
            field.code,
            field.label.in_(language),
            masked_of(field, data[field.code], language),
            bool(field.format) or field.type == "identity",
        )
        for field in fields
        if data.get(field.code) not in (None, "", [])
    ]


def masked_of(field: FormField, value: Any, language: str) -> str:
    """An opened answer in words, masked when the form would seal it."""
    return shown(field, seal(str(value)) if field.is_sealed else value, language)


def fillable(dossier: Dossier, data: dict[str, Any]) -> dict[str, Any]:
    """What the kept data would answer of a draft: its reusable questions that are still empty."""
    return {
        field.code: data[field.code]
        for field in dossier.procedure.fields
        if field.reusable
        and data.get(field.code) not in (None, "", [])
        and dossier.answers.get(field.code) in (None, "", [])
    }


def keepable(dossier: Dossier, data: dict[str, Any]) -> dict[str, Any]:
    """What a draft answers of its reusable questions that is not kept yet, or otherwise."""
    answers = opened(dossier.procedure, dossier.answers)
    return {
        field.code: answers[field.code]
        for field in dossier.procedure.fields
        if field.reusable
        and answers.get(field.code) not in (None, "", [])
        and data.get(field.code) != answers[field.code]
    }


def idle_since(before: datetime) -> list[tuple[Person, datetime]]:
    """Those who keep something that has not served since a moment, with when the oldest of it last did. Two queries."""
    oldest: dict[int, datetime] = {}
    for model in (KeptDocument, KeptDatum):
        rows = (
            model._default_manager.filter(used_at__lt=before).values("person").annotate(last=Min("used_at"))
        )
        for row in rows:
            oldest[row["person"]] = min(row["last"], oldest.get(row["person"], row["last"]))
    people = Person.objects.in_bulk(list(oldest))
    return [(people[number], last) for number, last in sorted(oldest.items())]
