"""The one path: prepare, sign, finish, seal."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from rokhas.accounts.models import Person
from rokhas.documents.queries import read
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed, Refused
from rokhas.signing import actions
from rokhas.signing.models import Certificate, FileState, JobState, RegisteredFile, Signature, SigningJob
from rokhas.signing.providers import drafts
from rokhas.signing.queries import verify
from rokhas.signing.tests.conftest import CODE, FACTS, Notebook
from rokhas.testing.signing import TestAuthority, sign_as


def test_a_document_is_signed_sealed_registered_and_verified(
    authority: TestAuthority, notebook: Notebook, certificate: Certificate, by: Actor
) -> None:
    envelopes = actions.prepare("notebook", ["42"], by=by, certificate=certificate)
    assert not notebook.signed
    [outcome] = actions.finish(authority.sign(certificate, envelopes), by=by)
    assert outcome.signature is not None
    assert notebook.signed == [outcome.signature.pk]
    assert not outcome.signature.is_sealed
    drain(datetime.now(UTC) + timedelta(seconds=1))
    signature = Signature.objects.get()
    assert signature.document is not None
    assert signature.document.name == "PCT-2026-01511-00042-permit.pdf"
    content = read(signature.document)
    verdict = verify(content)
    assert verdict.valid, verdict
    assert verdict.facts == FACTS
    assert verdict.code == CODE
    assert [seen.field for seen in verdict.signatures] == ["President"]
    assert list(Event.objects.filter(kind__startswith="sign").values_list("kind", flat=True)) == [
        "signature.made",
        "signature.sealed",
    ]
    assert SigningJob.objects.get().state == JobState.SEALED
    assert drafts.find(outcome.jti, drafts.PREPARED) is None
