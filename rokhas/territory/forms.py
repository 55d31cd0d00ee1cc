"""A point, written in degrees or in Lambert metres: the same form for the page without scripts and for the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.kernel import coordinates
from rokhas.kernel.coordinates import Zone
from rokhas.territory.errors import OutsideCountry

ZONES = [
    ("", _("Degrees (WGS 84)")),
    (Zone.NORD, _("Lambert North Morocco (zone 1)")),
    (Zone.SUD, _("Lambert South Morocco (zone 2)")),
    (Zone.SAHARA_NORD, _("Lambert Sahara North (zone 3)")),
    (Zone.SAHARA_SUD, _("Lambert Sahara South (zone 4)")),
]


@dataclass(frozen=True, slots=True)
class Point:
    """One point in both writings: degrees WGS 84, and metres in the Lambert zone of its latitude."""

    lon: float
    lat: float
    zone: str
    x: float
    y: float


class PointForm(forms.Form):
    """Longitude and latitude in degrees, or x, y in metres with their Lambert zone. Coordinates are never demanded of anyone."""

    lon = forms.FloatField(label=_("Longitude"), required=False)
    lat = forms.FloatField(label=_("Latitude"), required=False)
    x = forms.FloatField(label=_("X (metres)"), required=False)
    y = forms.FloatField(label=_("Y (metres)"), required=False)
    zone = forms.ChoiceField(label=_("Coordinate system"), choices=ZONES, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        pair = ("x", "y") if given.get("zone") else ("lon", "lat")
        if not self.errors and any(given.get(name) is None for name in pair):
            raise forms.ValidationError(_("Give both coordinates."), code="incomplete")
        return given

    def point(self) -> Point:
        """The point of a valid form.

        Raises:
            OutsideCountry: it is not in Morocco, or its metres do not belong to the zone.
        """
        given = self.cleaned_data
        try:
            lon, lat = given["lon"], given["lat"]
            if given["zone"]:
                lon, lat = coordinates.to_wgs84(given["x"], given["y"], given["zone"])
            return Point(lon, lat, *coordinates.from_wgs84(lon, lat))
        except coordinates.OutsideCountry as error:
            raise OutsideCountry from error
