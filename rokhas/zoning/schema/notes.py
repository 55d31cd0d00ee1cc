"""What a note of planning information says of a land, indicative or official."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from rokhas.ui import formats


class Content(BaseModel):
    """The rules of a land, in both languages. Metres and m²; `coverage` and `floor_ratio` are shares; what is not set is None
    or empty, and is not said; what is known not to exist (`no_…`, `not_approved`) is said so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plan_fr: str = ""
    plan_ar: str = ""
    approved_on: date | None = None
    ends_on: date | None = None
    zone: str = ""
    zone_fr: str = ""
    zone_ar: str = ""
    allowed_fr: str = ""
    allowed_ar: str = ""
    forbidden_fr: str = ""
    forbidden_ar: str = ""
    height: Decimal | None = None
    levels: int | None = None
    coverage: Decimal | None = None
    floor_ratio: Decimal | None = None
    setback_street: Decimal | None = None
    setback_side: Decimal | None = None
    setback_back: Decimal | None = None
    min_plot: Decimal | None = None
    easements_fr: str = ""
    easements_ar: str = ""
    remarks_fr: str = ""
    remarks_ar: str = ""
    no_plan: bool = False
    not_approved: bool = False
    no_height: bool = False
    no_setback: bool = False
    no_easement: bool = False

    def missing(self) -> tuple[str, ...]:
        """What an official note still has to say, by the field that says it: each may be said not to exist, never left out."""
        known = {
            "plan": self.no_plan or (self.plan_fr and self.plan_ar),
            "approved_on": self.no_plan or self.not_approved or self.approved_on,
            "zone": self.no_plan or (self.zone and self.zone_fr and self.zone_ar),
            "allowed": self.no_plan or (self.allowed_fr and self.allowed_ar),
            "height": self.no_plan or self.no_height or self.height is not None or self.levels is not None,
            "setback_street": self.no_plan or self.no_setback or bool(self._setbacks),
            "easements": self.no_easement or (self.easements_fr and self.easements_ar),
        }
        return tuple(name for name, said in known.items() if not said)

    def contradicted(self) -> tuple[str, ...]:
        """What is said not to exist, and said all the same."""
        said = {
            "no_plan": self.plan_fr or self.plan_ar or self.zone,
            "not_approved": self.approved_on,
            "no_height": self.height is not None or self.levels is not None,
            "no_setback": bool(self._setbacks),
            "no_easement": self.easements_fr or self.easements_ar,
        }
        return tuple(name for name, other in said.items() if getattr(self, name) and other)

    @property
    def _setbacks(self) -> list[Decimal]:
        given = (self.setback_street, self.setback_side, self.setback_back)
        return [each for each in given if each is not None]


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a note, in both languages; its value may have several lines of its own (the easements)."""

    label_fr: str
    label_ar: str
    value_fr: str
    value_ar: str

    @property
    def label(self) -> str:
        """The label in the language of the page."""
        return self.label_ar if (get_language() or "").startswith("ar") else self.label_fr

    @property
    def value(self) -> str:
        """The value in the language of the page."""
        return self.value_ar if (get_language() or "").startswith("ar") else self.value_fr


def terms(content: Content) -> list[Term]:
    """The lines of a note, in the order in which a person reads them; what is not set has none."""
    return [
        Term(_in("fr", label), _in("ar", label), fr, ar) for label, (fr, ar) in _lines(content) if fr or ar
    ]


def _lines(said: Content) -> Iterator[tuple[str | Promise, tuple[str, str]]]:
    if said.no_plan:
        yield _("Planning document"), _each(lambda: gettext("None is approved where this land lies."))
    yield _("Planning document"), (said.plan_fr, said.plan_ar)
    if said.not_approved:
        yield _("Approved on"), _each(lambda: gettext("Not approved yet"))
    yield _("Approved on"), _each(lambda: formats.day(said.approved_on) if said.approved_on else "")
    yield _("Public utility until"), _each(lambda: formats.day(said.ends_on) if said.ends_on else "")
    yield _("Zone"), (_joined(said.zone, said.zone_fr), _joined(said.zone, said.zone_ar))
    yield _("Uses allowed"), (said.allowed_fr, said.allowed_ar)
    yield _("Uses forbidden"), (said.forbidden_fr, said.forbidden_ar)
    if said.no_height:
        yield _("Greatest height"), _each(lambda: gettext("The plan sets none."))
    yield _("Greatest height"), _measured(said.height, _("%(n)s m"))
    yield _("Levels"), _each(lambda: "" if said.levels is None else _levels(said.levels))
    yield _("Built share of the plot"), _each(lambda: _percent(said.coverage))
    yield _("Floor area / plot area"), _measured(said.floor_ratio, "%(n)s")
    if said.no_setback:
        yield _("Setbacks"), _each(lambda: gettext("The plan sets none."))
    yield _("Setback from the street"), _measured(said.setback_street, _("%(n)s m"))
    yield _("Setback from the side limits"), _measured(said.setback_side, _("%(n)s m"))
    yield _("Setback from the back limit"), _measured(said.setback_back, _("%(n)s m"))
    yield _("Smallest plot"), _measured(said.min_plot, _("%(n)s m²"))
    if said.no_easement:
        yield _("Easements"), _each(lambda: gettext("None is known."))
    yield _("Easements"), (said.easements_fr, said.easements_ar)
    yield _("Remarks"), (said.remarks_fr, said.remarks_ar)


def _joined(code: str, name: str) -> str:
    return f"{code} · {name}" if code and name else code or name


def _levels(count: int) -> str:
    """As plans write it: R+3; a ground floor alone in words."""
    return f"R+{count}" if count else gettext("Ground floor alone")


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{formats.number((share * 100).normalize())} %"


def _measured(value: Decimal | None, unit: str | Promise) -> tuple[str, str]:
    return _each(lambda: "" if value is None else str(unit) % {"n": formats.number(value.normalize())})


def _each(said: Callable[[], str]) -> tuple[str, str]:
    with override("fr"):
        french = said()
    with override("ar"):
        return french, said()


def _in(language: str, text: Any) -> str:
    with override(language):
        return str(text)
