"""The authority's own four keys and certificates (root, sub-CA, OCSP responder, time-stamping), made on first start."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

# Wide enough for a country whose archive is played from years ago.
VALID_FROM = datetime(2015, 1, 1, tzinfo=UTC)
VALID_UNTIL = datetime(2045, 1, 1, tzinfo=UTC)
NAMES = {
    "root": "DEMO Rokhas Autorité racine",
    "sub": "DEMO Rokhas Autorité de certification Classe 3",
    "ocsp": "DEMO Rokhas Répondeur OCSP",
    "tsa": "DEMO Rokhas Horodatage",
}


@dataclass(frozen=True)
class Pair:
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Links:
    """Addresses written in certificates; they must still answer when a signature is checked later."""

    ocsp: str
    crl: str
    root_crl: str
    sub_certificate: str
    root_certificate: str

    @classmethod
    def under(cls, base: str) -> Links:
        paths = ("/ocsp", "/crl", "/root.crl", "/sub.crt", "/root.crt")
        return cls(*(base.rstrip("/") + path for path in paths))


def load_or_create(folder: Path, links: Links) -> dict[str, Pair]:
    """The four pairs kept as `<name>.key.pem` and `<name>.crt` under `folder`; all are created when the root is missing."""
    if not (folder / "root.crt").exists():
        _create(folder, links)
    return {name: _load(folder, name) for name in NAMES}


def usage(**granted: bool) -> x509.KeyUsage:
    """A key usage extension where every use not named is refused."""
    uses = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(**(uses | granted))


def crl_at(url: str) -> x509.CRLDistributionPoints:
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)
    return x509.CRLDistributionPoints([point])


def access(*, issuer: str, ocsp: str = "") -> x509.AuthorityInformationAccess:
    where = [(AuthorityInformationAccessOID.OCSP, ocsp)] if ocsp else []
    return x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(oid, x509.UniformResourceIdentifier(url))
            for oid, url in [*where, (AuthorityInformationAccessOID.CA_ISSUERS, issuer)]
        ]
    )


def _create(folder: Path, links: Links) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    keys = {name: rsa.generate_private_key(65537, 2048) for name in NAMES}
    ca = usage(key_cert_sign=True, crl_sign=True)
    signing = usage(digital_signature=True)
    root_crl = crl_at(links.root_crl)
    from_root = access(issuer=links.root_certificate)
    made = {
        "sub": _certificate("sub", "root", keys, ca, x509.BasicConstraints(True, 0), [root_crl, from_root]),
        "ocsp": _certificate(
            "ocsp",
            "sub",
            keys,
            signing,
            x509.BasicConstraints(False, None),
            [x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), x509.OCSPNoCheck()],
        ),
        "tsa": _certificate(
            "tsa",
            "root",
            keys,
            signing,
            x509.BasicConstraints(False, None),
            [x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), root_crl, from_root],
        ),
        # Last: its presence says that the others are complete.
        "root": _certificate("root", "root", keys, ca, x509.BasicConstraints(True, 1), []),
    }
    for name, certificate in made.items():
        key = keys[name].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write(folder / f"{name}.key.pem", key)
        _write(folder / f"{name}.crt", certificate.public_bytes(Encoding.DER))


def _certificate(
    name: str,
    issuer: str,
    keys: dict[str, rsa.RSAPrivateKey],
    key_usage: x509.KeyUsage,
    constraints: x509.BasicConstraints,
    others: list[x509.ExtensionType],
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(NAMES[name]))
        .issuer_name(_name(NAMES[issuer]))
        .public_key(keys[name].public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_UNTIL)
        .add_extension(constraints, critical=True)
        .add_extension(key_usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(keys[name].public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[issuer].public_key()), critical=False
        )
    )
    for extension in others:
        # RFC 3161 §2.3: the time-stamping purpose must be critical.
        critical = isinstance(extension, x509.ExtendedKeyUsage) and name == "tsa"
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(keys[issuer], hashes.SHA256())


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "MA"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "DEMO Rokhas"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _load(folder: Path, name: str) -> Pair:
    key = load_pem_private_key(
        (folder / f"{name}.key.pem").read_bytes(), None, unsafe_skip_rsa_key_validation=True
    )
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{name}.key.pem does not hold an RSA key")
    return Pair(key, x509.load_der_x509_certificate((folder / f"{name}.crt").read_bytes()))
