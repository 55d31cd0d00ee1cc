"""What the zoning says of a land: `layers_of`, `rules_at`, `rules_of`, `told_to_all`, `content_of`."""

from rokhas.zoning.queries.drawing import Box, box_of, drawing, etag, stamp
from rokhas.zoning.queries.layers import has_layer, layers_of, told_of
from rokhas.zoning.queries.rules import Rules, Share, content_of, rules_at, rules_of, told_to_all

__all__ = [
    "Box",
    "Rules",
    "Share",
    "box_of",
    "content_of",
    "drawing",
    "etag",
    "has_layer",
    "layers_of",
    "rules_at",
    "rules_of",
    "stamp",
    "told_of",
    "told_to_all",
]
