"""The few questions asked before a request begins: whether it is the right one, and which one is."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from rokhas.procedures.schema.parts import Certainty, Code, Law, OfficeKind, Part, Wording

ProcedureCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]*$", max_length=40)]

RESERVED = frozenset({"commune", "later", "change", "find", "asked"})
"""What the address of the check says besides its questions: none may have these codes."""


class Way(Part):
    """Where an answer leads when this request is not the right one, and the text of law that says why.

    `procedure` is one of the catalogue's (`data/catalogue.csv`), filed here or not; `ask` are the kinds of office to ask, those
    of the desk when it is not said.
    """

    code: Code
    procedure: ProcedureCode | None = None
    ask: tuple[OfficeKind, ...] = ()
    why: Wording
    law: Law

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Way:
        if self.procedure is None and not self.ask:
            raise PydanticCustomError("way_nowhere", "a way leads to a procedure or says whom to ask")
        return self


class Option(Part):
    """An answer. `gives` are the answers of the form that it gives already; `leads` names the way it takes out of the request."""

    code: Code
    label: Wording
    help: Wording | None = None
    group: Wording | None = None
    gives: dict[Code, bool | str] = Field(default_factory=dict)
    leads: Code | None = None


class EligibilityQuestion(Part):
    """One question. `of` names a question of the form whose choices come first and whose answer is carried to it.

    `when` are predicates of the answers given before; `law` is the text for which it is asked. Nothing personal is asked: answers
    are codes, which the address of the page carries.
    """

    code: Code
    of: Code | None = None
    when: tuple[Code, ...] = ()
    label: Wording
    help: Wording | None = None
    choices: tuple[Option, ...] = ()
    law: Law | None = None
    certainty: Certainty


class Eligibility(Part):
    """The check of a procedure: its questions in order, and the ways out of it."""

    ways: tuple[Way, ...] = ()
    questions: tuple[EligibilityQuestion, ...] = Field(min_length=1)

    def way(self, code: str) -> Way:
        """Raises: KeyError when there is no such way."""
        for way in self.ways:
            if way.code == code:
                return way
        raise KeyError(code)
