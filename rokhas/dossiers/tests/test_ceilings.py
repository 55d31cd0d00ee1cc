"""What a life asks of the database: at most 25 statements in an act, 300 in the acts of a life, 8 for a fact delivered."""

from __future__ import annotations

from rokhas.testing.life import Life
from rokhas.testing.scene import Scene

ACT, LIFE, DELIVERED = 25, 300, 8


def test_the_life_of_a_small_project_keeps_under_its_ceilings(scene: Scene) -> None:
    keeps_under_its_ceilings(Life(scene).live())


def test_the_life_of_a_large_project_keeps_under_its_ceilings(grand: Scene) -> None:
    keeps_under_its_ceilings(Life(grand).live())


def keeps_under_its_ceilings(life: Life) -> None:
    assert life.over(ACT) == ""
    assert life.statements <= LIFE, life.acts
    assert life.delivered > len(life.acts)
    assert life.worker <= DELIVERED * life.delivered, f"{life.worker} for {life.delivered} deliveries"
