"""PAdES in two phases: a place is kept in the file, the holder signs the attributes elsewhere, the signature is set there."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, tsp, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from rokhas.signing.providers import Timestamper, Unreachable
from rokhas.signing.providers.loop import complete
from rokhas.signing.providers.trust import trust

# Hexadecimal digits kept for the CMS: twice its bytes. Holder, chain and time-stamp of the demonstration take about 6 kB.
RESERVED = 16384
DIGEST = "sha256"


@dataclass(frozen=True)
class Prepared:
    """A file with an empty place, the digest of all the rest, and the DER of the attributes that the holder signs."""

    content: bytes
    digest: bytes
    start: int
    end: int
    attributes: bytes


def prepare(
    pdf: bytes, field: str, certificate: bytes, moment: datetime, *, first: bool, last: bool
) -> Prepared:
    """Add an invisible signature field and its empty signature, dated `moment`.

    `first`: no one signed before; `last`: no one will sign after, which locks the file.

    Raises:
        SigningError: the field exists already, the file forbids another signature, or holds some that we did not make.
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if bool(writer.prev.embedded_signatures) is first:
        raise SigningError("The signatures already in the paper are not those of the register.")
    signer = _signer(certificate)
    meta = PdfSignatureMetadata(
        field_name=field,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        # A lone signature certifies the file: any viewer then tells of a later change.
        certify=first and last,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    lock = FieldMDPSpec(FieldMDPAction.ALL) if last and not first else None
    spec = SigFieldSpec(field, field_mdp_spec=lock, doc_mdp_update_value=MDPPerm.NO_CHANGES if lock else None)
    session = PdfSigner(meta, signer=signer, new_field_spec=spec).init_signing_session(writer)
    session.system_time = moment
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=RESERVED)
    output = io.BytesIO()
    digest, _ = document.digest_tbs_document(output=output)
    attributes = complete(signer.signed_attrs(digest.document_digest, DIGEST, use_pades=True))
    return Prepared(
        output.getvalue(),
        digest.document_digest,
        digest.reserved_region_start,
        digest.reserved_region_end,
        attributes.dump(),
    )


def embed(
    prepared: Prepared, certificate: bytes, signature: bytes, timestamper: Timestamper, at: datetime | None
) -> bytes:
    """The file with the holder's signature and its time-stamp (PAdES B-T) in the place that was kept.

    Raises:
        Unreachable: the time-stamping authority does not answer, or refuses.
        SigningError: the signature is larger than its place.
    """
    signer = _signer(certificate, signature)
    attributes = cms.CMSAttributes.load(prepared.attributes)
    signed = complete(
        signer.async_sign_prescribed_attributes(
            DIGEST, signed_attrs=attributes, timestamper=_Carrier(timestamper, at)
        )
    )
    output = io.BytesIO(prepared.content)
    place = PreparedByteRangeDigest(
        document_digest=prepared.digest,
        reserved_region_start=prepared.start,
        reserved_region_end=prepared.end,
    )
    place.fill_with_cms(output, signed)
    return output.getvalue()


def byterange_digest(prepared: Prepared) -> bytes:
    """The digest of the file without the place of its signature, computed afresh."""
    parts = hashlib.sha256(prepared.content[: prepared.start])
    parts.update(prepared.content[prepared.end :])
    return parts.digest()


def _signer(certificate: bytes, signature: bytes | None = None) -> ExternalSigner:
    holder = x509.Certificate.load(certificate)
    value = signature if signature is not None else holder.public_key.byte_size or 256
    chain = SimpleCertificateStore.from_certs(trust().chain_of(holder))  # type: ignore[no-untyped-call]
    return ExternalSigner(holder, chain, signature_value=value, embed_roots=False)


class _Carrier(TimeStamper):
    """Our time-stamper as pyHanko asks for one."""

    def __init__(self, timestamper: Timestamper, at: datetime | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._timestamper, self._at = timestamper, at

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._timestamper.answer(req.dump(), self._at))

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except (TimestampRequestError, ValueError, KeyError) as error:
            raise Unreachable(f"The time-stamping authority refused: {error}") from error


__all__ = ["Prepared", "SigningError", "byterange_digest", "embed", "prepare"]
