"""Whom we believe: the authorities' certificates in `settings.TRUST_ROOTS`, a folder of PEM files.

A self-signed certificate is a root; any other is an intermediate that helps to build the path.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import pem, x509
from django.conf import settings
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import InvalidCertificateError, PathBuildingError, PathValidationError

from rokhas.signing.providers.loop import complete

# X.660 keeps the arc 2.999 for examples: no certificate of value carries a policy under it.
EXAMPLE_ARC = "2.999."
DEMO_NAME = "DEMO"
MOST_PROVEN = 20_000


class Untrusted(Exception):
    """No valid path from this certificate to one of our roots at the moment asked."""


@dataclass(frozen=True)
class Trust:
    """`proven` are the certificates found to lead to a root, and from when to when all those of their path hold."""

    roots: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...]
    proven: dict[str, tuple[datetime, datetime]] = field(default_factory=dict, compare=False)

    def context(self, moment: datetime) -> ValidationContext:
        """Validation as of `moment`, with what is at hand: nothing is fetched."""
        return ValidationContext(
            trust_roots=list(self.roots),
            other_certs=list(self.intermediates),
            moment=moment,
            allow_fetching=False,
        )

    def issuer_of(self, certificate: x509.Certificate) -> x509.Certificate | None:
        wanted = certificate.authority_key_identifier
        for candidate in (*self.intermediates, *self.roots):
            same_key = wanted is None or candidate.key_identifier == wanted
            if candidate.subject == certificate.issuer and same_key:
                return candidate
        return None

    def chain_of(self, certificate: x509.Certificate) -> list[x509.Certificate]:
        """The intermediates between a certificate and its root, the nearest first."""
        chain: list[x509.Certificate] = []
        issuer = self.issuer_of(certificate)
        while issuer is not None and issuer not in self.roots and issuer not in chain:
            chain.append(issuer)
            issuer = self.issuer_of(issuer)
        return chain


def trust() -> Trust:
    """What the folder holds now; read again only when a file of it changed."""
    folder = Path(settings.TRUST_ROOTS)
    files = sorted(folder.glob("*.pem")) if folder.is_dir() else []
    return _load(tuple((str(file), (stat := file.stat()).st_mtime_ns, stat.st_size) for file in files))


def check_path(certificate: x509.Certificate, moment: datetime) -> None:
    """Raise Untrusted unless the certificate serves for signatures and leads to one of our roots at `moment`.

    A path depends on nothing but the certificates and the time: one that was proven is not proven again while they all hold.
    Whether any was revoked is another question, asked elsewhere and each time (`providers.revocation`).
    """
    known, name = trust(), fingerprint(certificate)
    if not known.roots:
        raise Untrusted("No trusted root is installed.")
    begins, ends = known.proven.get(name, (moment, datetime.min.replace(tzinfo=UTC)))
    if begins <= moment <= ends:
        return
    validator = CertificateValidator(certificate, validation_context=known.context(moment))
    try:
        path = complete(validator.async_validate_usage({"non_repudiation"}))  # type: ignore[no-untyped-call]
    except (PathBuildingError, PathValidationError, InvalidCertificateError) as error:
        raise Untrusted(str(error)) from error
    spans = [each["tbs_certificate"]["validity"] for each in path.iter_certs(include_root=True)]
    if len(known.proven) >= MOST_PROVEN:
        known.proven.clear()
    known.proven[name] = (
        max(each["not_before"].native for each in spans),
        min(each["not_after"].native for each in spans),
    )


def is_demo(certificate: x509.Certificate) -> bool:
    """Whether the certificate says that it is worth nothing: by its policy, or by its name."""
    policies = certificate.certificate_policies_value or []
    if any(policy["policy_identifier"].dotted.startswith(EXAMPLE_ARC) for policy in policies):
        return True
    names = [*_values(certificate.subject), *_values(certificate.issuer)]
    return any(name.split(" ")[0] == DEMO_NAME for name in names)


def fingerprint(certificate: x509.Certificate) -> str:
    return hashlib.sha256(certificate.dump()).hexdigest()


@functools.lru_cache(maxsize=4)
def _load(files: tuple[tuple[str, int, int], ...]) -> Trust:
    found: dict[bytes, x509.Certificate] = {}
    for path, _, _ in files:
        for kind, _, der in pem.unarmor(Path(path).read_bytes(), multiple=True):
            if kind == "CERTIFICATE":
                found[der] = x509.Certificate.load(der)
    roots = tuple(each for each in found.values() if each.self_issued)
    return Trust(roots, tuple(each for each in found.values() if not each.self_issued))


def _values(name: x509.Name) -> list[str]:
    return [str(value) for value in name.native.values() if isinstance(value, str)]
