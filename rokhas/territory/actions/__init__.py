"""What is done to the territory: land titles loaded into the register that the platform holds, days closed or opened."""

from rokhas.territory.actions.calendar import decide_day, withdraw_day
from rokhas.territory.actions.titles import Load, Problem, load_titles, read_titles

__all__ = ["Load", "Problem", "decide_day", "load_titles", "read_titles", "withdraw_day"]
