"""The rules by which a signed file is accepted: when it is sealed, and each time someone asks.

A validator's "valid" is not enough: a file cut back to an earlier signature, or with bytes added after its end, passes it.
So the file must end where its last signature ends, hold the expected signatures and no other, each by the expected certificate.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from rokhas.signing.providers.loop import complete
from rokhas.signing.providers.trust import Trust, fingerprint, trust

log = logging.getLogger(__name__)

END = re.compile(rb"%%EOF(\r\n|\r|\n)?\Z")
USAGE = KeyUsageConstraints(key_usage={"non_repudiation"})


class Fault(StrEnum):
    """Why a file is not accepted."""

    UNREADABLE = "unreadable"
    UNSIGNED = "unsigned"
    TRAILING = "trailing-bytes"
    NOT_COVERED = "not-covered"
    OTHER_FIELDS = "other-signatures"
    OTHER_CERTIFICATE = "other-certificate"
    BROKEN = "broken-signature"
    CHANGED = "changed-after-signature"
    UNTRUSTED = "untrusted"
    NO_TIMESTAMP = "no-timestamp"


@dataclass(frozen=True)
class Expected:
    """A signature the file must hold: the field's name and the SHA-256 of the certificate."""

    field: str
    certificate: str


@dataclass(frozen=True)
class Examination:
    """What was found. `times` gives the instant of each field's time-stamp."""

    faults: tuple[Fault, ...]
    times: dict[str, datetime]


def examine(content: bytes, expected: Sequence[Expected]) -> Examination:
    """Hold a file against the rules. A file that makes the reader fail, in whatever way, is refused like any other."""
    try:
        return _examine(content, expected)
    except Exception as error:  # noqa: BLE001 - hostile files: every failure to read is a refusal
        log.info("A file could not be examined: %r", error)
        return Examination((Fault.UNREADABLE,), {})


def _examine(content: bytes, expected: Sequence[Expected]) -> Examination:
    faults: list[Fault] = []
    if not END.search(content[-16:]):
        faults.append(Fault.TRAILING)
    reader = PdfFileReader(io.BytesIO(content))
    signatures = list(reader.embedded_regular_signatures)
    if not signatures:
        return Examination((*faults, Fault.UNSIGNED), {})
    last = reader.embedded_signatures[-1]
    last.compute_integrity_info()
    if last.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        faults.append(Fault.NOT_COVERED)
    if Counter(each.field_name for each in signatures) != Counter(each.field for each in expected):
        faults.append(Fault.OTHER_FIELDS)
    certificates = {each.field: each.certificate for each in expected}
    known = trust()
    times: dict[str, datetime] = {}
    for each in signatures:
        if each.field_name in certificates and fingerprint(each.signer_cert) != certificates[each.field_name]:
            faults.append(Fault.OTHER_CERTIFICATE)
        moment = _time_of(each)
        if moment is None:
            faults.append(Fault.NO_TIMESTAMP)
            continue
        times[each.field_name] = moment
        faults.extend(_faults_of(each, moment, known))
    return Examination(tuple(dict.fromkeys(faults)), times)


def _faults_of(signature: EmbeddedPdfSignature, moment: datetime, known: Trust) -> list[Fault]:
    """The signature, its chain and its time-stamp, as they stood at the time-stamp.

    The certificate may have expired since, and so may the authority's: the register has kept the file's hash from the day it
    was sealed, which proves that all of it existed then.
    """
    if not known.roots:
        return [Fault.UNTRUSTED]
    status: PdfSignatureStatus = complete(
        async_validate_pdf_signature(
            signature,
            signer_validation_context=known.context(moment),
            ts_validation_context=known.context(moment),
            key_usage_settings=USAGE,
        )
    )
    faults = []
    stamp = status.timestamp_validity
    if not (status.intact and status.valid) or stamp is None or not (stamp.intact and stamp.valid):
        faults.append(Fault.BROKEN)
    if not status.trusted or (stamp is not None and not stamp.trusted):
        faults.append(Fault.UNTRUSTED)
    level = status.modification_level
    if (
        not status.docmdp_ok
        or level is None
        or level > ModificationLevel.FORM_FILLING
        or not status.seed_value_ok
    ):
        faults.append(Fault.CHANGED)
    if not faults and not status.bottom_line:
        faults.append(Fault.BROKEN)
    return faults


def _time_of(signature: EmbeddedPdfSignature) -> datetime | None:
    """The instant of the signature's time-stamp, as the token says; `_faults_of` proves it."""
    token = next(iter(extract_tst_data_iter(signature.signer_info, signed=False)), None)
    if token is None:
        return None
    moment: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return moment.astimezone(UTC)
