"""A draft begun with what the eligibility check already knows."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from rokhas.accounts.models import Office
from rokhas.dossiers.actions import filing
from rokhas.dossiers.actions.practices import open_for_practice
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries.eligibility import standing
from rokhas.kernel.actor import Actor
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import procedure_of
from rokhas.territory.models import Unit


def open_checked(
    version: ProcedureVersion,
    given: Mapping[str, str],
    *,
    by: Actor,
    unit: Unit | None = None,
    practice: Office | None = None,
) -> Dossier:
    """Open a draft that holds what the answers of the check (codes of choices by codes of questions) and the place give.

    In a `practice` whose staff the actor is, its professional files. Nobody is stopped by an answer that led elsewhere: a person
    may know better. Raises as `filing.open_draft` or `open_for_practice`.
    """
    carried = standing(procedure_of(version.pk), given).carried
    with transaction.atomic():
        draft = open_for_practice(version, practice, by=by) if practice else filing.open_draft(version, by=by)
        if carried:
            draft = filing.answer(draft, carried, by=by)
        if unit is not None:
            draft = filing.place_land(draft, by=by, unit=unit)
    return draft
