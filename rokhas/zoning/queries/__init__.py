"""What the zoning says of a land: `layers_of`, `rules_at`, `rules_of`, `told_to_all`, `content_of`."""

from rokhas.zoning.queries.layers import drawing, has_layer, layers_of
from rokhas.zoning.queries.rules import Rules, Share, content_of, rules_at, rules_of, told_to_all

__all__ = [
    "Rules",
    "Share",
    "content_of",
    "drawing",
    "has_layer",
    "layers_of",
    "rules_at",
    "rules_of",
    "told_to_all",
]
