"""What several answers share."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from rokhas.kernel.references import LAST_ROW

T = TypeVar("T")

Row = Annotated[int, Field(ge=1, le=LAST_ROW)]
"""The number of a row, in an address."""
Number = Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""The number of a dossier or the reference of an order."""
Code = Annotated[str, StringConstraints(max_length=60, pattern=r"^[A-Za-z0-9_.-]+$")]
Words = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
ShortLine = Annotated[
    str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")
]
Cursor = Annotated[str, StringConstraints(max_length=60)]
Limit = Annotated[int, Field(ge=1, le=100)]
Key = Annotated[str, StringConstraints(min_length=8, max_length=200, pattern=r"^[\x21-\x7e]+$")]
"""An Idempotency-Key: any text of printable ASCII, a UUID for example."""
Tag = Annotated[str, StringConstraints(max_length=200)]


class Asked(Schema):
    """What a client sends: a name that is not known is a mistake, never ignored."""

    model_config = ConfigDict(extra="forbid")


class Both(Schema):
    """A wording in the two official languages."""

    fr: str
    ar: str


class Listed(Schema, Generic[T]):
    """A page of a list; `next` is the cursor of the page after, null at the end."""

    items: list[T]
    next: str | None = None


class Misfit(Schema):
    field: str
    code: str
    message: str


class Problem(Schema):
    """RFC 9457. `code` is stable; `detail` and `message` are in the language of Accept-Language (ar or fr)."""

    type: str
    title: str = ""
    status: int
    code: str
    detail: str
    errors: list[Misfit] = []


class Reason(Schema):
    """A coded reason, as it stands on a paper."""

    code: str
    text: Both
    article: str


class FileSaid(Schema):
    """A file: `sha256` in hexadecimal, `size` in bytes, `url` below the address of this interface."""

    name: str
    media_type: str
    size: int
    sha256: str
    url: str
