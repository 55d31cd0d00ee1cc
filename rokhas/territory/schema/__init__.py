"""How a title number and coordinates are written, and what a land registry answers. Pure: no database, no Django."""

from rokhas.territory.schema.numbers import REQUISITION, TITLE, TitleNumber, parse_number
from rokhas.territory.schema.places import Spot, parse_spots
from rokhas.territory.schema.registry import LandRegistry, Parcel

__all__ = [
    "REQUISITION",
    "TITLE",
    "LandRegistry",
    "Parcel",
    "Spot",
    "TitleNumber",
    "parse_number",
    "parse_spots",
]
