"""What the other apps ask about the territory: `find`, `at_point`, `competence`, `calendar`."""

from rokhas.territory.queries.authority import Body, Competence, Law, competence, competences
from rokhas.territory.queries.boundaries import at_point, features
from rokhas.territory.queries.closures import calendar, closed_days, names_of_holidays
from rokhas.territory.queries.search import find

__all__ = [
    "Body",
    "Competence",
    "Law",
    "at_point",
    "calendar",
    "closed_days",
    "competence",
    "competences",
    "features",
    "find",
    "names_of_holidays",
]
