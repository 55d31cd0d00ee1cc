"""Who answers where a title lies: `settings.LAND_REGISTRY_PROVIDER`, a dotted path to a `schema.LandRegistry`.

The land registry (ANCFCC) has no open service: by default the platform answers from the titles it was given.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from rokhas.territory.schema import LandRegistry


def land_registry() -> LandRegistry:
    made: LandRegistry = import_string(settings.LAND_REGISTRY_PROVIDER)()
    return made
