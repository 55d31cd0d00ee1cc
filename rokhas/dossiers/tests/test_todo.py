"""What a step asks of whoever holds it names what it is about."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from rokhas.dossiers.queries.worklist import todo
from rokhas.procedures.actions import seed
from rokhas.procedures.queries import all_current


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_what_is_granted_is_signed_under_its_own_name(language: str) -> None:
    seed()
    with translation.override(language):
        signed = {
            (procedure.code, todo(step, procedure), procedure.names.in_(language))
            for procedure in all_current(date(2026, 11, 2))
            for step in procedure.steps
            if step.kind == "signature" and step.paper == "permit"
        }
    assert {"building-permit", "information-note"} <= {code for code, _said, _name in signed}
    assert all(name in said for _code, said, name in signed)
