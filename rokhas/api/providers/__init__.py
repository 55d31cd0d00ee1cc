"""How a webhook is called: over the network, or embedded in the tests."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from rokhas.api.providers.addresses import require_reachable
from rokhas.api.providers.schema import Caller, NotTaken, signature

__all__ = ["Caller", "NotTaken", "caller", "require_reachable", "signature"]


def caller() -> Caller:
    return cast(Caller, import_string(settings.WEBHOOK_CALLER)())
