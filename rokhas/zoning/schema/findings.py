"""What the check of a file finds, in a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


_SENTENCES: dict[str, str | Promise] = {
    "too-large": _("The file is larger than %(most)s MB."),
    "not-json": _("This is not JSON: export the layer as GeoJSON, or give the shapefile in a zip archive."),
    "not-geojson": _("This is not a GeoJSON FeatureCollection."),
    "not-zip": _("This archive cannot be read."),
    "no-shapefile": _("The archive holds no shapefile with its table (.shp and .dbf)."),
    "not-shapefile": _("The shapefile %(file)s cannot be read."),
    "no-projection": _("The shapefile %(file)s has no .prj: its coordinate system is not known."),
    "srs": _("The coordinate system of %(file)s is not read: WGS 84 and the four Lambert Maroc zones are."),
    "encoding": _("The text of %(file)s is not in the encoding it says: export it in UTF-8."),
    "mojibake": _("The text of “%(attribute)s” was damaged by a wrong encoding: “%(text)s”."),
    "plan": _("The plan is not described: “%(attribute)s” is missing or wrong."),
    "empty": _("The file holds no zone."),
    "not-a-feature": _("It is not a GeoJSON Feature with properties."),
    "kind": _("“feature” says “%(text)s”: it is “zone” or “easement”."),
    "attribute-unknown": _("The attribute “%(attribute)s” is not known: it is not loaded."),
    "attribute-missing": _("The attribute “%(attribute)s” is missing."),
    "value": _("The attribute “%(attribute)s” has a value that is not accepted: “%(text)s”."),
    "geometry-missing": _("It has no geometry."),
    "geometry-type": _("Its geometry is a %(text)s: a zone is a polygon, an easement a polygon or a line."),
    "geometry-invalid": _("Its outline is not sound: %(text)s."),
    "outside-country": _(
        "It lies out of Morocco: check the coordinate system and the order, longitude first."
    ),
    "outside-commune": _("It lies out of the commune."),
    "beyond-commune": _(
        "%(area)s m² of it lie beyond the limits of the commune, as the platform knows them."
    ),
    "duplicate": _("It is drawn already, by feature %(other)s."),
    "contradiction": _("The zone %(zone)s has other rules than in feature %(other)s."),
    "overlap": _("It overlaps feature %(other)s (%(zone)s) on %(area)s m²."),
    "gap": _("Between zones, %(area)s m² near %(place)s belong to none."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One point of a check report. `line` is the place of the feature in the file, from 1; 0 is the file itself."""

    code: str
    line: int = 0
    name: str = ""
    severity: Severity = Severity.ERROR
    params: dict[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The finding in the language of the moment."""
        return str(_SENTENCES[self.code]) % self.params


def warning(code: str, line: int = 0, name: str = "", **params: object) -> Finding:
    """Something that a person may accept."""
    return Finding(code, line, name, Severity.WARNING, params)


def error(code: str, line: int = 0, name: str = "", **params: object) -> Finding:
    """Something with which nothing is loaded."""
    return Finding(code, line, name, Severity.ERROR, params)
