"""What the other apps ask about the territory: `find`, `at_point`, `seek`, `competence`, `calendar`."""

from rokhas.territory.queries.authority import Body, Competence, Law, competence, competences
from rokhas.territory.queries.boundaries import at_point, features, neighbours, outline
from rokhas.territory.queries.closures import (
    Closures,
    Place,
    calendar,
    closed_days,
    closures,
    concerns,
    last_decision_of,
    names_of_holidays,
    year_of_closures,
)
from rokhas.territory.queries.search import find
from rokhas.territory.queries.titles import (
    ZONE_NAMES,
    Found,
    is_understood,
    parcels_at,
    seek,
    title,
    written_number,
)

__all__ = [
    "ZONE_NAMES",
    "Body",
    "Closures",
    "Competence",
    "Found",
    "Law",
    "Place",
    "at_point",
    "calendar",
    "closed_days",
    "closures",
    "competence",
    "competences",
    "concerns",
    "features",
    "find",
    "is_understood",
    "last_decision_of",
    "names_of_holidays",
    "neighbours",
    "outline",
    "parcels_at",
    "seek",
    "title",
    "written_number",
    "year_of_closures",
]
