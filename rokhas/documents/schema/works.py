"""The papers of the works of a permit."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from rokhas.documents.schema.papers import Both, LawReference, Paper, Signatory, Stated, Verification


class Declaration(Paper):
    """What a professional declares of the works of a permit, and signs: their opening, or their end. `number` is the permit's."""

    template: ClassVar[str] = "declaration"

    title: Both
    procedure: Both
    granted_on: date
    holder: Both
    project: Both
    situation: Both
    stated: tuple[Stated, ...] = ()
    declaration: Both
    law: tuple[LawReference, ...] = ()
    order_number: str = ""
    signatory: Signatory
    verification: Verification


class SitePanel(Paper):
    """The panel at the entrance of a site, in A3: the permit, its date, what is built, how high, its architect, and the code that
    verifies it. Nobody else is named."""

    template: ClassVar[str] = "site-panel"

    title: Both
    granted_on: date
    project: Both
    situation: Both
    levels: Both = Both()
    architect: Both
    verification: Verification
