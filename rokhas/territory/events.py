"""What is proved of the territory: the land titles that were loaded, the days that were closed or opened."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

fact(
    "titles.loaded",
    "new",
    "changed",
    sentence=_("Land titles were loaded into the register: %(new)s new, %(changed)s changed."),
)
fact(
    "calendar.changed",
    "day",
    "state",
    "unit",
    "office_kind",
    sentence=_("The calendar changed: %(day)s, %(state)s."),
)
