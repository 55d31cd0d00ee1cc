"""What an applicant would meet of a version that is not published: its sheet, and its form with every question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language

from rokhas.dossiers.forms.drafts import SectionForm
from rokhas.procedures.predicates import REGISTRY, sentence
from rokhas.procedures.schema import FormField, Procedure
from rokhas.web.queries.diagram import diagram
from rokhas.web.queries.sheet import sheet


@dataclass(frozen=True)
class Page:
    """A page of the form: each question as it is asked, and when it is only asked then."""

    name: str
    help: str
    questions: list[tuple[Any, tuple[str, ...]]]


def preview_of(procedure: Procedure, today: date) -> dict[str, Any]:
    """No query: drawn from the version itself."""
    language = get_language() or "fr"
    pages = []
    for section in procedure.form:
        form = SectionForm(section.fields, {})
        questions = [(form[each.code], _only_when(each, procedure, language)) for each in section.fields]
        text = section.help.in_(language) if section.help else ""
        pages.append(Page(section.names.in_(language), text, questions))
    return {
        "sheet": sheet(procedure, today),
        "diagram": diagram(procedure),
        "pages": pages,
        "is_preview": True,
    }


def _only_when(question: FormField, procedure: Procedure, language: str) -> tuple[str, ...]:
    classes = [each.names.in_(language) for each in procedure.classes if each.code in question.classes]
    return (*classes, *(sentence(name, language) for name in question.when if name in REGISTRY))
