"""What is said to anybody."""

from __future__ import annotations

from dataclasses import asdict

from rokhas.api.queries.said import both
from rokhas.api.schema.public import (
    AskedDocument,
    ChoiceSaid,
    CompetenceSaid,
    DelaySaid,
    FieldSaid,
    FormSection,
    PlaceSaid,
    ProcedureLine,
    ProcedureSaid,
    SignatureSaid,
    StepSaid,
    TrackedHolder,
    TrackedSaid,
    TrackedStage,
    UnitSaid,
    VerdictSaid,
)
from rokhas.procedures.schema import Delay, FormField, Procedure
from rokhas.signing.queries import Verdict
from rokhas.territory.forms import Point
from rokhas.territory.models import Unit
from rokhas.territory.queries import Competence
from rokhas.web.queries.tracking import Tracked


def procedure_line(found: Procedure) -> ProcedureLine:
    return ProcedureLine(code=found.code, prefix=found.prefix, family=found.family, names=both(found.names))


def procedure(found: Procedure) -> ProcedureSaid:
    return ProcedureSaid(
        **procedure_line(found).model_dump(),
        version=found.version,
        filers=list(found.filers),
        classes=[ChoiceSaid(code=each.code, label=both(each.names)) for each in found.classes],
        form=[
            FormSection(
                code=section.code,
                names=both(section.names),
                fields=[_field(each) for each in section.fields],
            )
            for section in found.form
        ],
        documents=[
            AskedDocument(
                code=each.code,
                names=both(each.names),
                kind=each.kind,
                plan=each.plan,
                media=list(each.media),
                when=list(each.when),
                classes=list(each.classes),
            )
            for each in found.documents
            if each.arises_from == "upload"
        ],
        steps=[
            StepSaid(
                code=each.code,
                kind=each.kind,
                names=both(each.names),
                by=list(each.by),
                after=list(each.after),
                within=_delay(each.delay) if each.delay else None,
            )
            for each in found.steps
        ],
    )


def unit(found: Unit) -> UnitSaid:
    return UnitSaid(
        code=found.code,
        kind=found.kind,
        name_fr=found.name_fr,
        name_ar=found.name_ar,
        parent=found.parent_id,
    )


def place(point: Point, found: Unit | None) -> PlaceSaid:
    return PlaceSaid(
        lon=round(point.lon, 6),
        lat=round(point.lat, 6),
        zone=point.zone,
        x=round(point.x, 1),
        y=round(point.y, 1),
        unit=unit(found) if found else None,
    )


def competence(found: Competence) -> CompetenceSaid:
    return CompetenceSaid(
        unit=unit(found.unit),
        deposit_place=found.is_deposit_place,
        body=found.body,
        seat=unit(found.seat),
        reason=found.reason,
        signer=found.signer,
        urban_agency=str(found.urban_agency) if found.urban_agency else None,
        arrondissements=[unit(each) for each in found.arrondissements],
    )


def tracked(found: Tracked) -> TrackedSaid:
    return TrackedSaid(
        number=found.number,
        nature=found.nature,
        stages=[TrackedStage(label=str(each.label), state=each.state, on=each.on) for each in found.stages],
        holders=[
            TrackedHolder(stage=str(each.stage), office=each.office, due_on=each.due_on, late=each.is_late)
            for each in found.holders
        ],
        ended_on=found.ended_on,
    )


def verdict(found: Verdict) -> VerdictSaid:
    return VerdictSaid(
        valid=found.valid,
        state=found.state,
        codes=list(found.codes),
        reasons=found.reasons,
        demonstration=found.is_demo,
        facts=asdict(found.facts) if found.facts else None,
        signatures=[
            SignatureSaid(role=each.role, delegated=each.delegated, at=each.at) for each in found.signatures
        ],
    )


def _field(asked: FormField) -> FieldSaid:
    return FieldSaid(
        code=asked.code,
        type=asked.type,
        label=both(asked.label),
        required=asked.required,
        min=None if asked.min is None else str(asked.min),
        max=None if asked.max is None else str(asked.max),
        max_length=asked.max_length,
        unit=both(asked.unit) if asked.unit else None,
        format=asked.format,
        choices=[ChoiceSaid(code=each.code, label=both(each.label)) for each in asked.choices],
        when=list(asked.when),
        purpose=both(asked.personal.purpose) if asked.personal else None,
    )


def _delay(delay: Delay) -> DelaySaid:
    return DelaySaid(
        quantity=delay.quantity,
        unit=delay.unit,
        law=delay.law.text,
        article=delay.law.article,
        certainty=delay.law.certainty,
    )
