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
    missing = [
        (step.code, kind, role)
        for step in procedure.steps
        for named in step.by
        for kind in (DESKS if named in DESKS else (OfficeKind(named),))
        for role in step.roles
        if Role(role) not in policy.STAFF[kind] | policy.HEADS[kind]
    ]
    assert missing == []
