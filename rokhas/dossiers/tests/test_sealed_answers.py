"""What identifies or reaches an applicant, read in the rows themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from rokhas.dossiers.actions import filing
from rokhas.dossiers.errors import NothingReplaced
from rokhas.dossiers.models import Conclusion, DossierVersion, Verdict
from rokhas.dossiers.workflow.answers import opened
from rokhas.kernel import personal
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene

GIVEN = {
    "applicant_cnie": "ZT987654",
    "applicant_phone": "0611223344",
    "applicant_email": "nobody.knows@secret.example",
}


def raw_rows() -> str:
    """Every row of every table, as the database keeps it."""
    with connection.cursor() as cursor:
        told = []
        for table in connection.introspection.table_names(cursor):
            if not table.startswith("territory_"):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                told.append(str(cursor.fetchall()))
    return "\n".join(told)


def test_no_row_of_any_table_holds_them_in_clear(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.deposited(**GIVEN).admit()
    rows = raw_rows()
    assert str(scene.dossier.number) in rows  # the rows were read
    for secret in (*GIVEN.values(), "+212611223344", "611223344"):
        assert secret not in rows
        assert secret not in caplog.text
    kept = opened(scene.dossier.procedure, scene.dossier.answers)
    assert {code: kept[code] for code in GIVEN} == GIVEN


def test_a_company_is_not_known_by_its_number(scene: Scene) -> None:
    scene.deposited(applicant_kind="company", applicant_ice="001234567000089", representative_name="R")
    assert "001234567000089" not in raw_rows()


def test_answers_sealed_again_are_the_same_answers(scene: Scene, tmp_path: Path, settings: Any) -> None:
    ring = tmp_path / "ring"
    ring.write_text("first")
    settings.PERSONAL_DATA_RING = str(ring)
    scene.deposited(**GIVEN).studied(commune=Verdict.TO_MODIFY).conclude(Conclusion.Sense.CHANGES_ASKED)
    scene.sign_minutes().sign_letter()
    personal.add_key()
    call_command("sealing", "reseal")
    call_command("sealing", "retire")
    version = DossierVersion.objects.get(dossier=scene.dossier)
    scene.dossier.refresh_from_db()
    assert opened(scene.dossier.procedure, version.answers)["applicant_cnie"] == "ZT987654"
    with pytest.raises(NothingReplaced):
        filing.lodge_again(scene.task(Kind.DECLARATION), by=scene.actor("architect"))
