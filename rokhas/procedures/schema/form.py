"""The questions asked and the documents asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from rokhas.procedures.schema.parts import (
    CERTAINTIES,
    Applicable,
    Certainty,
    Code,
    Language,
    Law,
    Part,
    Role,
    Source,
    Wording,
)

DocumentCode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*$", max_length=20)]

FieldType = Literal[
    "text", "textarea", "integer", "decimal", "choice", "multichoice", "date", "boolean", "parcel", "communes", "identity",
]  # fmt: skip
Format = Literal["cnie", "ice", "title_number", "requisition_number", "phone", "email"]
Meaning = Literal[
    "beneficiary", "project", "situation", "title_number", "land_area", "covered_surface", "phone", "email", "activity",
]  # fmt: skip
"""What an answer means beyond its form: lists, papers and notices look for the meaning, never for the code of a question."""
FORMATS: dict[Format, str] = {
    "cnie": r"[A-Za-z]{1,3}[0-9]{1,8}",
    "ice": r"[0-9]{15}",
    "title_number": r"[0-9]{1,8}/[A-Za-z0-9]{1,4}",
    "requisition_number": r"[A-Za-z]?[0-9]{1,8}/[A-Za-z0-9]{1,4}",
    "phone": r"(\+212|0)[5-8][0-9]{8}",
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
}
"""Anchored patterns (`re.fullmatch`). The ICE is 15 digits and no more is checked."""


SEALED: frozenset[Format] = frozenset({"cnie", "ice", "phone", "email"})
"""What identifies or reaches a person: such an answer is encrypted in the database."""
PRINTED: frozenset[Meaning] = frozenset({"beneficiary", "project", "situation", "title_number", "activity"})
"""What papers print and lists are searched by: such an answer cannot be sealed."""


class Choice(Part):
    """An answer among others. `group` is the heading it stands under in a long list; `traits` are what choosing it implies."""

    code: Code
    label: Wording
    group: Wording | None = None
    traits: tuple[Code, ...] = ()


class Personal(Part):
    """Why a personal datum is asked (law 09-08) and how long it is kept."""

    purpose: Wording
    retention: Code


class FormField(Applicable):
    """One question. `required` is asked when it applies; `min`, `max` are inclusive and in `unit`.

    `parcel` is a place (point, commune); `communes` are the other communes that the land extends over, which makes it a land on
    several: it is deposited at the province; `identity` is a national identity number. `sealed` asks that the answer be encrypted
    in the database and shown masked; the numbers of persons and companies, telephones and addresses always are. `meaning`, in
    the language `in_language` when it is asked in both, says what papers and lists take the answer for. `reusable`: it is about
    the person or the company, not the project, so that they may keep it among their own data for their next requests.
    `stated`: the permit itself says the answer, because it bounds what is granted (a surface, a duration). `law` is the text that
    a refusal of the answer cites.
    """

    code: Code
    type: FieldType
    label: Wording
    help: Wording | None = None
    required: bool = True
    min: Decimal | None = None
    max: Decimal | None = None
    max_length: int | None = Field(default=None, ge=1)
    unit: Wording | None = None
    format: Format | None = None
    choices: tuple[Choice, ...] = ()
    personal: Personal | None = None
    sealed: bool = False
    reusable: bool = False
    stated: bool = False
    meaning: Meaning | None = None
    in_language: Language | None = None
    law: Law | None = None
    certainty: Certainty

    @model_validator(mode="after")
    def _choices_where_one_chooses(self) -> FormField:
        if (self.type in {"choice", "multichoice"}) != bool(self.choices):
            raise PydanticCustomError("choices_misplaced", "a question lists its choices when one chooses")
        return self

    @property
    def is_sealed(self) -> bool:
        """Whether the answer never lies open in the database."""
        known = self.type == "identity" or self.format in SEALED or self.meaning in {"phone", "email"}
        return self.sealed or known

    @model_validator(mode="after")
    def _reusable_outside_the_map(self) -> FormField:
        if self.reusable and self.type in {"parcel", "communes"}:
            raise PydanticCustomError("reusable_not_own", "a place is of the project, not of the person")
        return self

    @model_validator(mode="after")
    def _sealed_texts_only(self) -> FormField:
        if self.sealed and self.type not in {"text", "textarea", "identity"}:
            raise PydanticCustomError("sealed_not_text", "only a text is sealed")
        if self.is_sealed and (self.stated or self.meaning in PRINTED):
            raise PydanticCustomError(
                "sealed_printed", "what papers print and lists are searched by is not sealed"
            )
        return self


class Section(Part):
    """A page of the form."""

    code: Code
    names: Wording
    help: Wording | None = None
    fields: tuple[FormField, ...] = Field(min_length=1)


DocumentKind = Literal["main", "information", "optional"]
Media = Literal["application/pdf", "image/jpeg", "image/png", "image/tiff"]


class DocumentSource(Source):
    """`certainty` that the document is asked, `kind_certainty` that it is main, of information or optional."""

    kind_certainty: Certainty


class Recency(Part):
    """A file given more than so many days ago is too old to be given again, with the certainty of that number."""

    days: int = Field(ge=1)
    certainty: Certainty


class Document(Applicable):
    """A document asked. Only a missing `main` one makes a dossier inadmissible (RGC art. 33).

    `arises_from`: an upload, the form's own answers, or a payment (its receipt); only uploads are asked of the applicant.
    `due`: by when it must be there. `pages_min`: a file of fewer pages is doubted (only its first page was scanned), with the
    certainty of that number; the applicant may insist. `plan`: listed in the manifest that the professional (`signed_by`) signs.
    `reusable`: it is about the person or the company, who may keep it for their next requests. `recent`: it is asked recent.
    """

    code: DocumentCode
    names: Wording
    kind: DocumentKind
    provided_by: Wording
    signed_by: Role | None = None
    plan: bool = False
    arises_from: Literal["upload", "form", "payment"] = "upload"
    due: Literal["deposit", "delivery", "site_opening"] = "deposit"
    help: Wording | None = None
    media: tuple[Media, ...] = Field(default=("application/pdf",), min_length=1)
    pages_min: int | None = Field(default=None, ge=2)
    pages_certainty: Certainty | None = None
    reusable: bool = False
    recent: Recency | None = None
    sources: tuple[DocumentSource, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _how_sure_the_pages_are(self) -> Document:
        if (self.pages_min is None) != (self.pages_certainty is None):
            raise PydanticCustomError("pages_unsure", "a least number of pages says how sure it is")
        return self

    @model_validator(mode="after")
    def _what_one_keeps_is_given(self) -> Document:
        if self.reusable and (self.plan or self.arises_from != "upload"):
            raise PydanticCustomError("reusable_not_own", "only a file about a person or a company is kept")
        return self

    @property
    def certainty(self) -> Certainty:
        """That it is asked: the least sure of its sources."""
        return max((source.certainty for source in self.sources), key=CERTAINTIES.index)

    @property
    def kind_certainty(self) -> Certainty:
        """That it is of this kind: the least sure of its sources."""
        return max((source.kind_certainty for source in self.sources), key=CERTAINTIES.index)
