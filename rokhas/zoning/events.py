"""What is proved of the zoning: the layers that were loaded."""

from django.utils.translation import gettext_lazy as _

from rokhas.journal.events import fact

fact(
    "layer.loaded",
    "plan",
    "version",
    "zones",
    "easements",
    "sha256",
    sentence=_(
        "Zoning loaded: plan %(plan)s, version %(version)s, %(zones)s zones, %(easements)s easements."
    ),
)
