"""What is proved of the register of land titles: how much was loaded, and where."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

fact(
    "titles.loaded",
    "new",
    "changed",
    sentence=_("Land titles were loaded into the register: %(new)s new, %(changed)s changed."),
)
