"""A procedure and its steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from rokhas.procedures.schema.eligibility import Eligibility, EligibilityQuestion, Option
from rokhas.procedures.schema.follows import Follows
from rokhas.procedures.schema.form import Document, FormField, Meaning, Section
from rokhas.procedures.schema.limits import Limit, LimitCode, Validity
from rokhas.procedures.schema.occupation import Occupation
from rokhas.procedures.schema.parts import (
    Applicable,
    Certainty,
    Code,
    Delay,
    Kind,
    Language,
    Law,
    OfficeKind,
    Part,
    Role,
    Subject,
    Wording,
)
from rokhas.procedures.schema.people import Invited
from rokhas.procedures.schema.remedies import Appeal, remedies
from rokhas.procedures.schema.steps import GRANTING, Step
from rokhas.procedures.schema.thresholds import Threshold

T = TypeVar("T", bound=Applicable)


class ProjectClass(Part):
    """A category of dossiers. It is chosen when any predicate of `any_of` holds; the last class has none and takes the rest.

    `shown_by` are predicates that explain the class to the applicant without deciding it.
    """

    code: Code
    names: Wording
    any_of: tuple[Code, ...] = ()
    shown_by: tuple[Code, ...] = ()
    law: Law


class Classification(Part):
    """The class of a dossier and the predicates that led to it (none when nothing made it another)."""

    project_class: ProjectClass | None
    reasons: tuple[str, ...] = ()

    @property
    def code(self) -> str | None:
        return self.project_class.code if self.project_class else None


FeeCode = Literal[
    "construction_tax", "restoration_tax", "agency_fee", "platform_fee", "subdivision_tax", "agency_land_fee",
    "agency_division_fee", "subdivision_balance", "information_note_fee", "domain_fee_terrace", "domain_fee_works",
    "domain_fee_network", "domain_fee_equipment", "domain_fee_parking", "domain_fee_sign", "domain_fee_panel",
    "domain_fee_filming", "domain_fee_construction",
]  # fmt: skip


class Fee(Applicable):
    """A fee due: `code` names its calculation in `tariffs`, `payee` the kind of office that is paid."""

    code: FeeCode
    names: Wording
    payee: OfficeKind
    law: Law


class FollowUp(Part):
    """What the holder does after the decision."""

    code: Code
    names: Wording
    roles: tuple[Role, ...] = Field(min_length=1)
    law: Law


class Window(Part):
    """A period in which such a request may be filed, both days included; without `closes`, until a text closes it."""

    opens: date
    closes: date | None = None
    law: Law

    def holds(self, day: date) -> bool:
        return self.opens <= day and (self.closes is None or day <= self.closes)


class Professional(Part):
    """A professional whom the law makes compulsory when any predicate of `any_of` holds (always when none is named).

    `body` keeps the register in which they must have a current entry to act; any that keeps their profession when none
    is named.
    """

    role: Role
    body: Code | None = None
    any_of: tuple[Code, ...] = ()
    law: Law

    def is_compulsory(self, holding: AbstractSet[str]) -> bool:
        return not self.any_of or not holding.isdisjoint(self.any_of)


class Procedure(Part):
    """One version of one procedure. `subjects` are what it is about: its offices are offered the coded reasons of these.

    `desk` are the kinds of office that receive the deposit: the first that is open where the dossier lies. `windows` are the
    periods in which a text lets such a request be filed, in order; without any, it may be filed on every day. `decision` is what
    the signed paper says that the authority does, where it does not simply authorise what is described.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]*$", max_length=40)]
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]+(-[A-Z]+)*$", max_length=8)]
    version: int = Field(ge=1)
    names: Wording
    family: Literal["urban", "economic"]
    subjects: tuple[Subject, ...] = Field(min_length=1)
    effective_from: date
    certainty: Certainty
    note: str = ""
    desk: tuple[OfficeKind, ...] = Field(default=("single_desk", "provincial_committee"), min_length=1)
    filers: tuple[Role, ...] = Field(min_length=1)
    follows: Follows | None = None
    on_map: bool = True
    windows: tuple[Window, ...] = ()
    eligibility: Eligibility | None = None
    professionals: tuple[Professional, ...] = ()
    invited: tuple[Invited, ...] = ()
    classes: tuple[ProjectClass, ...] = ()
    form: tuple[Section, ...] = Field(min_length=1)
    documents: tuple[Document, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)
    fees: tuple[Fee, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    limits: tuple[Limit, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    validity: Validity | None = None
    occupation: Occupation | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    laws: tuple[Law, ...] = Field(min_length=1)
    decision: Wording | None = None
    conditions: tuple[Wording, ...] = ()

    @field_validator("classes")
    @classmethod
    def _the_last_class_takes_the_rest(cls, classes: tuple[ProjectClass, ...]) -> tuple[ProjectClass, ...]:
        if classes and (classes[-1].any_of or not all(item.any_of for item in classes[:-1])):
            raise PydanticCustomError(
                "last_class", "the last class, and only the last, takes every dossier left"
            )
        return classes

    def step(self, code: str) -> Step:
        """Raises: KeyError when this version has no such step."""
        return self._steps[code]

    def document(self, code: str) -> Document:
        """Raises: KeyError when this version asks no such document."""
        return self._documents[code]

    @cached_property
    def _steps(self) -> dict[str, Step]:
        return {step.code: step for step in self.steps}

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {document.code: document for document in self.documents}

    @cached_property
    def fields(self) -> tuple[FormField, ...]:
        """Every question of the form, in order."""
        return tuple(field for section in self.form for field in section.fields)

    def communes_asked(self, holding: AbstractSet[str]) -> FormField | None:
        """The question of the other communes that the land extends over; None where it is in one."""
        field = self.communes
        return field if field and field.applies(holding, self.classify(holding).code) else None

    @cached_property
    def communes(self) -> FormField | None:
        """The same, whether it applies or not."""
        return next((field for field in self.fields if field.type == "communes"), None)

    def options(self, question: EligibilityQuestion) -> tuple[Option, ...]:
        """The answers to a question of the eligibility check: those of the form's question it stands for, then its own."""
        field = next((field for field in self.fields if field.code == question.of), None)
        standing = tuple(
            Option(code=choice.code, label=choice.label, group=choice.group, gives={field.code: choice.code})
            for choice in (field.choices if field else ())
            if field
        )
        return standing + question.choices

    def grant_of(self, class_code: str | None = None) -> Step | None:
        """The step that signs what was asked for: an authorisation, or the receipt of a declaration; the first of them while the
        class of the dossier, or which conditions hold, is not known."""
        return next(self.grants(class_code), None)

    def grants(self, class_code: str | None = None) -> Iterator[Step]:
        """The steps that may sign what was asked for, each under its own conditions."""
        return (
            step
            for step in self.steps
            if step.paper in GRANTING and (not class_code or not step.classes or class_code in step.classes)
        )

    @property
    def is_mapped(self) -> bool:
        """Whether its permits are shown on the public map: those of urbanism, unless the file says that it grants no works."""
        return self.on_map and self.family == "urban" and any(step.paper == "permit" for step in self.steps)

    @property
    def has_commission(self) -> bool:
        """Whether members sit together, on a day that the receipt announces, and sign minutes."""
        return any(step.kind is Kind.MINUTES for step in self.steps)

    @property
    def asks_opinions(self) -> bool:
        """Whether an office other than the one that studies it may be asked for its opinion."""
        return any(step.kind is Kind.OPINION for step in self.steps)

    def traits(self, answers: Mapping[str, Any]) -> tuple[str, ...]:
        """What the answers chosen imply, by their own choices: conditions ask for a trait, never for one answer among many."""
        found: set[str] = set()
        for field in self.fields:
            given = answers.get(field.code)
            chosen = given if isinstance(given, list) else [given]
            found.update(
                trait for choice in field.choices if choice.code in chosen for trait in choice.traits
            )
        return tuple(sorted(found))

    def may_print(self, law: Law) -> bool:
        """Whether an official document may cite it: sourced, and numbered as in the text in force (`laws` says which are not)."""
        unmapped = {declared.text for declared in self.laws if not declared.mapped}
        return law.certainty == "sourced" and law.text not in unmapped

    def meaning(self, meaning: Meaning, language: Language | None = None) -> FormField | None:
        """The question whose answer has this meaning, in this language where it is asked in both."""
        return self._meanings.get((meaning, language))

    @cached_property
    def _meanings(self) -> dict[tuple[Meaning, Language | None], FormField]:
        """The first question of each meaning; one that is not asked in a language stands for all."""
        found: dict[tuple[Meaning, Language | None], FormField] = {}
        for field in self.fields:
            languages = (field.in_language,) if field.in_language else (None, *get_args(Language))
            if field.meaning:
                for language in languages:
                    found.setdefault((field.meaning, language), field)
        return found

    def classify(self, holding: AbstractSet[str]) -> Classification:
        """The class of a dossier and why: exactly one, the first whose `any_of` meets `holding`, else the last.

        A procedure without classes gives a classification without class.
        """
        for item in self.classes:
            met = tuple(name for name in item.any_of if name in holding)
            if met or not item.any_of:
                return Classification(
                    project_class=item,
                    reasons=met or tuple(name for name in item.shown_by if name in holding),
                )
        return Classification(project_class=None)

    def steps_for(self, holding: AbstractSet[str]) -> tuple[Step, ...]:
        return tuple(self._of(self.steps, holding))

    def documents_for(self, holding: AbstractSet[str]) -> tuple[Document, ...]:
        return tuple(self._of(self.documents, holding))

    def fields_for(self, holding: AbstractSet[str]) -> tuple[FormField, ...]:
        return tuple(self._of(self.fields, holding))

    def fees_for(self, holding: AbstractSet[str]) -> tuple[Fee, ...]:
        return tuple(self._of(self.fees, holding))

    def may_be_filed(self, day: date) -> bool:
        """Whether a text lets it be filed on that day."""
        return not self.windows or any(window.holds(day) for window in self.windows)

    def last_window(self, day: date) -> Window | None:
        """The period that is open on that day, else the one that closed last, else the first to come."""
        begun = [window for window in self.windows if window.opens <= day]
        return begun[-1] if begun else next(iter(self.windows), None)

    def professionals_for(self, holding: AbstractSet[str]) -> tuple[Role, ...]:
        """The roles without whom a dossier may not be filed."""
        return tuple(item.role for item in self.professionals if item.is_compulsory(holding))

    def invited_for(self, holding: AbstractSet[str]) -> tuple[Invited, ...]:
        """The professionals who may be invited to such a dossier."""
        return tuple(self._of(self.invited, holding))

    @property
    def remedies(self) -> tuple[Appeal, ...]:
        """How a refusal may be contested: as the file says, else as the platform's data do."""
        return self.appeals or remedies().appeals

    def remedy(self, code: str) -> Appeal:
        """Raises: KeyError when there is no such way."""
        return {each.code: each for each in self.remedies}[code]

    def limit(self, code: LimitCode, class_code: str | None = None) -> Limit | None:
        """The limit of this name for a class, or None where no text gives one."""
        for limit in self.limits:
            if limit.code == code and (not limit.classes or class_code in limit.classes):
                return limit
        return None

    def copied_to(self, class_code: str | None = None) -> tuple[OfficeKind, ...]:
        """The offices that receive a copy of what is granted, beside those that studied it: none where no text asks a copy."""
        limit = self.limit("copies", class_code)
        return (limit.to or ("local_authority",)) if limit else ()

    def valid_for(self, holding: AbstractSet[str]) -> Delay | None:
        """How long what is granted stays valid; None where no text sets an end."""
        if self.validity is None:
            return None
        return next((case.delay for case in self._of(self.validity.cases, holding)), self.validity.delay)

    def ready(
        self, opened: AbstractSet[str], done: AbstractSet[str], holding: AbstractSet[str]
    ) -> tuple[Step, ...]:
        """The steps to open now: they apply, are neither open nor done, and everything before them is behind.

        A step that does not apply is behind as soon as all before it is: it never lets its followers start early.
        """
        applying = {step.code for step in self.steps_for(holding)}
        behind: dict[str, bool] = {}

        def is_behind(code: str) -> bool:
            if code not in behind:
                behind[code] = code in done or (
                    code not in applying and all(is_behind(before) for before in self.step(code).after)
                )
            return behind[code]

        return tuple(
            step
            for step in self.steps
            if step.code in applying
            and step.code not in opened
            and step.code not in done
            and all(is_behind(before) for before in step.after)
        )

    def from_(self, code: str) -> tuple[Step, ...]:
        """The step and every step that follows it, near or far: what going back to it supersedes.

        Raises:
            KeyError: this version has no such step.
        """
        found = {self.step(code).code}
        grew = True
        while grew:
            following = {step.code for step in self.steps if not found.isdisjoint(step.after)}
            grew = not following <= found
            found |= following
        return tuple(step for step in self.steps if step.code in found)

    def predicates(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every predicate named, with its place in the file."""
        groups: list[tuple[tuple[str | int, ...], Iterable[Part]]] = [
            (("classes",), self.classes), (("professionals",), self.professionals), (("invited",), self.invited),
            (("documents",), self.documents), (("steps",), self.steps), (("fees",), self.fees),
        ]  # fmt: skip
        groups += [(("form", number, "fields"), section.fields) for number, section in enumerate(self.form)]
        if self.validity:
            groups.append((("validity", "cases"), self.validity.cases))
        if self.eligibility:
            groups.append((("eligibility", "questions"), self.eligibility.questions))
        for place, parts in groups:
            for index, part in enumerate(parts):
                for where in ("when", "any_of", "shown_by"):
                    for rank, name in enumerate(getattr(part, where, ())):
                        yield (*place, index, where, rank), name

    def _of(self, parts: Iterable[T], holding: AbstractSet[str]) -> Iterator[T]:
        class_code = self.classify(holding).code
        return (part for part in parts if part.applies(holding, class_code))
