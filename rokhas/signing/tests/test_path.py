"""The one path: prepare, sign, finish, seal."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import x509
from django.conf import settings
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from rokhas.accounts.models import Person
from rokhas.accounts.queries import actor_of
from rokhas.documents.queries import read
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.errors import NotAllowed, Refused
from rokhas.signing import actions
from rokhas.signing.actions.finishing import Outcome
from rokhas.signing.errors import (
    AwaitingSeal,
    CertificateNotActive,
    CertificateNotYours,
    CertificateOutOfDate,
    CertificateRevoked,
    CertificateUntrusted,
    DemonstrationCertificate,
    JobClosed,
    JobExpired,
    JobUnknown,
    NothingToSign,
    RevocationUnknown,
    SignatureWrong,
    SubjectChanged,
    UnknownPurpose,
)
from rokhas.signing.models import (
    Certificate,
    JobState,
    KeyState,
    Signature,
    SigningJob,
)
from rokhas.signing.providers import drafts, trust
from rokhas.signing.queries import lookup, sealed_documents, verify
from rokhas.signing.tests.conftest import CODE, FACTS, Notebook, Result, prepared
from rokhas.testing.signing import TestAuthority, sign_as
from rokhas.testing.together import together


def refusal(result: Result, by: Actor) -> Refused | None:
    [outcome] = actions.finish([result], by=by)
    return outcome.refusal


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
    verdict = verify(read(signature.document))
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


def test_the_job_tells_the_agent_what_is_signed_and_by_whom(
    notebook: Notebook, certificate: Certificate, by: Actor
) -> None:
    [envelope] = actions.prepare("notebook", ["42"], by=by, certificate=certificate)
    payload = json.loads(base64.b64decode(envelope["payload"]))
    assert payload["document"]["title"] == "Permis de construire 42"
    assert payload["document"]["number"] == "PCT-2026-01511-00042"
    assert payload["exp"] - payload["iat"] == 600
    assert payload["origin"] == settings.PUBLIC_URL
    assert payload["user"] == "Présidente fictive"


def test_a_second_person_signs_the_sealed_file_of_the_first(
    authority: TestAuthority, notebook: Notebook, president: Person, secretary: Person
) -> None:
    notebook.fields, notebook.allowed = ["Secretary", "President"], {president.pk, secretary.pk}
    authority.equip(president)
    authority.equip(secretary)
    [first] = sign_as(authority, secretary, "notebook", "42")
    assert first.document is not None
    halfway = read(first.document)
    waiting = verify(halfway)
    assert (waiting.valid, waiting.state, waiting.codes) == (
        False,
        "incomplete",
        ("incomplete", "demonstration"),
    )
    [second] = sign_as(authority, president, "notebook", "42")
    assert second.document is not None
    whole = read(second.document)
    assert whole.startswith(halfway[:1000])
    verdict = verify(whole)
    assert verdict.valid, verdict
    assert [seen.field for seen in verdict.signatures] == ["Secretary", "President"]
    assert verify(halfway).state == "superseded"
    assert lookup(CODE).valid
    assert sealed_documents("notebook", "42") == [second.document]


def test_a_second_person_waits_for_the_time_stamp_of_the_first(
    authority: TestAuthority, notebook: Notebook, president: Person, secretary: Person
) -> None:
    notebook.fields, notebook.allowed = ["Secretary", "President"], {president.pk, secretary.pk}
    actions.finish(
        [prepared(authority, authority.equip(secretary), actor_of(secretary))], by=actor_of(secretary)
    )
    with pytest.raises(AwaitingSeal):
        actions.prepare("notebook", ["42"], by=actor_of(president), certificate=authority.equip(president))


def test_two_persons_never_sign_the_same_revision(
    authority: TestAuthority, notebook: Notebook, president: Person, secretary: Person
) -> None:
    notebook.fields, notebook.allowed = ["Secretary", "President"], {president.pk, secretary.pk}
    mine = prepared(authority, authority.equip(secretary), actor_of(secretary))
    other = prepared(authority, authority.equip(president), actor_of(president))
    assert refusal(mine, actor_of(secretary)) is None
    assert isinstance(refusal(other, actor_of(president)), SubjectChanged)
    assert Signature.objects.count() == 1


def test_a_double_click_makes_one_signature(result: Result, notebook: Notebook, by: Actor) -> None:
    [first], [again] = actions.finish([result], by=by), actions.finish([result], by=by)
    assert first.signature == again.signature == Signature.objects.get()
    assert len(notebook.signed) == 1
    assert Event.objects.filter(kind="signature.made").count() == 1
    actions.seal(Signature.objects.get().pk)
    [sealed] = actions.finish([result], by=by)
    assert sealed.signature == first.signature


def test_one_refused_document_does_not_undo_the_others(
    authority: TestAuthority, notebook: Notebook, certificate: Certificate, by: Actor
) -> None:
    notebook.is_steady = True
    results = authority.sign(
        certificate, actions.prepare("notebook", ["1", "2", "3"], by=by, certificate=certificate)
    )
    results[1]["signature"] = results[0]["signature"]
    outcomes = actions.finish(results, by=by)
    assert [outcome.is_signed for outcome in outcomes] == [True, False, True]
    assert isinstance(outcomes[1].refusal, SignatureWrong)
    assert list(Signature.objects.order_by("pk").values_list("subject", flat=True)) == ["1", "3"]


@pytest.mark.parametrize(
    "forge",
    [
        lambda result: {**result, "signature": base64.b64encode(b"\0" * 256).decode()},
        lambda result: {**result, "signature": "not base64!"},
        lambda result: {**result, "alg": "sha256_ecdsa"},
        lambda result: {**result, "cert_sha256": "0" * 64},
        lambda result: {"jti": result["jti"]},
    ],
)
def test_a_forged_result_is_refused_and_closes_its_job(
    result: Result, notebook: Notebook, by: Actor, forge: Callable[[Result], Result]
) -> None:
    assert isinstance(refusal(forge(result), by), SignatureWrong)
    assert not notebook.signed
    assert SigningJob.objects.get().state == JobState.REFUSED
    assert isinstance(refusal(result, by), JobClosed)
    assert not Signature.objects.exists()


def test_the_job_of_another_person_is_unknown_and_stays_open(
    result: Result, secretary: Person, by: Actor
) -> None:
    assert isinstance(refusal(result, actor_of(secretary)), JobUnknown)
    assert isinstance(refusal(result, Actor(None)), JobUnknown)
    assert isinstance(refusal({**result, "jti": "x" * 32}, by), JobUnknown)
    assert SigningJob.objects.get().state == JobState.PREPARED
    assert refusal(result, by) is None


def test_a_job_expires_after_ten_minutes(result: Result, president: Person, notebook: Notebook) -> None:
    late = actor_of(president, datetime.now(UTC) + timedelta(minutes=11))
    assert isinstance(refusal(result, late), JobExpired)
    assert isinstance(refusal(result, actor_of(president)), JobExpired)
    assert not notebook.signed


def test_the_sweep_closes_late_jobs_and_keeps_what_waits_for_its_seal(
    authority: TestAuthority, result: Result, certificate: Certificate, by: Actor
) -> None:
    later = system(datetime.now(UTC) + timedelta(minutes=11))
    actions.finish([result], by=by)
    signed = result["jti"]
    SigningJob.objects.filter(jti=signed).update(expires_at=datetime.now(UTC))
    assert actions.sweep_jobs(later) == 0
    assert drafts.find(signed, drafts.PREPARED) is not None


def test_the_sweep_removes_the_draft_of_a_late_job(result: Result) -> None:
    assert actions.sweep_jobs(system(datetime.now(UTC) + timedelta(minutes=11))) == 1
    assert SigningJob.objects.get().state == JobState.EXPIRED
    assert drafts.find(result["jti"], drafts.PREPARED) is None


def test_the_paper_changed_while_signing(result: Result, notebook: Notebook, by: Actor) -> None:
    notebook.text = "another text"
    assert isinstance(refusal(result, by), SubjectChanged)
    assert not notebook.signed


def test_the_right_to_sign_ended_while_signing(result: Result, notebook: Notebook, by: Actor) -> None:
    notebook.allowed = set()
    assert isinstance(refusal(result, by), NotAllowed)
    assert not notebook.signed
    assert SigningJob.objects.get().refusal == "not-allowed"


def test_the_key_was_suspended_while_signing(
    result: Result, certificate: Certificate, notebook: Notebook, by: Actor
) -> None:
    actions.change_certificate_state(certificate, KeyState.SUSPENDED, by=by)
    assert isinstance(refusal(result, by), CertificateNotActive)
    assert not notebook.signed


def test_what_the_owner_breaks_leaves_nothing_behind(result: Result, notebook: Notebook, by: Actor) -> None:
    notebook.breaks = True
    with pytest.raises(RuntimeError):
        actions.finish([result], by=by)
    assert not Signature.objects.exists()
    assert not Event.objects.filter(kind="signature.made").exists()
    notebook.breaks = False
    assert refusal(result, by) is None


def refused_at_prepare(kind: type[Refused], certificate: Certificate, by: Actor) -> None:
    with pytest.raises(kind):
        actions.prepare("notebook", ["42"], by=by, certificate=certificate)
    assert not SigningJob.objects.exists()


@pytest.mark.parametrize("state", [KeyState.SUSPENDED, KeyState.LOCKED, KeyState.REVOKED, KeyState.EXPIRED])
def test_only_an_active_key_signs(
    notebook: Notebook, certificate: Certificate, by: Actor, state: KeyState
) -> None:
    certificate = actions.change_certificate_state(certificate, state, by=system())
    refused_at_prepare(CertificateNotActive, certificate, by)


def test_an_expired_certificate_does_not_sign(
    authority: TestAuthority, notebook: Notebook, president: Person, by: Actor
) -> None:
    year = timedelta(days=365)
    then = datetime.now(UTC) - 2 * year
    certificate = authority.equip(president, since=then, until=then + year, at=then + year / 2)
    refused_at_prepare(CertificateOutOfDate, certificate, by)


def test_a_revoked_certificate_does_not_sign(
    authority: TestAuthority, notebook: Notebook, certificate: Certificate, by: Actor
) -> None:
    authority.revoke(certificate)
    refused_at_prepare(CertificateRevoked, certificate, by)


def test_nothing_is_signed_while_the_authority_does_not_answer(
    authority: TestAuthority, notebook: Notebook, certificate: Certificate, by: Actor
) -> None:
    authority.revocation_source.away = True
    refused_at_prepare(RevocationUnknown, certificate, by)


def test_the_certificate_of_another_person_does_not_serve(
    authority: TestAuthority, notebook: Notebook, secretary: Person, by: Actor
) -> None:
    refused_at_prepare(CertificateNotYours, authority.equip(secretary), by)


def test_a_certificate_of_an_unknown_authority_does_not_sign(
    notebook: Notebook, certificate: Certificate, by: Actor, settings: Settings, tmp_path: Path
) -> None:
    settings.TRUST_ROOTS = str(tmp_path)
    refused_at_prepare(CertificateUntrusted, certificate, by)


def test_a_path_is_proven_once_while_all_of_it_holds(
    certificate: Certificate, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[datetime] = []
    context = trust.Trust.context

    def counted(known: trust.Trust, moment: datetime) -> ValidationContext:
        asked.append(moment)
        return context(known, moment)

    monkeypatch.setattr(trust.Trust, "context", counted)
    own, day = x509.Certificate.load(bytes(certificate.der)), timedelta(days=1)
    within, after = certificate.valid_to - day, certificate.valid_to + day
    for moment in (within, within - timedelta(hours=1), within):
        trust.check_path(own, moment)
    assert len(asked) <= 1  # none when this certificate signed before
    for _twice in range(2):
        with pytest.raises(trust.Untrusted):
            trust.check_path(own, after)
    trust.check_path(own, within)
    assert asked[-2:] == [after, after]
    settings.TRUST_ROOTS = str(tmp_path)
    with pytest.raises(trust.Untrusted):
        trust.check_path(own, within)


def test_production_refuses_demonstration_certificates(
    result: Result, notebook: Notebook, certificate: Certificate, by: Actor, settings: Settings
) -> None:
    settings.ROKHAS_MODE = "production"
    with pytest.raises(DemonstrationCertificate):
        actions.prepare("notebook", ["42"], by=by, certificate=certificate)
    assert isinstance(refusal(result, by), DemonstrationCertificate)
    assert not notebook.signed


def test_who_may_not_sign_gets_no_job(notebook: Notebook, certificate: Certificate, by: Actor) -> None:
    notebook.allowed = set()
    refused_at_prepare(NotAllowed, certificate, by)


def test_a_batch_has_from_one_to_a_hundred_documents(
    notebook: Notebook, certificate: Certificate, by: Actor
) -> None:
    for subjects in ([], [str(number) for number in range(101)]):
        with pytest.raises(NothingToSign):
            actions.prepare("notebook", subjects, by=by, certificate=certificate)
    with pytest.raises(UnknownPurpose):
        actions.prepare("unheard-of", ["42"], by=by, certificate=certificate)


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
def test_two_windows_finish_the_same_job_together(result: Result, notebook: Notebook, by: Actor) -> None:
    outcomes: list[Outcome] = []

    def finish() -> None:
        outcomes.extend(actions.finish([result], by=by))

    assert together(finish, finish) == []
    assert len({outcome.signature for outcome in outcomes}) == 1
    assert len(notebook.signed) == Signature.objects.count() == 1
    assert Event.objects.filter(kind="signature.made").count() == 1
