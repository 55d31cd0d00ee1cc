"""What the geoportal shows: `wanted`, `page`, `rows_of`, `drawing`, `busiest`, `natures`."""

from rokhas.geoportal.queries.map import Drawing, Square, View, drawing, view_of
from rokhas.geoportal.queries.permits import Line, Wanted, busiest, natures, page, rows_of, wanted

__all__ = [
    "Drawing",
    "Line",
    "Square",
    "View",
    "Wanted",
    "busiest",
    "drawing",
    "natures",
    "page",
    "rows_of",
    "view_of",
    "wanted",
]
