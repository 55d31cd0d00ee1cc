"""A land on several communes: what its deposit asks, and what no later version may move."""

from __future__ import annotations

from typing import Any

from rokhas.dossiers.errors import LandMoved
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.workflow.places import refused_extent


def require_extent(dossier: Dossier) -> None:
    """No desk receives a land on several provinces (RGC 2013, art. 31; law 25-90, art. 3). Raises `LandInSeveralProvinces`,
    `LandInOneCommune`."""
    refused = refused_extent(dossier)
    if refused:
        raise refused


def require_same_extent(dossier: Dossier, deposited: dict[str, Any]) -> None:
    """Raises `LandMoved`: the desk that received the deposit, and who signs, follow from its communes."""
    before, now = dossier.over(deposited), dossier.over(dossier.answers)
    if (before is None, set(before or ())) != (now is None, set(now or ())):
        raise LandMoved
