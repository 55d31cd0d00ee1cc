"""Days counted one by one, for the tests of whatever counts them better (see `journeys.clocks_naive`)."""

from rokhas.journeys.clocks_naive import is_open, limit, shifted

__all__ = ["is_open", "limit", "shifted"]
