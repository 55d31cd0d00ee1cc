"""The lines of a played story: who did what, with which paper, and how long it took."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from rokhas.dossiers.models import OfficialPaper, PaperKind

if TYPE_CHECKING:
    from rokhas.journeys.story import Story


@dataclass
class Step:
    """A line of the journey: who did what, with which paper, by when, in how many milliseconds."""

    who: str
    what: str
    document: str = ""
    due: str = ""
    ms: float = 0.0


class Timed:
    """Writes a line of the story once its act is done; nothing when it was refused."""

    def __init__(self, story: Story, word: str, what: str, paper: str) -> None:
        self.story, self.word, self.what, self.paper = story, word, what, paper

    def __enter__(self) -> None:
        self.started = perf_counter()

    def __exit__(self, *failure: object) -> None:
        if failure[0] is not None:
            return
        story = self.story
        story.dossier.refresh_from_db()
        person = story.cast.people[self.word]
        name = ""
        with suppress(OfficialPaper.DoesNotExist):
            if self.paper:
                document = story.paper(PaperKind(self.paper)).document
                name = document.name if document else ""
        due = min((task.due_on for task in story.dossier.tasks.open() if task.due_on), default=None)
        story.steps.append(
            Step(
                who=f"{person.name_fr} ({self.word})",
                what=self.what,
                document=name,
                due=due.isoformat() if due else "",
                ms=round((perf_counter() - self.started) * 1000, 1),
            )
        )
