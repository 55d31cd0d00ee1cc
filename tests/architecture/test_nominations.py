"""Every hand that a procedure waits for can be given its mandate by somebody."""

from __future__ import annotations

import pytest

from rokhas.accounts import policy
from rokhas.accounts.models import OfficeKind, Role
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import Procedure
from tests.architecture.sources import read

# The desk of a small commune is its provincial committee: a step that names one is answered by either (RGC art. 10-15).
DESKS = (OfficeKind.SINGLE_DESK, OfficeKind.PROVINCIAL_COMMITTEE)


@pytest.mark.parametrize("procedure", [read(file) for file in packaged_files()], ids=lambda each: each.code)
def test_each_role_of_each_step_is_given_in_each_of_its_offices(procedure: Procedure) -> None:
    """Where a step asks the offices that are open, each has at least one of the roles, and each role is given in one."""
    missing = []
    for step in procedure.steps:
        kinds = [kind for named in step.by for kind in (DESKS if named in DESKS else (OfficeKind(named),))]
        given = {kind: [role for role in step.roles if is_given(role, kind)] for kind in kinds}
        if step.choose != "each":
            missing += [(step.code, kind) for kind, roles in given.items() if not roles]
            everywhere = {role for roles in given.values() for role in roles}
            missing += [(step.code, role) for role in step.roles if role not in everywhere]
        else:
            missing += [
                (step.code, kind, role) for kind in kinds for role in step.roles if role not in given[kind]
            ]
    assert missing == []


def is_given(role: str, kind: OfficeKind) -> bool:
    return Role(role) in policy.STAFF[kind] | policy.HEADS[kind]
