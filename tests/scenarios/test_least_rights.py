"""The account of the database that `docs/operations/production.md` gives to the site and the worker carries a whole life."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from rokhas.dossiers.models import Ending
from rokhas.testing.scene import Scene
from tests.architecture.sources import ROOT

pytestmark = pytest.mark.locks
WRITTEN = ROOT / "docs" / "operations" / "production.md"
REFUSED = (
    "DROP TABLE journal_event",
    "ALTER TABLE dossiers_dossier ADD COLUMN sign text",
    "TRUNCATE dossiers_dossier CASCADE",
    "CREATE TABLE one_of_mine (id int)",
)


def test_a_life_is_lived_with_an_account_that_owns_nothing(lodged: Scene) -> None:
    [block] = re.findall(r"```sql\n(.+?)```", WRITTEN.read_text(encoding="utf-8"), re.DOTALL)
    with connection.cursor() as cursor:
        cursor.execute(block)
        cursor.execute("SET LOCAL ROLE rokhas_site")
        for statement in REFUSED:
            with (
                pytest.raises(ProgrammingError, match=r"must be owner|permission denied"),
                transaction.atomic(),
            ):
                cursor.execute(statement)
        lodged.studied().conclude().sign_minutes().pay().sign_permit()
        lodged.deliver_post()
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("rokhas_site",)
    assert lodged.dossier.ending == Ending.DELIVERED
