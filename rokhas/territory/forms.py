"""A point in degrees or Lambert metres, and a parcel's place: the same forms for plain pages and for the map."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.kernel import coordinates
from rokhas.kernel.text import normalise
from rokhas.territory import queries
from rokhas.territory.errors import OutsideCountry
from rokhas.territory.models import Certainty, Kind, Unit
from rokhas.ui.forms import Form

ZONES = [
    ("", _("Degrees (WGS 84)")),
    *queries.ZONE_NAMES.items(),
]
_CODE = re.compile(r"\d{2}\.\d{3}\.[\d.]*\d")


@dataclass(frozen=True, slots=True)
class Point:
    """One point in both writings: degrees WGS 84, and metres in the Lambert zone of its latitude."""

    lon: float
    lat: float
    zone: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parcel lies: the commune or arrondissement of deposit, and the point when one was given.

    `found` is what the outlines say of the point; it may differ from `unit`, which the person chose, near a border.
    """

    unit: Unit
    point: Point | None
    found: Unit | None


class Coordinate(forms.FloatField):
    """A number as people paste it: decimal comma, spaces between thousands, a typographic minus."""

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"}
        super().__init__(required=False, widget=forms.TextInput(attrs=attributes), **options)

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]  # the stubs say int
        if isinstance(value, str):
            value = re.sub(r"[\s\u00a0\u202f]", "", value).replace(",", ".").replace("\u2212", "-")
        return super().to_python(value)


