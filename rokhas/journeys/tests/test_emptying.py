"""`demo --reset` on PostgreSQL: what migrations loaded comes back because no table is left, not even theirs."""

from __future__ import annotations

import pytest
from django.db import connection

from rokhas.journeys.management.commands.demo import _empty
from rokhas.territory.models import Unit


@pytest.mark.locks  # PostgreSQL alone: an embedded database is a file, and is removed
@pytest.mark.django_db
def test_no_table_is_left() -> None:
    assert Unit.objects.exists()
    _empty(connection)  # undone with the transaction of the test
    assert connection.introspection.table_names() == []
