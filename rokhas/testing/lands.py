"""The invented lands of the demonstration, for tests: its titles, its zoning, the rules of a note where no zoning is loaded."""

from rokhas.journeys.lands import NOTE, load_land_titles, load_zoning

__all__ = ["NOTE", "load_land_titles", "load_zoning"]
