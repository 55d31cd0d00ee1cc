"""A signature value alone, verified with nothing but the public key."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

RSA, ECDSA = "sha256_rsa", "sha256_ecdsa"


def check_signature(key: object, signature: bytes, message: bytes, algorithm: hashes.HashAlgorithm) -> None:
    """RSASSA-PKCS1-v1_5 or ECDSA (DER), as the key is.

    Raises:
        InvalidSignature: the signature is not of this message by this key, or the key is of neither kind.
    """
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, message, padding.PKCS1v15(), algorithm)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, message, ec.ECDSA(algorithm))
    else:
        raise InvalidSignature


def signs(certificate_der: bytes, alg: str, signature: bytes, message: bytes) -> bool:
    """Whether `signature` (`alg`: sha256_rsa or sha256_ecdsa) is of `message` by the certificate's key."""
    key = x509.load_der_x509_certificate(certificate_der).public_key()
    if alg != (RSA if isinstance(key, rsa.RSAPublicKey) else ECDSA):
        return False
    try:
        check_signature(key, signature, message, hashes.SHA256())
    except InvalidSignature:
        return False
    return True
