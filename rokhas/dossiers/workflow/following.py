"""The permit that a request comes after: whether it may be followed on a day, and what it brings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rokhas.dossiers.errors import (
    AnswerNotUnderstood,
    FollowsNothing,
    PermitLapsed,
    PermitNotDelivered,
    PermitNotStanding,
    PermitOfAnotherKind,
    PermitTooRecent,
)
from rokhas.dossiers.models import Dossier, Ending, Lapse, OfficialPaper
from rokhas.dossiers.models.papers import GRANTS
from rokhas.dossiers.queries.wording import cited
from rokhas.dossiers.workflow.answers import NOT_ANSWERED, clean, opened
from rokhas.dossiers.workflow.clocks import due_of, place_of
from rokhas.kernel.actor import MOROCCO
from rokhas.procedures.schema import FormField, Procedure, known_procedures

DATE = "%d/%m/%Y"
# What only the parties of a dossier may read: a number and a tracking code bring none of it.
PARTIES_ALONE = frozenset({"beneficiary", "title_number", "phone", "email"})


def granted_on(dossier: Dossier) -> date | None:
    """The civil day on which what was asked for was signed; None while it is not. One query."""
    signed = OfficialPaper.objects.filter(dossier=dossier, kind__in=GRANTS, superseded_at=None)
    moment = signed.exclude(issued_at=None).values_list("issued_at", flat=True).last()
    return moment.astimezone(MOROCCO).date() if moment else None


def require_followable(procedure: Procedure, parent: Dossier, today: date) -> None:
    """That a request of this procedure may follow this permit on that day, by the rule of its file. Three queries at most.

    Raises: `FollowsNothing`, `PermitOfAnotherKind`, `PermitNotDelivered`, `PermitNotStanding` (refused, withdrawn, cancelled…),
    `PermitLapsed`, `PermitTooRecent`.
    """
    rule, number = procedure.follows, parent.number or ""
    if rule is None:
        raise FollowsNothing
    if parent.procedure.code not in rule.procedures:
        raise PermitOfAnotherKind(number=number, expected=names_of(rule.procedures))
    if not parent.is_ended:
        raise PermitNotDelivered(number=number)
    if parent.ending != Ending.DELIVERED:
        raise PermitNotStanding(number=number, ending=Ending(parent.ending).label)
    lapse = Lapse.objects.filter(dossier=parent).first()
    if lapse and lapse.has_passed(today) and "past_validity" not in rule.standing:
        raise PermitLapsed(until=f"{lapse.on:{DATE}}")
    granted = granted_on(parent) if rule.after else None
    first = due_of(rule.after, granted, place_of(parent)) if granted else None
    if rule.after and first and today < first:
        raise PermitTooRecent(number=number, day=f"{first:{DATE}}", law=cited(procedure, rule.after.law))


def names_of(codes: tuple[str, ...]) -> str:
    """Procedures in the language of the page, in one line."""
    language = get_language() or "fr"
    return _(", ").join(known_procedures()[code].names.in_(language) for code in codes)


def brought(procedure: Procedure, parent: Dossier, *, whole: bool) -> dict[str, Any]:
    """The answers of a permit to the questions that a procedure takes from it, cleaned as if they were typed there.

    `whole` is for its parties; anybody else who holds its number and its tracking code gets neither a name, nor a number of a
    person or of a title, nor what is sealed.
    """
    assert procedure.follows is not None, "only what follows a permit takes from it"
    pages = [page for page in procedure.form if page.code in procedure.follows.brings]
    asked = {field.code: field for page in pages for field in page.fields}
    given = opened(parent.procedure, parent.answers)
    found: dict[str, Any] = {}
    for before in parent.procedure.fields:
        field, value = asked.get(before.code), given.get(before.code)
        if field is None or field.type != before.type or value in NOT_ANSWERED:
            continue
        if not whole and (_is_private(before) or _is_private(field)):
            continue
        try:
            found[field.code] = clean(field, value)
        except AnswerNotUnderstood:  # it was asked within other bounds there
            continue
    return found


def _is_private(field: FormField) -> bool:
    own = field.personal is not None or field.is_sealed or field.reusable or field.format is not None
    return own or field.type == "parcel" or field.meaning in PARTIES_ALONE
