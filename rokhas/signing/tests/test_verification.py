"""What is accepted as a file of the register: the untouched one, and nothing that can be made from it."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from pyhanko.pdf_utils.generic import NumberObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pytest_django import Settings

from rokhas.accounts.models import Person
from rokhas.documents.queries import read
from rokhas.kernel.actor import Actor
from rokhas.kernel.words import Refusal, TargetMissed
from rokhas.signing import actions
from rokhas.signing.models import Certificate, RegisteredFile, Signature, SigningJob
from rokhas.signing.providers import drafts, pades
from rokhas.signing.queries import lookup, verify
from rokhas.signing.queries.acceptance import Expected, Fault, examine
from rokhas.signing.tests.conftest import CODE, Notebook, blank_pdf
from rokhas.testing.signing import TestAuthority, sign_as


@pytest.fixture
def two_signed(
    authority: TestAuthority, notebook: Notebook, president: Person, secretary: Person
) -> tuple[bytes, bytes]:
    """The minutes after the first signature, and after both."""
    notebook.fields, notebook.allowed = ["Secretary", "President"], {president.pk, secretary.pk}
    for person in (president, secretary):
        authority.equip(person)
    files = []
    for person in (secretary, president):
        [signature] = sign_as(authority, person, "notebook", "42")
        assert signature.document is not None
        files.append(read(signature.document))
    return files[0], files[1]


def expected() -> list[Expected]:
    signatures = Signature.objects.select_related("certificate").order_by("pk")
    return [Expected(signature.field, signature.certificate.sha256) for signature in signatures]


def flipped(content: bytes, place: int) -> bytes:
    changed = bytearray(content)
    changed[place] ^= 1
    return bytes(changed)


def drawn_upon(content: bytes) -> bytes:
    """An incremental update that changes a page after the signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page, _ = writer.find_page_for_modification(0)  # type: ignore[no-untyped-call]
    page.get_object()[pdf_name("/Rotate")] = NumberObject(90)  # type: ignore[no-untyped-call]
    writer.update_container(page.get_object())
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def with_another_field(content: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    fields.append_signature_field(writer, fields.SigFieldSpec("Intruder"))
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def in_the_signature(content: bytes) -> bytes:
    """One hexadecimal digit of the first signature's value."""
    signature = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures[0]
    start = content.lower().index(signature.signer_info["signature"].native.hex().encode()) + 100
    return _another_digit(content, start)


def in_a_certificate(content: bytes) -> bytes:
    """The chain carried by the signature, which we do not need: we have our own."""
    return _another_digit(content, content.rindex(b"/Contents <") + 600)


def _another_digit(content: bytes, place: int) -> bytes:
    digit = b"1" if content[place : place + 1] != b"1" else b"2"
    return content[:place] + digit + content[place + 1 :]


def in_the_padding(content: bytes) -> bytes:
    """The zeros after the signature container are covered by nothing but the register's hash."""
    end = content.index(b">", content.rindex(b"/Contents <")) - 2
    return content[:end] + b"1" + content[end + 1 :]


TAMPERINGS: dict[str, Callable[[bytes], bytes]] = {
    "a byte of the first revision": lambda content: flipped(content, 30),
    "a byte in the middle": lambda content: flipped(content, len(content) // 2),
    "a byte of the last revision": lambda content: flipped(content, len(content) - 40),
    "drawn upon": drawn_upon,
    "another signature field": with_another_field,
    "the value of the first signature": in_the_signature,
    "bytes after the end": lambda content: content + b"\n% hello\n",
    "another end": lambda content: content + b"\n% hello\n%%EOF\n",
    "cut at the end": lambda content: content[:-100],
    "empty": lambda content: b"",
    "not a PDF": lambda content: b"GIF89a" + content[6:],
}


@pytest.mark.parametrize("way", TAMPERINGS)
def test_every_tampering_is_refused_by_the_rules_and_by_the_register(
    two_signed: tuple[bytes, bytes], way: str
) -> None:
    whole = two_signed[1]
    assert examine(whole, expected()).faults == ()
    altered = TAMPERINGS[way](whole)
    assert altered != whole
    # Even without the register's hash, the rules alone refuse it.
    assert examine(altered, expected()).faults, way
    verdict = verify(altered)
    assert not verdict.valid
    assert verdict.state in {"altered", "unknown"}
    assert verdict.reasons


@pytest.mark.parametrize("tamper", [in_the_padding, in_a_certificate])
def test_what_no_signature_covers_is_refused_by_the_hash_of_the_register(
    two_signed: tuple[bytes, bytes], tamper: Callable[[bytes], bytes]
) -> None:
    altered = tamper(two_signed[1])
    assert altered != two_signed[1]
    assert verify(altered).state == "altered"


def test_an_altered_copy_is_recognised_and_said_to_be_one(signed_file: bytes) -> None:
    verdict = verify(signed_file + b"\n% hello\n")
    assert verdict.state == "altered"
    assert Fault.TRAILING in verdict.codes
    assert "altered" in verdict.codes
    assert verdict.facts is None


def test_a_file_cut_back_to_its_first_signature_is_not_the_document(two_signed: tuple[bytes, bytes]) -> None:
    first, whole = two_signed
    place = re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", whole)[0]
    cut = whole[: int(place[2]) + int(place[3])]
    assert cut == first
    assert examine(cut, expected()).faults == (Fault.OTHER_FIELDS,)
    assert verify(cut).state == "superseded"
    assert not verify(cut).valid


def test_another_certificate_under_the_same_field_is_refused(two_signed: tuple[bytes, bytes]) -> None:
    wanted = expected()
    swapped = [
        Expected(wanted[0].field, wanted[1].certificate),
        Expected(wanted[1].field, wanted[0].certificate),
    ]
    assert Fault.OTHER_CERTIFICATE in examine(two_signed[1], swapped).faults


def test_an_unknown_file_is_not_of_this_register(signed_file: bytes) -> None:
    for other in (blank_pdf(), b"hello", bytes(3)):
        verdict = verify(other)
        assert (verdict.valid, verdict.state, verdict.facts) == (False, "unknown", None)


def test_a_file_too_large_is_hashed_and_refused(db: None) -> None:
    class Endless(io.RawIOBase):
        left = 80

        def read(self, size: int = -1) -> bytes:
            self.left -= 1
            return bytes(1024 * 1024) if self.left > 0 else b""

    assert verify(Endless()).state == "unknown"  # type: ignore[arg-type]


def test_a_signature_without_a_time_stamp_is_not_accepted(
    authority: TestAuthority, notebook: Notebook, certificate: Certificate, by: Actor
) -> None:
    envelopes = actions.prepare("notebook", ["42"], by=by, certificate=certificate)
    actions.finish(authority.sign(certificate, envelopes), by=by)
    job = SigningJob.objects.get()
    content = drafts.find(job.jti, drafts.PREPARED)
    assert content is not None
    assert examine(content, expected()).faults == (Fault.UNREADABLE,)


def test_the_file_stays_valid_after_the_certificate_has_expired(
    authority: TestAuthority, notebook: Notebook, president: Person
) -> None:
    then = datetime(2023, 5, 2, 9, 0, tzinfo=UTC)
    authority.equip(president, since=then - timedelta(days=1), until=then + timedelta(days=30), at=then)
    [signature] = sign_as(authority, president, "notebook", "42", at=then)
    assert signature.document is not None
    assert not signature.certificate.covers(datetime.now(UTC))
    assert verify(read(signature.document)).valid


def test_a_time_stamp_after_the_end_of_the_certificate_is_refused(
    authority: TestAuthority, notebook: Notebook, president: Person, by: Actor
) -> None:
    """The holder signed in time; the time-stamp came too late to prove it."""
    then = datetime(2023, 5, 2, 9, 0, tzinfo=UTC)
    certificate = authority.equip(
        president, since=then - timedelta(days=1), until=then + timedelta(days=1), at=then
    )
    past = Actor(president.pk, at=then)
    envelopes = actions.prepare("notebook", ["42"], by=past, certificate=certificate)
    [outcome] = actions.finish(authority.sign(certificate, envelopes), by=past)
    assert outcome.signature is not None
    SigningJob.objects.update(stamp_at=then + timedelta(days=2))
    with pytest.raises(actions.NotSealed, match=Fault.UNTRUSTED):
        actions.seal(outcome.signature.pk)


def test_a_time_stamp_older_than_the_signature_is_refused_and_asked_again(
    authority: TestAuthority, notebook: Notebook, certificate: Certificate, by: Actor
) -> None:
    envelopes = actions.prepare("notebook", ["42"], by=by, certificate=certificate)
    [outcome] = actions.finish(authority.sign(certificate, envelopes), by=by)
    assert outcome.signature is not None
    SigningJob.objects.update(stamp_at=datetime.now(UTC) - timedelta(hours=1))
    with pytest.raises(actions.NotSealed, match="time-stamped"):
        actions.seal(outcome.signature.pk)
    SigningJob.objects.update(stamp_at=None)
    assert actions.seal(outcome.signature.pk).is_sealed


def test_without_trusted_roots_nothing_is_valid(
    signed_file: bytes, settings: Settings, tmp_path: Path
) -> None:
    settings.TRUST_ROOTS = str(tmp_path)
    verdict = verify(signed_file)
    assert not verdict.valid
    assert Fault.UNTRUSTED in verdict.codes


def test_a_register_that_was_tampered_with_is_seen(signed_file: bytes) -> None:
    entry = RegisteredFile.objects.get()
    entry.expected = [{**entry.expected[0], "certificate": "0" * 64}]
    entry.save()
    verdict = verify(signed_file)
    assert (verdict.valid, verdict.state) == (False, "altered")
    assert Fault.OTHER_CERTIFICATE in verdict.codes


def test_a_forged_hash_in_the_register_does_not_make_a_file_valid(signed_file: bytes) -> None:
    altered = signed_file + b"\n% hello\n"
    RegisteredFile.objects.update(sha256=hashlib.sha256(altered).hexdigest())
    assert not verify(altered).valid


@pytest.mark.parametrize("typed", [CODE, "7k3m-q9td-42xn", " 7K3M Q9TD 42XN "])
def test_a_code_is_found_however_it_is_typed(signed_file: bytes, typed: str) -> None:
    verdict = lookup(typed)
    assert verdict.valid
    assert verdict.facts is not None
    assert verdict.facts.commune_ar == "سلا"
    assert verdict.codes == ("standing", "demonstration")


@pytest.mark.parametrize("typed", ["", "7K3M", "0" * 12, "x" * 500])
def test_an_unknown_code_says_so(signed_file: bytes, typed: str) -> None:
    verdict = lookup(typed)
    assert (verdict.valid, verdict.state, verdict.codes) == (False, "unknown", ("unknown-code",))


def test_no_name_of_a_person_leaves_the_register(signed_file: bytes, president: Person) -> None:
    told = repr(verify(signed_file)) + repr(lookup(CODE))
    assert president.name_fr not in told


def test_the_signature_is_pades_and_certifies_a_file_signed_once(signed_file: bytes) -> None:
    [signature] = PdfFileReader(io.BytesIO(signed_file)).embedded_regular_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.docmdp_level.name == "NO_CHANGES"
    container = bytes(signature.pkcs7_content).rstrip(b"\0")
    assert len(container) * 2 < pades.RESERVED * 0.9, "the place kept for signatures is nearly full"


def test_the_command_says_valid_and_exits_zero(
    signed_file: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "permit.pdf"
    path.write_bytes(signed_file)
    call_command("verify", str(path), "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer["valid"] is True
    assert answer["files"][0]["facts"]["number"] == "PCT-2026-01511-00042"
    call_command("verify", str(path))
    assert "VALID (valid)" in capsys.readouterr().out


def test_the_command_refuses_as_soon_as_one_file_is_not_ours(
    signed_file: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(signed_file)
    bad.write_bytes(signed_file + b" ")
    with pytest.raises(TargetMissed):
        call_command("verify", str(good), str(bad), "--json")
    answer = json.loads(capsys.readouterr().out)
    assert [each["valid"] for each in answer["files"]] == [True, False]
    with pytest.raises(Refusal):
        call_command("verify", str(tmp_path / "absent.pdf"))
