"""After the signature: the time-stamp, the register, and what becomes of a registered paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError

from rokhas.accounts.models import Person
from rokhas.documents.models import Document
from rokhas.documents.queries import read
from rokhas.journal.models import Delivery
from rokhas.journal.outbox import deliver
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.errors import NotAllowed
from rokhas.signing import actions
from rokhas.signing.actions import sealing
from rokhas.signing.models import (
    Certificate,
    FileState,
    RegisteredFile,
    Signature,
)
from rokhas.signing.queries import lookup, verify
from rokhas.signing.tests.conftest import CODE, Notebook, Result, blank_pdf, prepared
from rokhas.testing.signing import TestAuthority, sign_as


def test_the_past_is_played_with_its_own_dates(
    authority: TestAuthority, notebook: Notebook, president: Person
) -> None:
    then = datetime(2024, 3, 4, 10, 0, tzinfo=UTC)
    authority.equip(president, at=then)
    [signature] = sign_as(authority, president, "notebook", "42", at=then)
    assert signature.document is not None
    assert signature.sealed_at == then
    verdict = verify(read(signature.document))
    assert verdict.valid, verdict
    assert verdict.signatures[0].at == then


@pytest.mark.django_db(transaction=True)
def test_the_time_stamping_authority_is_away_then_back(
    authority: TestAuthority, result: Result, by: Actor
) -> None:
    authority.timestamper.away = True
    actions.finish([result], by=by)
    now = datetime.now(UTC)
    assert deliver(now) == 0
    assert Delivery.objects.get(handler__endswith="seal_signature").error.startswith("Unreachable")
    assert Signature.objects.unsealed().count() == 1
    assert not RegisteredFile.objects.exists()
    authority.timestamper.away = False
    assert deliver(now + timedelta(minutes=1)) == 1
    signature = Signature.objects.get()
    assert signature.document is not None
    assert verify(read(signature.document)).valid


def test_what_the_outbox_gave_up_is_sealed_when_the_authority_is_back(
    authority: TestAuthority, result: Result, by: Actor
) -> None:
    actions.finish([result], by=by)
    later = system(datetime.now(UTC) + timedelta(hours=5))
    authority.timestamper.away = True
    assert actions.seal_what_waits(later) == 0
    authority.timestamper.away = False
    assert actions.seal_what_waits(later) == 1
    assert not Signature.objects.unsealed().exists()


def test_one_signature_that_cannot_be_sealed_does_not_hold_the_others(
    authority: TestAuthority,
    notebook: Notebook,
    certificate: Certificate,
    by: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for page in ("1", "2"):
        actions.finish([prepared(authority, certificate, by, page)], by=by)
        notebook.signed, notebook.pdf = [], blank_pdf(2)
    first, _second = Signature.objects.order_by("pk")
    check = sealing._check

    def broken(signature: Signature, content: bytes) -> None:
        if signature == first:
            raise IntegrityError("a row stands in the way")
        check(signature, content)

    monkeypatch.setattr(sealing, "_check", broken)
    assert actions.seal_what_waits(system(datetime.now(UTC) + timedelta(hours=5))) == 1
    assert list(Signature.objects.unsealed()) == [first]


def test_sealing_twice_changes_nothing(authority: TestAuthority, result: Result, by: Actor) -> None:
    actions.finish([result], by=by)
    number = Signature.objects.get().pk
    first = actions.seal(number)
    asked = authority.timestamper.asked
    assert actions.seal(number).sha256 == first.sha256
    assert authority.timestamper.asked == asked
    assert RegisteredFile.objects.count() == Document.objects.count() == 1


def test_a_worker_killed_after_the_time_stamp_asks_for_no_other(
    authority: TestAuthority, result: Result, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.finish([result], by=by)
    number = Signature.objects.get().pk
    with monkeypatch.context() as patch:
        patch.setattr("rokhas.signing.actions.sealing.store", _killed)
        with pytest.raises(KeyboardInterrupt):
            actions.seal(number)
    asked = authority.timestamper.asked
    assert actions.seal(number).is_sealed
    assert authority.timestamper.asked == asked


def _killed(*args: object, **kwargs: object) -> Document:
    raise KeyboardInterrupt


def test_a_damaged_draft_is_never_sealed(authority: TestAuthority, result: Result, by: Actor) -> None:
    actions.finish([result], by=by)
    path = settings.ROKHAS_VAR / "signing" / f"{result['jti']}.prepared.pdf"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    with pytest.raises(actions.NotSealed):
        actions.seal(Signature.objects.get().pk)
    assert not RegisteredFile.objects.exists()


def test_a_paper_signed_anew_under_its_code_takes_the_place_of_the_first(
    authority: TestAuthority, signed_file: bytes, notebook: Notebook, president: Person
) -> None:
    notebook.signed, notebook.pdf, notebook.text = [], blank_pdf(2), "second text"
    [signature] = sign_as(authority, president, "notebook", "42")
    assert signature.document is not None
    assert verify(read(signature.document)).valid
    assert verify(signed_file).state == "superseded"
    assert lookup(CODE).valid


def test_an_owner_withdraws_its_paper(signed_file: bytes, notebook: Notebook, by: Actor) -> None:
    notebook.allowed = set()
    with pytest.raises(NotAllowed):
        actions.withdraw("notebook", "42", by=by)
    assert verify(signed_file).valid
    [entry] = actions.withdraw("notebook", "42", by=system())
    assert entry.state == FileState.WITHDRAWN
    verdict = verify(signed_file)
    assert (verdict.valid, verdict.state) == (False, "withdrawn")
    assert lookup(CODE).state == "withdrawn"
