"""A step of a procedure: what is done, by whom, after what, and what it signs."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from rokhas.procedures.schema.enquiry import EnquiryTerms
from rokhas.procedures.schema.parts import (
    Applicable,
    Certainty,
    Code,
    Delay,
    Kind,
    Law,
    OfficeKind,
    Part,
    Role,
    Silence,
    Wording,
)

SignedPaper = Literal["permit", "acknowledgement", "inadmissibility", "reserves", "changes", "refusal"]
GRANTING: frozenset[SignedPaper] = frozenset({"permit", "acknowledgement"})
"""What ends a dossier well: an authorisation, or the receipt that a declaration is given and asks no authorisation."""
Sense = Literal["favourable", "minor_reserves", "changes_asked", "unfavourable"]
SENSES: tuple[Sense, ...] = get_args(Sense)


class Point(Part):
    """A point that a visit looks at."""

    code: Code
    names: Wording
    certainty: Certainty


class Step(Applicable):
    """A step: one task per office of `by`, open once every step of `after` is behind.

    `choose: first` opens one task only, at the first kind of `by` that has a competent office (a one-stop desk here, a
    provincial committee there); `choose: open` opens one at each kind of `by` that has one, and asks for one at least.
    `roles` are those who may act there. `signers` sign in this order, the last one closing the task; empty means whoever acts.
    `conforming` are the kinds of office whose own favourable opinion is indispensable; `unanimous` is the text by which one
    unfavourable opinion of the step forbids a favourable conclusion. `paper` is what a signature signs. `among: reserving`
    asks the offices whose reserves are not lifted and, as an answer is a new version, those whose own opinion is
    indispensable. `states` is what an officer writes for a paper before it is signed: the rules of the land. `senses` are those
    that a conclusion may have: a procedure without a commission has no minor reserves to lift. A visit looks at the points of
    `checklist`, on a day told `announced` after the step opens at the latest and `notice` ahead at least, to which the offices
    of `convokes` are called.
    `enquiry` are the terms of a public enquiry, which only a step of that kind has: its `within` is that of its report.
    `in_each` are the kinds of `by` that every commune of a land on several is asked for. `by_law` is the text that gives the
    step to `by`, where that is not plain: it says how sure it is.
    """

    code: Code
    kind: Kind
    names: Wording
    by: tuple[OfficeKind, ...] = ()
    by_law: Law | None = None
    choose: Literal["each", "first", "open"] = "each"
    roles: tuple[Role, ...] = ()
    after: tuple[Code, ...] = ()
    within: Delay | None = None
    silence: Silence | None = None
    conforming: tuple[OfficeKind, ...] = ()
    conforming_law: Law | None = None
    unanimous: Law | None = None
    signers: tuple[Role, ...] = ()
    paper: SignedPaper | None = None
    states: Literal["planning_note"] | None = None
    among: Literal["all", "reserving"] = "all"
    in_each: tuple[OfficeKind, ...] = ()
    senses: tuple[Sense, ...] = Field(default=SENSES, min_length=1)
    checklist: tuple[Point, ...] = ()
    announced: Delay | None = None
    notice: Delay | None = None
    convokes: tuple[OfficeKind, ...] = ()
    enquiry: EnquiryTerms | None = None

    @property
    def delay(self) -> Delay | None:
        """What a reader is told of its length: how long a public enquiry lasts, its limit otherwise."""
        return self.enquiry.lasts if self.enquiry else self.within
