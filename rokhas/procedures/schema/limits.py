"""Delays of the whole dossier, and the validity of what is granted."""

from __future__ import annotations

from typing import Literal

from rokhas.procedures.schema.parts import Applicable, Code, Delay, Part, Wording

LimitCode = Literal["legal_maximum", "reference", "tacit_permit", "copies", "notification", "remedy"]


class Limit(Part):
    """A delay of the whole dossier or of an act outside the steps, for the classes named (all when none is)."""

    code: LimitCode
    names: Wording
    classes: tuple[Code, ...] = ()
    delay: Delay


class ValidityCase(Applicable):
    """Another delay of validity, where it applies: twelve months for public bodies."""

    delay: Delay


class Validity(Part):
    """When a permit lapses, unless `unless` has happened (whatever happens when it is not said).

    The first of `cases` that applies replaces `delay`.
    """

    delay: Delay
    unless: Wording | None = None
    renewable: bool = False
    cases: tuple[ValidityCase, ...] = ()
