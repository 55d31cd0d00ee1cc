"""What is said of a land, and of the permits granted."""

from __future__ import annotations

from rokhas.api.schema.common import Both
from rokhas.api.schema.land import EasementSaid, GrantedPermit, PlanRules, ZoneRules
from rokhas.geoportal.models import PublishedPermit
from rokhas.geoportal.schema import UNIT
from rokhas.zoning.models import Easement, Zone
from rokhas.zoning.queries import Rules


def plan_rules(found: Rules) -> PlanRules:
    layer = found.layer
    return PlanRules(
        commune=layer.unit_id,
        plan=layer.plan,
        version=layer.version,
        kind=layer.kind,
        names=Both(fr=layer.name_fr, ar=layer.name_ar),
        approved_on=layer.approved_on,
        ends_on=layer.ends_on,
        certainty=layer.certainty,
        source=layer.source,
        fictional=layer.is_fictional,
        zone=_zone(found.zone) if found.zone else None,
        easements=[_easement(each) for each in found.easements],
    )


def permit(row: PublishedPermit) -> GrantedPermit:
    return GrantedPermit(
        number=row.number,
        nature=row.procedure,
        granted_on=row.granted_on,
        cancelled_on=row.cancelled_on,
        lon=None if row.lon is None else row.lon / UNIT,
        lat=None if row.lat is None else row.lat / UNIT,
    )


def _zone(zone: Zone) -> ZoneRules:
    return ZoneRules(
        code=zone.code,
        names=Both(fr=zone.name_fr, ar=zone.name_ar),
        allowed=zone.allowed,
        forbidden=zone.forbidden,
        height=zone.height,
        levels=zone.levels,
        coverage=zone.coverage,
        floor_ratio=zone.floor_ratio,
        setback_street=zone.setback_street,
        setback_side=zone.setback_side,
        setback_back=zone.setback_back,
        min_plot=zone.min_plot,
        note=Both(fr=zone.note_fr, ar=zone.note_ar),
    )


def _easement(easement: Easement) -> EasementSaid:
    return EasementSaid(
        code=easement.code,
        kind=easement.kind,
        names=Both(fr=easement.name_fr, ar=easement.name_ar),
        text=Both(fr=easement.text_fr, ar=easement.text_ar),
        law=easement.law,
    )
