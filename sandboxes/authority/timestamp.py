"""RFC 3161 time-stamp tokens signed by the demonstration's time-stamping key."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime

from asn1crypto import algos, cms, core, tsp, x509
from asn1crypto.parser import emit
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from sandboxes.authority.keys import Pair

TSA_POLICY = "2.999.504.3.2"
DIGESTS = {"sha256": 32, "sha384": 48, "sha512": 64}


def respond(request_der: bytes, tsa: Pair, issuer: Pair, at: datetime) -> bytes:
    """The TimeStampResp (DER): granted with a token dated `at`, or a rejection saying what is wrong in the request."""
    try:
        request = tsp.TimeStampReq.load(request_der, strict=True)
        imprint = request["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        digest = imprint["hashed_message"].native
        policy = request["req_policy"].native
    except (ValueError, TypeError):
        return _rejection("bad_data_format")
    if DIGESTS.get(algorithm) != len(digest):
        return _rejection("bad_alg" if algorithm not in DIGESTS else "bad_data_format")
    if policy not in (None, TSA_POLICY):
        return _rejection("unaccepted_policy")
    certificates = [tsa, issuer] if request["cert_req"].native else []
    token = _token(_info(request, at), tsa, certificates)
    response = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})
    return bytes(response.dump())


def _rejection(failure: str) -> bytes:
    status = tsp.PKIStatusInfo({"status": "rejection", "fail_info": {failure}})
    # TimeStampResp ::= SEQUENCE { status }; asn1crypto insists on a token, so the SEQUENCE is written by hand.
    return bytes(emit(0, 1, 16, status.dump()))


def _info(request: tsp.TimeStampReq, at: datetime) -> bytes:
    fields = {
        "version": "v1",
        "policy": TSA_POLICY,
        "message_imprint": request["message_imprint"],
        "serial_number": secrets.randbits(127),
        "gen_time": core.GeneralizedTime(at.astimezone(UTC).replace(microsecond=0)),
        "accuracy": {"seconds": 1},
    }
    if request["nonce"].native is not None:
        fields["nonce"] = request["nonce"]
    return bytes(tsp.TSTInfo(fields).dump())


def _token(info: bytes, tsa: Pair, certificates: list[Pair]) -> cms.ContentInfo:
    own = x509.Certificate.load(tsa.der)
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(info).digest()]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [_signing_certificate(tsa.der)]}),
        ]
    )
    sha256 = algos.DigestAlgorithm({"algorithm": "sha256"})
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number}),
            "digest_algorithm": sha256,
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signed_attrs": attributes,
            "signature": tsa.key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256()),
        }
    )
    signed = {
        "version": "v3",
        "digest_algorithms": [sha256],
        "encap_content_info": {"content_type": "tst_info", "content": cms.ParsableOctetString(info)},
        "signer_infos": [signer],
    }
    if certificates:
        signed["certificates"] = [x509.Certificate.load(pair.der) for pair in certificates]
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})


def _signing_certificate(der: bytes) -> tsp.SigningCertificateV2:
    return tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(der).digest()}]})
