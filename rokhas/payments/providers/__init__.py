"""Which treasury collects: `settings.TREASURY_PROVIDER`, a dotted path."""

from django.conf import settings
from django.utils.module_loading import import_string

from rokhas.payments.schema import Treasury


def treasury() -> Treasury:
    made: Treasury = import_string(settings.TREASURY_PROVIDER)()
    return made
