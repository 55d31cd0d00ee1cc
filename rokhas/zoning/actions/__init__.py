"""Reading, checking and loading the zoning of a planning document."""

from rokhas.zoning.actions.checking import Checked, check
from rokhas.zoning.actions.loading import Loaded, load_layer
from rokhas.zoning.actions.reading import Read, read_layer

__all__ = ["Checked", "Loaded", "Read", "check", "load_layer", "read_layer"]
