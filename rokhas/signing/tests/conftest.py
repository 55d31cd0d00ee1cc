"""A purpose of these tests alone: a notebook whose pages are signed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from pypdf import PdfWriter

from rokhas.accounts.models import Person
from rokhas.accounts.queries import actor_of
from rokhas.documents.queries import read
from rokhas.kernel.actor import Actor
from rokhas.signing import actions, schema
from rokhas.signing.models import Certificate
from rokhas.signing.queries import sealed_documents
from rokhas.signing.schema import Facts, Paper, Purpose
from rokhas.testing.signing import TestAuthority, sign_as

Result = dict[str, str]
CODE = "7K3MQ9TD42XN"
FACTS = Facts(
    number="PCT-2026-01511-00042",
    date=date(2026, 11, 16),
    commune_fr="Salé",
    commune_ar="سلا",
    nature_fr="Permis de construire",
    nature_ar="رخصة البناء",
)


def blank_pdf(pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=200)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


@dataclass
class Notebook:
    """What the owner of a paper knows. The locked row is the first signatory's: any row serves."""

    row: Person
    allowed: set[int]
    fields: list[str]
    code: str | None = CODE
    facts: Facts | None = FACTS
    text: str = "first text"
    signed: list[int] = field(default_factory=list)
    breaks: bool = False
    is_steady: bool = False
    pdf: bytes = field(default_factory=blank_pdf)

    def lock(self, subject_id: str) -> Notebook:
        Person.objects.select_for_update().get(pk=self.row.pk)
        return self

    def may_sign(self, actor: Actor, subject: Notebook) -> bool:
        return actor.person_id in self.allowed

    def revision(self, subject: Notebook) -> str:
        return self.text if self.is_steady else f"{self.text}/{len(self.signed)}"

    def paper(self, subject: Notebook, actor: Actor) -> Paper:
        done = len(self.signed)
        pdf = read(sealed_documents("notebook", "42")[0]) if done else self.pdf
        return Paper(
            pdf=pdf,
            title="Permis de construire 42",
            kind="permit",
            number="PCT-2026-01511-00042",
            name="PCT-2026-01511-00042-permit.pdf",
            field=self.fields[done],
            role="president",
            verification_code=self.code,
            facts=self.facts,
            complete=done + 1 == len(self.fields),
        )

    def on_signed(self, subject: Notebook, signature: Any, actor: Actor) -> None:
        if self.breaks:
            raise RuntimeError("the owner's act broke")
        self.signed.append(signature.pk)


@pytest.fixture
def authority() -> Iterator[TestAuthority]:
    with TestAuthority.shared().plays() as playing:
        yield playing


@pytest.fixture
def president(db: None) -> Person:
    return Person.objects.create_user(
        "president@rokhas.example", name_fr="Présidente fictive", name_ar="رئيسة"
    )


@pytest.fixture
def secretary(db: None) -> Person:
    return Person.objects.create_user("secretary@rokhas.example", name_fr="Secrétaire fictif")


@pytest.fixture
def certificate(authority: TestAuthority, president: Person) -> Certificate:
    return authority.equip(president)


@pytest.fixture
def by(president: Person) -> Actor:
    return actor_of(president)


@pytest.fixture
def notebook(president: Person) -> Iterator[Notebook]:
    kept = Notebook(president, {president.pk}, ["President"])
    schema.register(
        Purpose(
            code="notebook",
            lock=kept.lock,
            may_sign=kept.may_sign,
            revision=kept.revision,
            paper=kept.paper,
            on_signed=kept.on_signed,
            may_withdraw=kept.may_sign,
            landing=lambda subjects: f"/notebook/{'-'.join(subjects)}",
        )
    )
    yield kept
    schema.unregister("notebook")


@pytest.fixture
def signed_file(
    authority: TestAuthority, notebook: Notebook, certificate: Certificate, president: Person
) -> bytes:
    """A permit, signed, sealed and registered."""
    [signature] = sign_as(authority, president, "notebook", "42")
    assert signature.document is not None
    return read(signature.document)


@pytest.fixture
def result(authority: TestAuthority, notebook: Notebook, certificate: Certificate, by: Actor) -> Result:
    """What the agent answers for the one page of the notebook."""
    return prepared(authority, certificate, by)


def prepared(authority: TestAuthority, certificate: Certificate, by: Actor, page: str = "42") -> Result:
    envelopes = actions.prepare("notebook", [page], by=by, certificate=certificate)
    [answer] = authority.sign(certificate, envelopes)
    return answer
