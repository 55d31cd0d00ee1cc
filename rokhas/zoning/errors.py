"""What the zoning refuses, said to a person."""

from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused


class LayerNotSound(Refused):
    code, status = "layer-not-sound", 422
    message = _(
        "The check report of this layer has errors: correct the features that it names, then load it again."
    )


class LayerDoubtful(Refused):
    code, status = "layer-doubtful", 409
    message = _(
        "The check report of this layer has warnings: read them, then accept them or correct the file."
    )
