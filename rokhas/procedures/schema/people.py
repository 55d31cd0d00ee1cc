"""The professionals who may be invited to give their part."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rokhas.procedures.schema.form import DocumentCode
from rokhas.procedures.schema.parts import Applicable, Code, Law

Profession = Literal["architect", "surveyor", "engineer", "design_office", "co_designer"]


class Invited(Applicable):
    """A professional whom whoever files, or designs, may invite by e-mail; nobody has to.

    `documents` are asked of them, as far as the dossier asks them; `reads` are those they see beside their own. `signs`: they
    sign one list of the files they gave, with their own key. `body` keeps the register in which they must have a current entry
    to say that their files are complete, and to sign; any that keeps their profession when none is named.
    """

    role: Profession
    body: Code | None = None
    documents: tuple[DocumentCode, ...] = Field(min_length=1)
    reads: tuple[DocumentCode, ...] = ()
    signs: bool = False
    law: Law
