"""Certificates and their holders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from asn1crypto import x509
from django.db.models import BigIntegerField, DateTimeField, QuerySet

from rokhas.accounts.models import Person
from rokhas.kernel.fixed import Fixed
from rokhas.signing.models import Certificate
from rokhas.signing.providers import jobs


def _usable(person: Any, now: Any) -> QuerySet[Certificate]:
    held = Certificate.objects.usable(now).filter(person=person).select_related("person")
    return held.order_by("-valid_to", "-pk")[:1]


_USABLE = Fixed(_usable, person=BigIntegerField(), now=DateTimeField())


def active_certificate(person_id: int | None, now: datetime) -> Certificate | None:
    """The certificate this person signs with at `now`: active, in its dates, the one that lasts longest. One query."""
    if person_id is None:
        return None
    return _USABLE.first(person=person_id, now=now)


def certificates_of(person_id: int | None) -> list[Certificate]:
    """Every certificate linked to this person, in force or not, the one that lasts longest first. One query."""
    if person_id is None:
        return []
    return list(Certificate.objects.filter(person_id=person_id).order_by("-valid_to", "-pk"))


def holds_key(person: Person, now: datetime) -> bool:
    """Whether an authority's certificate in force bears this person's names."""
    return active_certificate(person.pk, now) is not None


def without_key(people: Iterable[Person], now: datetime) -> list[Person]:
    """Those of them whom no certificate in force lets sign, by name. One query."""
    asked = list(people)
    usable = Certificate.objects.usable(now).filter(person__in=asked)
    holders = set(usable.values_list("person_id", flat=True))
    return sorted((each for each in asked if each.pk not in holders), key=lambda each: each.name)


def job_keys() -> dict[str, str]:
    """What agents trust: by key identifier, the public key (PEM) that signs the platform's jobs."""
    return {jobs.KID: jobs.public_key_pem()}


def is_for_signature(certificate: x509.Certificate) -> bool:
    """Whether the authority issued it for signatures that bind (key usage nonRepudiation, RFC 5280 §4.2.1.3)."""
    usage = certificate.key_usage_value
    return usage is not None and "non_repudiation" in usage.native
