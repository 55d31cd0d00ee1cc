"""What the public pages refuse."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class UnknownDossier(Refused):
    """The number or the code is wrong: which of the two is never said."""

    code, status = "unknown-dossier", 404
    message = _(
        "No dossier answers to this number and this code together. Copy both from the receipt of deposit."
    )