class PointForm(Form):
    """Longitude and latitude in degrees, or x, y in metres with their Lambert zone."""

    zone = forms.ChoiceField(label=_("Coordinate system"), choices=ZONES, required=False)
    lon = Coordinate(label=_("Longitude (degrees)"))
    lat = Coordinate(label=_("Latitude (degrees)"))
    x = Coordinate(label=_("X (metres)"))
    y = Coordinate(label=_("Y (metres)"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        pair = ("x", "y") if given.get("zone") else ("lon", "lat")
        missing = [name for name in pair if given.get(name) is None and name not in self.errors]
        if missing and (len(missing) == 1 or self.wants_point(given)):
            self.add_error(missing[0], forms.ValidationError(_("Give both coordinates."), code="incomplete"))
        elif not missing and not self.errors:
            try:
                given["point"] = _point(given)
            except OutsideCountry as refused:
                self.add_error(pair[0], forms.ValidationError(str(refused), code=refused.code))
        return given

    def wants_point(self, given: dict[str, Any]) -> bool:
        """Whether a form without any coordinate is incomplete."""
        return True


class ParcelForm(PointForm):
    """The place of a parcel: a commune by name or code, a point, or both. Coordinates are never demanded."""

    commune = forms.CharField(
        label=_("Commune or arrondissement"),
        help_text=_("Type its name in Arabic or French, or its code."),
        max_length=120,
        error_messages={"required": _("Choose the commune, or a point on the map.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    field_order = ("commune", "zone", "lon", "lat", "x", "y")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A point answers the question too.
        typed = (self[name].value() for name in ("lon", "lat", "x", "y"))
        self.fields["commune"].required = not any(typed)

    def wants_point(self, given: dict[str, Any]) -> bool:
        # Degrees typed under a Lambert zone, or the contrary: the pair that counts is asked for.
        return any(given.get(name) is not None for name in ("lon", "lat", "x", "y")) and not given.get(
            "commune"
        )

    def clean_commune(self) -> Unit | None:
        typed = self.cleaned_data["commune"]
        return _deposit_unit(typed) if typed else None

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        point: Point | None = given.get("point")
        found = queries.at_point(point.lon, point.lat) if point else None
        unit = given.get("commune") or found
        if unit is not None:
            given["place"] = Place(unit, point, found)
        elif not self.errors:
            refusal = _("Nothing is known at this point. Choose the commune by its name.")
            self.add_error("commune", forms.ValidationError(refusal, code="no-commune"))
        return given

    def place(self) -> Place:
        """The place given by a valid form."""
        place: Place = self.cleaned_data["place"]
        return place


class SoughtForm(Form):
    """One field for what one has in hand: the number of a title, or two coordinates."""

    sought = forms.CharField(
        label=_("Title number or coordinates"),
        help_text=_(
            "For example TF 12345/04, or 33.9084, -6.9006, or the Lambert X and Y of the survey plan."
        ),
        max_length=120,
        error_messages={"required": _("Write a title number or two coordinates.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def clean_sought(self) -> str:
        text: str = self.cleaned_data["sought"]
        if not queries.is_understood(text):
            raise forms.ValidationError(
                _(
                    "This is neither a title number nor two coordinates. Write for example TF 12345/04, or 33.9084, -6.9006."
                ),
                code="not-understood",
            )
        return text

    def found(self) -> list[queries.Found]:
        """The places that a valid form asks for."""
        return queries.seek(self.cleaned_data["sought"])


def written(unit: Unit) -> str:
    """A unit as the commune field shows it and reads it back: its name and its code."""
    return f"{unit.name} ({unit.code})"


def _point(given: dict[str, Any]) -> Point:
    try:
        lon, lat = given["lon"], given["lat"]
        if given["zone"]:
            lon, lat = coordinates.to_wgs84(given["x"], given["y"], given["zone"])
        return Point(lon, lat, *coordinates.from_wgs84(lon, lat))
    except coordinates.OutsideCountry as error:
        raise OutsideCountry from error


def _deposit_unit(typed: str) -> Unit:
    """The one place of deposit that was typed: by its code, or by a name that no other bears."""
    code = _CODE.search(typed)
    if code:
        candidates = list(Unit.objects.select_related("parent").filter(code=code.group()))
    else:
        named = queries.find(typed, kinds=(Kind.COMMUNE, Kind.ARRONDISSEMENT), limit=20)
        equal = [
            unit for unit in named if normalise(typed) in {normalise(unit.name_fr), normalise(unit.name_ar)}
        ]
        candidates = equal or named
    places = set(
        Unit.objects.leaves()
        .filter(code__in=[unit.code for unit in candidates])
        .values_list("code", flat=True)
    )
    if len(candidates) == 1 and candidates[0].code in places:
        return candidates[0]
    divided = [unit for unit in candidates if unit.kind == Kind.COMMUNE and unit.code not in places]
    if len(candidates) == 1 and divided:
        names = ", ".join(written(unit) for unit in divided[0].children.all())
        raise forms.ValidationError(
            _("%(name)s is divided into arrondissements. Choose one: %(names)s."),
            code="divided",
            params={"name": divided[0].name, "names": names},
        )
    if not candidates:
        raise forms.ValidationError(_("No commune has this name. Check its spelling."), code="unknown-unit")
    names = ", ".join(written(unit) for unit in candidates[:6])
    raise forms.ValidationError(
        _("Several communes match. Choose one: %(names)s."), code="ambiguous", params={"names": names}
    )


class DayForm(Form):
    """A day that is closed, or worked after all, for the country or for the offices of a place."""

    day = forms.DateField(label=_("Day"))
    state = forms.ChoiceField(
        label=_("What is decided"),
        choices=[("closed", _("A day off: it does not count")), ("worked", _("Worked after all: it counts"))],
        initial="closed",
        widget=forms.RadioSelect,
    )
    name_fr = forms.CharField(
        label=_("Name of the day off in French"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "fr"}),
    )
    name_ar = forms.CharField(
        label=_("Name of the day off in Arabic"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )
    source = forms.CharField(
        label=_("Text or announcement"),
        help_text=_(
            "For example the decree and its number, or the announcement of the ministry and its day."
        ),
        max_length=300,
    )
    certainty = forms.ChoiceField(
        label=_("How sure it is"),
        choices=[
            (each.value, each.label) for each in (Certainty.SOURCED, Certainty.MEMORY, Certainty.UNSURE)
        ],
    )
    unit = forms.CharField(
        label=_("Only in"),
        help_text=_(
            "A commune, a prefecture, a province or a region: its name or its code. Empty: the whole country."
        ),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    office_kind = forms.CharField(
        label=_("Only the offices of this kind"),
        help_text=_("Empty: every office that has its seat there."),
        required=False,
        widget=forms.Select,
    )

    def __init__(self, *args: Any, office_kinds: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office_kinds = dict(office_kinds)
        choices = [("", _("All")), *office_kinds]
        self.fields["office_kind"].widget.choices = choices

    def clean_office_kind(self) -> str:
        kind: str = self.cleaned_data["office_kind"]
        if kind and kind not in self.office_kinds:
            raise forms.ValidationError(_("Choose one of the answers offered."), code="invalid_choice")
        return kind

    def clean_unit(self) -> Unit | None:
        typed = self.cleaned_data["unit"]
        return any_unit(typed) if typed else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("office_kind") and not given.get("unit") and "unit" not in self.errors:
            refusal = _("Say where: a decision about one kind of office is a local one.")
            self.add_error("unit", forms.ValidationError(refusal, code="no-place"))
        return given

    def act_arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return given | {"closed": given.pop("state") == "closed"}


def any_unit(typed: str) -> Unit:
    """The one unit of any level that was typed, by its code or by a name that no other bears."""
    code = re.search(r"\d{2}(?:\.\d+)*", typed)
    found = list(Unit.objects.filter(code=code.group())) if code else []
    if not found:
        named = queries.find(typed, limit=20)
        equal = [
            unit for unit in named if normalise(typed) in {normalise(unit.name_fr), normalise(unit.name_ar)}
        ]
        found = equal or named
    if not found:
        raise forms.ValidationError(_("No place has this name. Check its spelling."), code="unknown-unit")
    if len(found) > 1:
        names = ", ".join(f"{written(unit)} · {unit.get_kind_display()}" for unit in found[:6])
        raise forms.ValidationError(
            _("Several places match. Write the code of one: %(names)s."),
            code="ambiguous",
            params={"names": names},
        )
    return found[0]
