"""What is done to the territory: land titles loaded into the register that the platform holds."""

from rokhas.territory.actions.titles import Load, Problem, load_titles, read_titles

__all__ = ["Load", "Problem", "load_titles", "read_titles"]
