"""The description of the interface as the repository keeps it: in English, in a stable order, whatever the platform's address."""

from __future__ import annotations

import json

from django.utils import translation
from ninja.responses import NinjaJSONEncoder

from rokhas.api.api.assembly import interface

FILE = "docs/api/openapi.json"


def written() -> str:
    """The text of `docs/api/openapi.json`."""
    with translation.override(None):
        described = {**interface.get_openapi_schema(), "servers": [{"url": "https://rokhas.example"}]}
    return json.dumps(described, indent=1, sort_keys=True, ensure_ascii=False, cls=NinjaJSONEncoder) + "\n"
