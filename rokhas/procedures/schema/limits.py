"""Delays of the whole dossier, and the validity of what is granted."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rokhas.procedures.schema.eligibility import ProcedureCode
from rokhas.procedures.schema.parts import Applicable, Code, Delay, OfficeKind, Part, Reminders, Role, Wording

LimitCode = Literal["legal_maximum", "reference", "tacit_permit", "copies", "notification", "remedy"]


KeptBy = Literal["opening", "completion"] | ProcedureCode


class Cause(Part):
    """What a limit may be extended for. With a `step`, only while or after that step is asked in the dossier: an enquiry that
    nobody holds extends nothing."""

    code: Code
    names: Wording
    step: Code | None = None


class Extension(Part):
    """How the legal maximum of a dossier may be extended, once: by `delay`, counted from its last day, for one of `causes`, by
    whoever holds one of `roles` at the desk."""

    causes: tuple[Cause, ...] = Field(min_length=1)
    delay: Delay
    roles: tuple[Role, ...] = Field(min_length=1)

    def cause(self, code: str) -> Cause | None:
        return next((each for each in self.causes if each.code == code), None)


class Limit(Part):
    """A delay of the whole dossier or of an act outside the steps, for the classes named (all when none is).

    The legal maximum is escalated when it passes; its `reminders`, in the order of their days, replace those of the platform. No
    other limit has any: nobody attends to it. `to`, of copies alone, are the offices that receive one beside those that studied
    the dossier: the local authority where a file does not say. Without a limit of copies nobody receives any (law 09-08, art. 3).
    """

    code: LimitCode
    names: Wording
    classes: tuple[Code, ...] = ()
    delay: Delay
    extension: Extension | None = None
    reminders: Reminders = None
    to: tuple[OfficeKind, ...] = ()

    @model_validator(mode="after")
    def _only_copies_are_sent(self) -> Limit:
        if self.to and self.code != "copies":
            raise PydanticCustomError("to_misplaced", "`to` says who receives copies: nothing else is sent")
        return self


class ValidityCase(Applicable):
    """Another delay of validity, where it applies: twelve months for public bodies."""

    delay: Delay


class Validity(Part):
    """When a permit lapses, unless `unless` has happened (whatever happens when it is not said).

    The first of `cases` that applies replaces `delay`. `kept_by` is what shows that `unless` has happened: the `opening` of the
    works, from the first day that their architect declares; their `completion`, on the day declared; or what was granted after
    the permit, by its procedure: a subdivision is equipped once it is received.
    """

    delay: Delay
    unless: Wording | None = None
    kept_by: tuple[KeptBy, ...] = ("opening",)
    renewable: bool = False
    cases: tuple[ValidityCase, ...] = ()
