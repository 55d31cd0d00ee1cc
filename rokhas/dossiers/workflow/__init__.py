"""How a dossier moves: `engine` opens and supersedes steps, `facts` is what is true of the case, `clocks` when things are due."""

from rokhas.dossiers.errors import AnswerNotUnderstood
from rokhas.dossiers.workflow.engine import advance, on_opening, start_delay, supersede

__all__ = ["AnswerNotUnderstood", "advance", "on_opening", "start_delay", "supersede"]
