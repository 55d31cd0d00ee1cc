"""What a life asks of the database: at most 25 statements in an act, 300 in the acts of a life, 8 for a fact delivered."""

from __future__ import annotations

import pytest

from rokhas.testing.life import Life
from rokhas.testing.scene import Scene

ACT, LIFE, DELIVERED = 25, 300, 8


@pytest.mark.parametrize("which", ["scene", "grand"])
def test_a_life_keeps_under_its_ceilings(db: None, which: str, request: pytest.FixtureRequest) -> None:
    scene: Scene = request.getfixturevalue(which)
    life = Life(scene).live()
    assert life.over(ACT) == ""
    assert life.statements <= LIFE, life.acts
    assert life.delivered > len(life.acts)
    assert life.worker <= DELIVERED * life.delivered, f"{life.worker} for {life.delivered} deliveries"
