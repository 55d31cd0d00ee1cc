"""The whole path: a demonstration token, a PDF prepared in two phases, the window, a time-stamp, a signature that holds."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfWriter

from agent import hand
from agent.__main__ import read_key
from agent.server import Agent
from agent.tests.conftest import ORIGIN, PIN, Platform
from sandboxes.authority.server import serve


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[str]:
    server = serve(tmp_path / "authority")
    server.start()
    yield server.url
    server.stop()


def _provision(tmp_path: Path, authority: str) -> dict[str, str]:
    (tmp_path / "pin").write_text(PIN + "\n")
    command = [sys.executable, "-m", "agent.demo_tokens", "--folder", str(tmp_path), "--authority", authority]
    command += ["--holder", "Salma Idrissi", "--organisation", "Commune de Témara", "--serial", "DEMO-000123"]
    done = subprocess.run([*command, "--pin-file", str(tmp_path / "pin")], capture_output=True, check=True)
    made: dict[str, str] = json.loads(done.stdout)
    return made


def _blank() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


def _signer(certificate: asn1_x509.Certificate, signature: int | bytes) -> ExternalSigner:
    return ExternalSigner(signing_cert=certificate, cert_registry=None, signature_value=signature)


async def _sign(agent: Agent, platform: Platform, certificate: asn1_x509.Certificate, tsa: str) -> bytes:
    metadata = signers.PdfSignatureMetadata(
        field_name="Avis", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    blind = _signer(certificate, 256)
    pdf = signers.PdfSigner(metadata, signer=blind)
    prepared, _, out = await pdf.async_digest_doc_for_signing(
        IncrementalPdfFileWriter(io.BytesIO(_blank())), bytes_reserved=16384
    )
    attributes = await blind.signed_attrs(prepared.document_digest, "sha256", use_pades=True)
    payload = platform.payload(certificate.dump())
    payload["tbs"] = base64.b64encode(attributes.dump()).decode()
    payload["document"]["byterange_sha256"] = prepared.document_digest.hex()
    (result,) = hand.sign(agent.url, ORIGIN, [platform.envelope(payload)], PIN)
    signed = await _signer(
        certificate, base64.b64decode(result["signature"])
    ).async_sign_prescribed_attributes(
        "sha256",
        signed_attrs=cms.CMSAttributes.load(attributes.dump()),
        timestamper=HTTPTimeStamper(tsa),
    )
    digest = PreparedByteRangeDigest(
        document_digest=prepared.document_digest,
        reserved_region_start=prepared.reserved_region_start,
        reserved_region_end=prepared.reserved_region_end,
    )
    digest.fill_with_cms(out, signed)
    assert isinstance(out, io.BytesIO)
    return out.getvalue()


def test_a_pdf_signed_at_the_window_is_valid_time_stamped_and_unrevoked(
    agent: Agent, platform: Platform, tmp_path: Path, authority: str
) -> None:
    made = _provision(tmp_path, authority)
    certificate = asn1_x509.Certificate.load((Path(made["folder"]) / "cert.der").read_bytes())
    pdf = asyncio.run(_sign(agent, platform, certificate, f"{authority}/tsa"))
    assert asyncio.run(_verdict(pdf, authority)) == (True, True)
    serial = f"{certificate.serial_number:x}"
    headers = {"Content-Type": "application/json"}
    # Revoked before the signature: the same file is refused from then on.
    told = {"serial": serial, "at": "2020-01-01T00:00:00+00:00"}
    assert hand.send(f"{authority}/revoke", "POST", json.dumps(told).encode(), headers).status == 200
    assert asyncio.run(_verdict(pdf, authority))[0] is False


async def _verdict(pdf: bytes, authority: str) -> tuple[bool, bool]:
    """(valid with revocation checked over HTTP, time-stamped a moment ago)."""

    def fetched(path: str) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(hand.send(authority + path, "GET", b"", {}).body)

    context = ValidationContext(
        trust_roots=[fetched("/root.crt")],
        other_certs=[fetched("/sub.crt")],
        allow_fetching=True,
        revocation_mode="require",
    )
    (embedded,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    status = await async_validate_pdf_signature(embedded, context)
    stamp = status.timestamp_validity
    recent = (
        stamp is not None and stamp.valid and abs((stamp.timestamp - datetime.now(UTC)).total_seconds()) < 60
    )
    return bool(status.bottom_line), recent


def test_the_agent_runs_as_a_process_of_its_own(tmp_path: Path) -> None:
    key = tmp_path / "platform.hex"
    key.write_text(Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex() + "\n")
    command = [sys.executable, "-m", "agent", "--folder", str(tmp_path / "a"), "--port", "0"]
    command += ["--platform-key", f"k1={key}", "--origin", ORIGIN, "--with-parent"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert child.stdout
        ready = json.loads(child.stdout.readline())
        assert hand.call(ready["url"], ORIGIN, "GET", "/v1/hello")["agent"] == "rokhas-agent"
        assert hand.certificates(ready["url"], ORIGIN) == []
    finally:
        child.terminate()
        assert child.wait(5) == 0


def test_a_platform_key_must_be_one(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("abcd")
    with pytest.raises(ValueError, match="32 bytes"):
        read_key(path)
