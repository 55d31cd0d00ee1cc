"""What the samples of the notices say, and the channels that most of them take."""

from rokhas.notices.schema import MAIL, SMS, Fact

BOTH = frozenset({MAIL, SMS})
SAMPLE = {"number": "PCT-2026-061410101-00042"}
SEAT: dict[str, Fact] = {"office": "Commune de Témara", "role": "Présidente du conseil communal", "count": 50}
