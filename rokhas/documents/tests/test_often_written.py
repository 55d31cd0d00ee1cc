"""A table that is often written holds what the ORM would write in it, in words made once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from rokhas.documents.models import Document

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def kept(**more: Any) -> Document:
    given = {"sha256": "ab" * 32, "size": 7, "name": "plan.pdf", "media_type": "application/pdf"}
    return Document(**given | {"created_at": NOON} | more)


def as_the_orm_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_do_insert", "_do_update"):
        monkeypatch.setattr(Document, name, getattr(models.Model, name))


def test_a_row_is_written_as_the_orm_writes_it(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with CaptureQueriesContext(connection) as asked:
        ours = kept(pages=3)
        ours.save()
        ours.name, ours.pages, ours.scan = "façade — 1.pdf", None, Document.Scan.CLEAN
        ours.save(update_fields=["name", "pages", "scan"])
        as_the_orm_writes(monkeypatch)
        theirs = kept(pages=3)
        theirs.save()
        theirs.name, theirs.pages, theirs.scan = ours.name, ours.pages, ours.scan
        theirs.save(update_fields=["name", "pages", "scan"])
    assert len(asked) == 4
    read = Document.objects.in_bulk()
    told = [
        {name: value for name, value in vars(read[pk]).items() if name not in {"_state", "id"}}
        for pk in (ours.pk, theirs.pk)
    ]
    assert told[0] == told[1]
    assert (told[0]["name"], told[0]["pages"], told[0]["created_at"]) == ("façade — 1.pdf", None, NOON)
    assert not ours._state.adding


def test_a_row_that_is_gone_is_not_changed(db: None) -> None:
    document = kept()
    document.save()
    Document.objects.filter(pk=document.pk).delete()
    with pytest.raises(DatabaseError, match="did not affect any rows"):
        document.save(update_fields=["name"])


def test_an_expression_is_left_to_the_orm(db: None) -> None:
    document = kept()
    document.save()
    document.size = F("size") + 1
    document.save(update_fields=["size"])
    document.refresh_from_db()
    assert document.size == 8


def test_what_the_database_refuses_is_refused(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        kept(size=0).save()
