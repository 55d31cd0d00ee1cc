"""What a project exceeds of the thresholds of its procedure, told to whoever asks and to whoever decides."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.utils.translation import get_language, gettext

from rokhas.documents.schema import Stated
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries import wording
from rokhas.procedures.schema import Crossing, Procedure, compared
from rokhas.ui.formats import number


@dataclass(frozen=True, slots=True)
class Compared:
    """A threshold in the words of the page: what it is, what is asked, its bound, how far beyond, under which condition."""

    name: str
    given: str
    bound: str
    by: str
    exceeds: bool
    derogable: str
    law: str
    is_uncertain: bool


def thresholds_of(dossier: Dossier) -> list[Compared]:
    """Each threshold whose figures the dossier answers, in the language of the page."""
    procedure, language = dossier.procedure, get_language() or "fr"
    return [_said(procedure, each, language) for each in compared(procedure.thresholds, dossier.answers)]


def exceeded(dossier: Dossier) -> list[Crossing]:
    """What the project exceeds."""
    return [each for each in compared(dossier.procedure.thresholds, dossier.answers) if each.exceeds]


def stated(dossier: Dossier) -> tuple[Stated, ...]:
    """What is derogated from, as the paper that grants it says."""
    return tuple(
        Stated(label=wording.of_wording(each.threshold.names), value=wording.both(partial(_sentence, each)))
        for each in exceeded(dossier)
    )


def _sentence(crossing: Crossing) -> str:
    language = get_language() or "fr"
    unit = crossing.threshold.unit.in_(language)
    return gettext("%(given)s %(unit)s; the rule: %(bound)s") % {
        "given": _plain(crossing.given),
        "unit": unit,
        "bound": _bound(crossing, language),
    }


def _said(procedure: Procedure, crossing: Crossing, language: str) -> Compared:
    threshold = crossing.threshold
    unit, law = threshold.unit.in_(language), threshold.law
    named = wording.name_of_text(procedure, law.text)
    text = named.ar or named.fr if language == "ar" else named.fr
    article = gettext(", art. %(article)s") % {"article": law.article} if law.article else ""
    return Compared(
        name=threshold.names.in_(language),
        given=f"{_plain(crossing.given)} {unit}",
        bound=_bound(crossing, language),
        by=f"{_plain(abs(crossing.by))} {unit}",
        exceeds=crossing.exceeds,
        derogable=threshold.derogable.in_(language) if threshold.derogable else "",
        law=f"{text}{article}",
        is_uncertain=law.certainty != "sourced",
    )


def _bound(crossing: Crossing, language: str) -> str:
    words = (
        gettext("at least %(n)s %(unit)s")
        if crossing.threshold.at_least is not None
        else gettext("at most %(n)s %(unit)s")
    )
    return words % {"n": _plain(crossing.bound), "unit": crossing.threshold.unit.in_(language)}


def _plain(value: Decimal) -> str:
    return number(value.quantize(Decimal("0.01")).normalize())
