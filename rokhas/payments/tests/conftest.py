from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from rokhas.accounts.models import Office, Person
from rokhas.kernel.actor import Actor, system
from rokhas.payments import actions
from rokhas.payments.models import Order
from rokhas.payments.providers.embedded import Treasury
from rokhas.payments.schema import Line

TAX = Line(
    "TOC",
    "Taxe de construction",
    "الرسم على البناء",
    "commune:1",
    "Commune",
    "الجماعة",
    Decimal(3960),
    "TOC-2024",
)
FEE = Line(
    "RSR",
    "Services rendus",
    "خدمات مقدمة",
    "agency:1",
    "Agence urbaine",
    "الوكالة الحضرية",
    Decimal("900.00"),
)


@pytest.fixture(autouse=True)
def treasury() -> Iterator[type[Treasury]]:
    yield Treasury
    Treasury.bills.clear()
    Treasury.paid.clear()


@pytest.fixture
def payer(db: None) -> Person:
    return Person.objects.create_user("payer@example.ma", name_fr="Salma", name_ar="سلمى")


@pytest.fixture
def subject(db: None) -> Office:
    """Whatever row the owner of an order could have."""
    return Office.objects.create(kind="practice", name_fr="Cabinet", name_ar="مكتب")


@pytest.fixture
def order(subject: Office, payer: Person) -> Order:
    return actions.place_order(subject, [TAX, FEE], payer=payer, by=system(), number="PCT-2026-0751-00042")


@pytest.fixture
def by(payer: Person) -> Actor:
    return Actor(payer.pk)
