"""Two coordinates typed in one line: degrees in either order, or Lambert metres with or without their zone."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from rokhas.kernel import coordinates
from rokhas.kernel.coordinates import Zone

_ZONES = tuple(Zone)
_ZONE = re.compile(r"\b(?:lambert\s+)?(?:zone|المنطقه|المنطقة|منطقة)\s*([1-4])\b")
_LABEL = re.compile(r"\b(?:x|y|lon|lat|long|longitude|latitude|lambert|wgs\s*84)\b\s*[:=]?")
_SEXAGESIMAL = re.compile(
    r"(\d+)\s*°\s*(?:(\d+(?:\.\d+)?)\s*['’′]\s*)?(?:(\d+(?:\.\d+)?)\s*(?:\"|”|″|'')\s*)?([nsewo])"
)
_LETTERED = re.compile(r"(\d+(?:\.\d+)?)\s*°?\s*([nsewo])\b")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "٫": ".", "،": ";", "\u00a0": " ", "\u202f": " "})
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the country in degrees (WGS 84), and the zone its metres were read in; none for degrees."""

    lon: float
    lat: float
    zone: Zone | None = None


def parse_spots(text: str) -> list[Spot] | None:
    """Every place that two typed coordinates can mean; empty when none is in Morocco, None when they are not two numbers.

    Metres without a zone are read in each: the four share many pairs of numbers, so that a person then chooses.

    >>> parse_spots("33,9084 N ; 6,9006 O")
    [Spot(lon=-6.9006, lat=33.9084, zone=None)]
    """
    if len(text) > _LONGEST:
        return None
    line = _plain(text)
    lettered = _with_letters(line)
    if lettered is not None:
        return _in_degrees(*lettered)
    zones, line = _zones(line)
    pair = _pair(_LABEL.sub(" ", line))
    if pair is None:
        return None
    if all(abs(number) <= 180 for number in pair):
        return _in_degrees(*pair)
    return _in_metres(*pair, zones)


def _plain(text: str) -> str:
    digits = "".join(
        str(unicodedata.digit(char)) if unicodedata.category(char) == "Nd" else char
        for char in text
        if unicodedata.category(char) != "Cf"
    )
    return " ".join(digits.translate(_SIGNS).casefold().split())


def _zones(line: str) -> tuple[tuple[Zone, ...], str]:
    said = _ZONE.search(line)
    if said is None:
        return _ZONES, line
    return (_ZONES[int(said[1]) - 1],), line[: said.start()] + " " + line[said.end() :]


def _with_letters(line: str) -> tuple[float, float] | None:
    """`33°54'30"N 6°54'02"W` or `33.9 N, 6.9 W`."""
    pointed = re.sub(r"(?<=\d),(?=\d)", ".", line)
    found = [
        (int(d) + float(m or 0) / 60 + float(s or 0) / 3600, letter)
        for d, m, s, letter in _SEXAGESIMAL.findall(pointed)
    ] or [(float(number), letter) for number, letter in _LETTERED.findall(pointed)]
    by_axis = {
        ("lat" if letter in "ns" else "lon"): -value if letter in "swo" else value for value, letter in found
    }
    return (by_axis["lon"], by_axis["lat"]) if len(found) == 2 and len(by_axis) == 2 else None


def _pair(line: str) -> tuple[float, float] | None:
    """The two numbers of a line: parted by `;`, by a comma with a space, or by spaces, with or without spaces in thousands."""
    for sign in (";", ", "):
        if sign in line:
            halves = [half.replace(" ", "") for half in line.strip(" ;,").split(sign)]
            return _two(halves)
    if re.fullmatch(r"-?\d+\.\d+,-?\d+\.\d+", line.strip()):
        return _two(line.strip().split(","))
    return _two(_grouped(line.split()))


def _grouped(tokens: list[str]) -> list[str]:
    """Join thousands: a decimal ends a number; without any, the tokens are shared in two halves."""
    if len(tokens) <= 2:
        return tokens
    ends = [number for number, token in enumerate(tokens, 1) if re.search(r"[.,]", token)] or [
        len(tokens) // 2
    ]
    edges = sorted({0, *ends, len(tokens)})
    groups = [tokens[start:end] for start, end in pairwise(edges)]
    thousands = all(re.fullmatch(r"\d{3}(?:[.,]\d+)?", token) for group in groups for token in group[1:])
    return ["".join(group) for group in groups] if thousands else []


def _two(written: list[str]) -> tuple[float, float] | None:
    numbers = [word.replace(",", ".") for word in written]
    if len(numbers) != 2 or not all(_NUMBER.fullmatch(number) for number in numbers):
        return None
    return float(numbers[0]), float(numbers[1])


def _in_degrees(first: float, second: float) -> list[Spot]:
    # In Morocco every longitude is negative and every latitude positive: the order cannot be mistaken.
    return [
        Spot(round(lon, 7), round(lat, 7))
        for lon, lat in ((first, second), (second, first))
        if coordinates.is_inside(lon, lat)
    ]


def _in_metres(x: float, y: float, zones: tuple[Zone, ...]) -> list[Spot]:
    found = []
    for zone in zones:
        try:
            lon, lat = coordinates.to_wgs84(x, y, zone)
        except coordinates.OutsideCountry:
            continue
        if math.isfinite(lon) and math.isfinite(lat):
            found.append(Spot(lon, lat, zone))
    return found
