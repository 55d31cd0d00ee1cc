"""Tell a dossier's story in a test, in the words of the domain.

scene.deposited().admit().opinions().conclude().sign_minutes().pay().sign_permit()
assert scene.dossier.ending == "delivered"
"""

from __future__ import annotations

import functools
from datetime import datetime
from typing import Any

from rokhas.accounts.models import Person
from rokhas.dossiers.models import Dossier
from rokhas.journeys.answers import answers_for
from rokhas.journeys.cast import cast_for
from rokhas.journeys.story import Story
from rokhas.kernel.actor import Actor
from rokhas.payments.actions import settle
from rokhas.payments.models import Order
from rokhas.payments.schema import Settled
from rokhas.procedures.actions import seed
from rokhas.procedures.schema import Document, Procedure
from rokhas.signing.queries import active_certificate
from rokhas.territory.models import Unit
from rokhas.testing.signing import TestAuthority, sign_as

# Témara: an urban commune of more than 50 000 inhabitants, so a one-stop desk; and a rural one, under its provincial committee.
DESK_COMMUNE = "04.501.01.07"


class TestHands:
    """Software keys in this process, a treasury that pays when asked, plans of one page."""

    __test__ = False

    def __init__(self, authority: TestAuthority) -> None:
        self.authority = authority

    def __deepcopy__(self, memory: object) -> TestHands:
        return self  # the keys are those of the whole process: only the rows of a story are copied

    def sign(self, person: Person, purpose: str, *subjects: str, at: datetime | None) -> None:
        if active_certificate(person.pk, Actor(person.pk, at=at).now()) is None:
            self.authority.equip(person, at=at)
        sign_as(self.authority, person, purpose, *subjects, at=at)

    def pay(self, order: Order, person: Person, at: datetime | None) -> None:
        news = Settled(
            event_id=f"event-{order.reference}",
            reference=order.reference,
            amount=order.total,
            currency=order.currency,
            transaction=f"TEST-{order.reference}",
            channel="card",
        )
        settle(news, by=Actor(person.pk, at=at), heard_by="callback")

    def draw(self, document: Document, dossier: Dossier) -> tuple[bytes, str]:
        return one_page(f"{document.code} {dossier.pk} {dossier.pieces.count()}"), f"{document.code}.pdf"


class Scene(Story):
    """A story with hands of its own, in a staffed commune."""

    hands: TestHands

    @classmethod
    def opens(cls, unit: str = DESK_COMMUNE, **more: object) -> Scene:
        seed()
        cast = cast_for(Unit.objects.get(pk=unit))
        return cls(cast, TestHands(TestAuthority.shared()), **more)  # type: ignore[arg-type]

    def typed(self, procedure: Procedure) -> dict[str, Any]:
        """What the applicant of the story answers to every question, as typed."""
        return answers_for(procedure, self.cast, grand=self.grand)


@functools.cache
def one_page(text: str) -> bytes:
    """A small valid PDF that differs by its text."""
    content = f"BT /F1 18 Tf 40 780 Td ({text}) Tj ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    pdf, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(pdf)
    pdf += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return pdf + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
