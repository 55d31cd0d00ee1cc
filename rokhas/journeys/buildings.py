"""What comes after a permit in a story: the request that follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rokhas.dossiers.actions import filing, following
from rokhas.dossiers.models import Dossier
from rokhas.kernel.actor import Actor
from rokhas.procedures.models import ProcedureVersion

if TYPE_CHECKING:
    from rokhas.journeys.story import Story


def begun(story: Story, version: ProcedureVersion, by: Actor) -> Dossier:
    """A draft, its land placed: where the permit that it comes after is, or in the commune of the story."""
    draft = filing.open_draft(version, by=by)
    if story.parent is None:
        filing.place_land(draft, by=by, unit=story.cast.unit)
        return draft
    return following.follow(draft, story.parent.number or "", story.parent.tracking_code or "", by=by)
