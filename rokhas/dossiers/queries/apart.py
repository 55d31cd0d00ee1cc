"""What an authority is asked, or has prepared, apart from the steps of a case: appeals to answer, decisions to sign.

They wait like tasks do: among what is to do, with its figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language

from rokhas.accounts.models import Office
from rokhas.dossiers import policy
from rokhas.dossiers.models import Appeal, Dossier, Ending, Ruling
from rokhas.dossiers.queries.appeals import AGAINST
from rokhas.dossiers.queries.contested import STANDS
from rokhas.dossiers.queries.parapheur import has_one
from rokhas.dossiers.queries.worklist import LATE, SEVEN_DAYS, SOON, TWO_DAYS, WEEK, Figures, Wanted
from rokhas.kernel.actor import Actor
from rokhas.kernel.text import normalise

MOST = 100
PAGES: dict[str, str] = {Ruling.Kind.CANCELLATION: "dossiers:cancellation", Ruling.Kind.STAY: "dossiers:stay"}


@dataclass(frozen=True)
class Apart:
    """One of them: the decision that it contests, by when it is answered, whether it is late, and whether it is
    prepared and waits for a signature."""

    dossier: Dossier
    office: Office
    what: str | Promise
    against: str | Promise
    due_on: date | None
    is_late: bool
    is_prepared: bool
    url: str


def awaiting(actor: Actor) -> list[Apart]:
    """The appeals that the actor may answer, the first due first, then what they may sign apart from the steps; a hundred of
    each at most. Two queries, none for whoever signs nothing: they never answer an appeal."""
    theirs = _theirs(actor) if has_one(actor) else None
    if theirs is None:
        return []
    asked = Appeal.objects.filter(theirs, STANDS, answered_at=None).select_related(
        "dossier__unit", "dossier__procedure_version", "office", "against", "ruling"
    )
    rulings = Ruling.objects.filter(theirs, signed_at=None, kind__in=PAGES)
    standing = Q(kind=Ruling.Kind.CANCELLATION, dossier__ending=Ending.DELIVERED) | Q(
        kind=Ruling.Kind.STAY, dossier__ended_at=None, dossier__stayed_on=None
    )
    prepared = rulings.filter(standing).select_related(
        "dossier__unit", "dossier__procedure_version", "office"
    )
    return [
        *_to_answer(asked.order_by("due_on", "pk")[:MOST], actor),
        *(
            Apart(
                dossier=each.dossier,
                office=each.office,
                what=each.get_kind_display(),
                against="",
                due_on=None,
                is_late=False,
                is_prepared=True,
                url=_page(PAGES[each.kind], each),
            )
            for each in prepared.order_by("prepared_at", "pk")[:MOST]
            if policy.may_sign_ruling(actor, each)
        ),
    ]


def counted_with(figures: Figures, found: Sequence[Apart], today: date) -> Figures:
    """The figures of the tasks, with what waits apart from the steps."""
    due = [each.due_on for each in found if each.due_on]
    return replace(
        figures,
        total=figures.total + len(found),
        late=figures.late + sum(day < today for day in due),
        soon=figures.soon + sum(today <= day <= today + SOON for day in due),
        week=figures.week + sum(today <= day <= today + WEEK for day in due),
    )


def chosen(found: Sequence[Apart], wanted: Wanted, today: date) -> list[Apart]:
    """Those that meet what was asked of the list of tasks. None of them is a step."""
    words = normalise(wanted.text).split()
    last = {LATE: today - timedelta(days=1), TWO_DAYS: today + SOON, SEVEN_DAYS: today + WEEK}.get(
        wanted.when
    )
    first = date.min if wanted.when == LATE else today
    return [
        each
        for each in found
        if not wanted.steps
        and (last is None or (each.due_on is not None and first <= each.due_on <= last))
        and (not wanted.communes or each.dossier.unit_id in wanted.communes)
        and (not wanted.classes or each.dossier.class_code in wanted.classes)
        and (not wanted.procedures or each.dossier.procedure.code in wanted.procedures)
        and all(word in each.dossier.search_text for word in words)
    ]


def _to_answer(appeals: Iterable[Appeal], actor: Actor) -> Iterable[Apart]:
    today, language = actor.today(), get_language() or "fr"
    for each in appeals:
        if policy.may_answer_appeal(actor, each):
            yield Apart(
                dossier=each.dossier,
                office=each.office,
                what=each.asked.names.in_(language),
                against=AGAINST[each.against.kind],
                due_on=each.due_on,
                is_late=each.due_on < today,
                is_prepared=hasattr(each, "ruling"),
                url=_page("dossiers:appeal", each, each.code),
            )


def _page(name: str, about: Appeal | Ruling, *more: str) -> str:
    return reverse(name, args=[about.dossier.number, *more])


def _theirs(actor: Actor) -> Q | None:
    """Whatever one of the actor's mandates lets them decide: in its office, by its role."""
    found: Q | None = None
    for held in actor.mandates:
        this = Q(office_id=held.office_id, roles__contains=f" {held.role} ")
        found = this if found is None else found | this
    return found
