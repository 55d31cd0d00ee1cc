"""Coded reasons: why an opinion is not favourable, in words both languages share."""

from __future__ import annotations

import string
from collections.abc import Collection, Mapping
from typing import Literal, get_args

from rokhas.procedures.schema.parts import Certainty, Part, Subject, Text, Wording

ReasonKind = Literal[
    "inadmissibility", "reroute", "awaited", "modification", "reserve", "unfavourable", "deferral", "blocking", "cancellation",
    "remedy",
]  # fmt: skip
REASON_KINDS: tuple[ReasonKind, ...] = get_args(ReasonKind)
ReasonOffice = Literal[
    "single_desk", "commune", "urban_agency", "hygiene", "economic_service", "authority", "civil_protection", "water",
    "land_registry", "roads", "technical_service", "revenue_agent", "electricity", "telecom", "heritage",
    "administrative_police", "prefecture", "president", "design_office", "water_basin", "military", "forests",
    "religious_endowments", "agriculture",
]  # fmt: skip
"""A kind of office, or the body that is meant."""

SHARED = frozenset({"ARC-08"})
"""Reasons whose words are left to the officer, and that serve every office."""

CATALOGUE = {"arrondissement": "commune"}
"""Kinds of office that give the reasons of another kind."""

CITED = "article"
"""The blank where an officer names the text and its article."""
REPLACED = ("RGC",)
"""The catalogue numbers the RGC as in 2013; the text of 2019 replaced it and the numbers are not mapped yet."""


class CodedReason(Part):
    """A reason of the catalogue. `law` names the text, empty where none does; its certainty is `article_certainty`.

    `office` is the code of the office that gives it. `subjects` are what it may be said of, and how surely; none means every
    procedure. `retired`: it is not given any more.
    """

    code: Text
    office: ReasonOffice
    kind: ReasonKind
    text: Wording
    law: str = ""
    source: str = ""
    certainty: Certainty
    article_certainty: Certainty
    subjects: tuple[Subject, ...] = ()
    subjects_certainty: Certainty
    retired: bool = False

    @property
    def law_text(self) -> str:
        """The text alone, without the article: the whole when several texts are named."""
        return self.law if self.law.count(" art. ") != 1 or ";" in self.law else self.law.split(" art. ")[0]

    @property
    def article(self) -> str:
        return "" if self.law == self.law_text else self.law.split(" art. ")[1]

    @property
    def blanks(self) -> tuple[str, ...]:
        """What an officer fills, in the order of the French sentence: document, valeur, limite, point, motif; then the text on
        which an unfavourable reason rests, where nobody has read it (`CITED`): none is given without (loi 03-01, on motives)."""
        named = [name for _, name, _, _ in string.Formatter().parse(self.text.fr) if name]
        return tuple(dict.fromkeys([*named, CITED] if self.is_to_cite else named))

    @property
    def is_to_cite(self) -> bool:
        """Whether whoever gives it says on which text it rests, for the catalogue does not."""
        return self.kind == "unfavourable" and not self.law

    @property
    def is_printable(self) -> bool:
        """Whether its article may stand on an official document: sourced, and not numbered as in a text that was replaced."""
        return self.article_certainty == "sourced" and not self.law.startswith(REPLACED)

    def serves(self, office_kind: str) -> bool:
        return self.office == CATALOGUE.get(office_kind, office_kind) or self.code in SHARED

    def concerns(self, subjects: Collection[Subject]) -> bool:
        """Whether it may be said of a procedure about these subjects."""
        return not self.subjects or not set(self.subjects).isdisjoint(subjects)

    def fill(self, values: Mapping[str, str], language: str) -> str:
        """The sentence with its blanks filled, exactly as given: braces inside a value are not read.

        Raises:
            KeyError: a blank has no value, or one without a letter or a digit; its argument is the name of the blank.
        """
        for name in self.blanks:
            if not any(each.isalnum() for each in values.get(name, "")):
                raise KeyError(name)
        return self.text.in_(language).format_map({name: values[name].strip() for name in self.blanks})
