"""Who acts in a step where the land lies: in an arrondissement that its commune leaves the step to, in each commune of a land
on several."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext

from rokhas.accounts.models import Office, OfficeKind
from rokhas.accounts.queries import offices_for, offices_of_communes
from rokhas.dossiers.errors import LandInOneCommune, LandInSeveralProvinces, OfficeMissing
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries.wording import cited
from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.errors import Refused
from rokhas.procedures.schema import Step, delegation, left_to_arrondissement
from rokhas.territory.queries import Competence

ARRONDISSEMENT = "arrondissement_president"


def lived(step: Step, dossier: Dossier) -> Step:
    """The step as it is lived there: where the city leaves the procedure to its arrondissements, their president comes first.

    What the data of the platform do not name follows the setting `ROKHAS_ARRONDISSEMENT_SIGNER`.
    """
    where = dossier.where
    if where.unit == where.commune or where.over is not None:
        return step
    lodged = dossier.lodged_at.astimezone(MOROCCO).date() if dossier.lodged_at else None
    given = lodged and delegation(where.commune.code, dossier.procedure.code, dossier.class_code, lodged)
    by_default = settings.ROKHAS_ARRONDISSEMENT_SIGNER == ARRONDISSEMENT
    return left_to_arrondissement(step) if given or by_default else step


def asked(step: Step, where: Competence) -> list[Office]:
    """The offices that a step asks there. Raises `OfficeMissing`."""
    offices = offices_for(step.by, where)
    opened = [kind for kind in step.by if kind in offices]
    chosen = {"each": list(step.by), "first": opened[:1], "open": opened}[step.choose]
    missing = [kind for kind in chosen if kind not in offices] if chosen else list(step.by)
    if missing:
        raise OfficeMissing(
            office=" / ".join(str(OfficeKind(kind).label) for kind in missing), unit=where.unit
        )
    several = [kind for kind in chosen if kind in step.in_each and where.over is not None]
    return [
        office
        for kind in chosen
        for office in (_in_each(kind, where) if kind in several else [offices[kind]])
    ]


def _in_each(kind: str, where: Competence) -> list[Office]:
    found = offices_of_communes(kind, where)
    for commune in where.communes:
        if commune.code not in found:
            raise OfficeMissing(office=str(OfficeKind(kind).label), unit=commune)
    return [found[commune.code] for commune in where.communes]


def refused_extent(dossier: Dossier) -> Refused | None:
    """Why no desk receives a land with these communes; None when one does, and while they are not all said."""
    where = dossier.where if dossier.unit_id and dossier.over(dossier.answers) else None
    if where is None:
        return None
    if len(where.provinces) > 1:
        question = dossier.procedure.communes
        law = question.law if question else None
        return LandInSeveralProvinces(
            provinces=_names(where.provinces), law=cited(dossier.procedure, law) if law else ""
        )
    if len(where.communes) == 1:
        return LandInOneCommune(commune=where.commune.name)
    return None


def _names(units: tuple[object, ...]) -> str:
    return gettext(", ").join(str(unit) for unit in units)
