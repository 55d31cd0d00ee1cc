"""Is this file ours, whole, and still standing? The same answer for a page, a command or a program."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from asn1crypto import cms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.reader import PdfFileReader

from rokhas.kernel.references import VERIFICATION_LENGTH, read_code
from rokhas.signing.models import FileState, RegisteredFile, SigningJob
from rokhas.signing.queries.acceptance import Expected, Fault, examine
from rokhas.signing.schema import Facts

# Larger than any paper we make; a larger file is hashed as a stream and is not of the register.
LARGEST = 64 * 1024 * 1024
CHUNK = 1024 * 1024
ALTERED, UNKNOWN = "altered", "unknown"

SENTENCES: dict[str, str | Promise] = {
    FileState.VALID: _("This document is in the register and nothing in it has changed since it was signed."),
    FileState.INCOMPLETE: _(
        "This document is in the register, but a signature is still missing: it has no effect yet."
    ),
    FileState.SUPERSEDED: _("A later document has replaced this one in the register."),
    FileState.WITHDRAWN: _("This document was withdrawn: it no longer has effect."),
    ALTERED: _(
        "This file comes from a document of the register but was altered after it was signed. Do not accept it."
    ),
    UNKNOWN: _("This file is not of this register."),
    "standing": _(
        "The register holds a valid document under this code. To check a file you hold, verify the file itself."
    ),
    "unknown-code": _("No document of this register bears this code. Check what you typed."),
    "standing-number": _("What was granted under this number is in the register and stands."),
    "unknown-number": _(
        "A number alone tells only of what was granted: it says neither that a document is true nor that it is false. Type the "
        "verification code, twelve letters and figures printed under the QR code of the document, or verify its file."
    ),
    "demonstration": _("Demonstration: this document is fictitious and has no value."),
    Fault.UNREADABLE: _("The file cannot be read as a signed PDF."),
    Fault.UNSIGNED: _("The file carries no electronic signature."),
    Fault.TRAILING: _("Bytes were added after the end of the document."),
    Fault.NOT_COVERED: _("The last signature does not cover the whole file."),
    Fault.OTHER_FIELDS: _("The file does not carry exactly the signatures that the register expects."),
    Fault.OTHER_CERTIFICATE: _("A signature was made with another certificate than the one registered."),
    Fault.BROKEN: _("A signature or its time-stamp does not match the content."),
    Fault.CHANGED: _("The document was changed after a signature."),
    Fault.UNTRUSTED: _("A signature does not come from an authority that the platform recognises."),
    Fault.NO_TIMESTAMP: _("A signature carries no time-stamp."),
}


@dataclass(frozen=True)
class SignatureSeen:
    """A signature, without its holder's name: the field, the code of the role, the instant of its time-stamp; `delegated` when it
    was made in the name of the holder of the role."""

    field: str
    role: str
    at: datetime | None
    delegated: bool = False


@dataclass(frozen=True)
class Verdict:
    """`valid` is True only for an untouched, fully signed file that stands today.

    `state`: valid, incomplete, superseded, withdrawn, altered or unknown. `codes` are stable words, `reasons` the same as
    sentences in the language of the page. `facts` is all the public may read. `code`: the verification code, empty when none.
    """

    valid: bool
    state: str
    codes: tuple[str, ...]
    facts: Facts | None = None
    signatures: tuple[SignatureSeen, ...] = ()
    code: str = ""
    is_demo: bool = False

    @property
    def reasons(self) -> list[str]:
        return [str(SENTENCES[code]) for code in self.codes]


def verify(file: bytes | BinaryIO) -> Verdict:
    """Hold a file against the register and the rules of acceptance. No network; what the file holds never makes it raise."""
    content, sha256 = _taken_in(file)
    entry = RegisteredFile.objects.filter(sha256=sha256).first()
    if entry is not None and content is not None:
        return _registered(entry, content)
    if content is None:
        return Verdict(False, UNKNOWN, (UNKNOWN,))
    origin = _origin(content)
    if origin is None:
        return Verdict(False, UNKNOWN, (UNKNOWN,))
    found = examine(content, _expected(origin)).faults
    return Verdict(False, ALTERED, (ALTERED, *found), is_demo=origin.is_demo)


def lookup(code: str) -> Verdict:
    """The state and public facts of the paper that bears a verification code, however it was typed. No file is examined."""
    wanted = read_code(code)
    entry = None
    if len(wanted) == VERIFICATION_LENGTH:
        entries = RegisteredFile.objects.filter(code=wanted).exclude(state=FileState.SUPERSEDED)
        entry = entries.standing().first() or entries.order_by("-pk").first()
    if entry is None:
        return Verdict(False, UNKNOWN, ("unknown-code",))
    return _unexamined(entry)


def lookup_number(code: str) -> Verdict:
    """As `lookup`, for whoever gave the number of what was granted, and not the code that it bears: `code`, empty where nothing
    was granted under that number."""
    verdict = lookup(code)
    said = {"standing": "standing-number", "unknown-code": "unknown-number"}
    return replace(verdict, codes=tuple(said.get(each, each) for each in verdict.codes))


def lookup_file(sha256: str) -> Verdict:
    """The state and public facts of the file of this SHA-256 (hexadecimal, lower case): the one that the register holds, byte for
    byte. No file is examined."""
    entry = RegisteredFile.objects.filter(sha256=sha256).first()
    return _unexamined(entry) if entry else Verdict(False, UNKNOWN, (UNKNOWN,))


def _unexamined(entry: RegisteredFile) -> Verdict:
    verdict = _verdict(entry, (), ())
    return replace(
        verdict, codes=tuple("standing" if code == FileState.VALID else code for code in verdict.codes)
    )


def _registered(entry: RegisteredFile, content: bytes) -> Verdict:
    examination = examine(content, _expected(entry))
    seen = tuple(
        SignatureSeen(
            each["field"], each["role"], examination.times.get(each["field"]), each.get("delegated", False)
        )
        for each in entry.expected
    )
    return _verdict(entry, examination.faults, seen)


def _verdict(entry: RegisteredFile, faults: Sequence[Fault], seen: tuple[SignatureSeen, ...]) -> Verdict:
    facts = Facts(
        number=entry.number,
        date=entry.date,
        commune_fr=entry.commune_fr,
        commune_ar=entry.commune_ar,
        nature_fr=entry.nature_fr,
        nature_ar=entry.nature_ar,
    )
    state = ALTERED if faults and entry.state == FileState.VALID else entry.state
    codes: list[str] = [*faults] if state == ALTERED else [state, *faults]
    if entry.is_demo:
        codes.append("demonstration")
    valid = entry.state == FileState.VALID and not faults
    return Verdict(valid, state, tuple(codes), facts, seen, entry.code, entry.is_demo)


def _expected(entry: RegisteredFile) -> list[Expected]:
    return [Expected(each["field"], each["certificate"]) for each in entry.expected]


def _taken_in(file: bytes | BinaryIO) -> tuple[bytes | None, str]:
    """The content, None when it is larger than any of our papers, and its SHA-256; memory stays flat."""
    stream = io.BytesIO(file) if isinstance(file, bytes) else file
    digest, kept, size = hashlib.sha256(), bytearray(), 0
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size <= LARGEST:
            kept += chunk
    return (bytes(kept) if size <= LARGEST else None), digest.hexdigest()


def _origin(content: bytes) -> RegisteredFile | None:
    """The registered file that an altered copy comes from: one of its signatures is ours."""
    jobs = SigningJob.objects.filter(byterange_sha256__in=_digests(content)).values_list("purpose", "subject")
    for purpose, subject in jobs:
        entries = RegisteredFile.objects.filter(purpose=purpose, subject=subject)
        current = entries.exclude(state=FileState.SUPERSEDED).first() or entries.order_by("-pk").first()
        if current is not None:
            return current
    return None


def _digests(content: bytes) -> list[str]:
    """What the signatures of a file say they sign, in hexadecimal; nothing when the file cannot be read."""
    try:
        signatures = PdfFileReader(io.BytesIO(content), strict=False).embedded_regular_signatures
        return [_message_digest(each.signer_info).hex() for each in signatures]
    except Exception:  # noqa: BLE001 - hostile files, as in `examine`
        return []


def _message_digest(signer_info: cms.SignerInfo) -> bytes:
    found = (
        each["values"][0].native
        for each in signer_info["signed_attrs"]
        if each["type"].native == "message_digest"
    )
    return bytes(next(found))
