"""What must hold before the platform serves: every step of every procedure names an office and a role that exist, and every
professional a register that is kept."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from rokhas.accounts.models import OfficeKind, Role
from rokhas.accounts.schema import bodies
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import procedure_of
from rokhas.procedures.schema import Kind


@register(Tags.database)
def steps_can_be_answered(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A step whose `by` matches no kind of office, or that nobody may answer, would stall in silence: it is refused here."""
    found: list[CheckMessage] = []
    try:
        keys = list(ProcedureVersion.objects.values_list("key", flat=True))
    except DatabaseError:  # not migrated yet: nothing is published
        return found
    for key in keys:
        procedure = procedure_of(key)
        found += [
            Error(
                f"{key}: {role} must be entered in {body}, which keeps no register",
                hint="accounts/bodies.yaml names those that do.",
                id="dossiers.E004",
            )
            for role, body in (
                *((item.role, item.body) for item in procedure.professionals),
                *((item.role, item.body) for item in procedure.invited),
            )
            if body and body not in bodies()
        ]
        for step in procedure.steps:
            unknown: list[str] = [kind for kind in step.by if kind not in OfficeKind.values]
            unknown += [role for role in (*step.roles, *step.signers) if role not in Role.values]
            if unknown:
                found.append(
                    Error(
                        f"{key}: step {step.code} names {', '.join(unknown)}, which nobody is",
                        id="dossiers.E001",
                    )
                )
            if not step.roles:
                found.append(Error(f"{key}: nobody may answer the step {step.code}", id="dossiers.E002"))
            if step.kind is Kind.SIGNATURE and step.paper is None:
                found.append(
                    Error(f"{key}: the step {step.code} does not say what is signed", id="dossiers.E003")
                )
    return found
