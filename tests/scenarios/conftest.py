from collections.abc import Iterator

import pytest

from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority


@pytest.fixture
def authority() -> Iterator[TestAuthority]:
    with TestAuthority.shared().plays() as playing:
        yield playing


@pytest.fixture(params=["petit", "grand"])
def scene(db: None, authority: TestAuthority, request: pytest.FixtureRequest) -> Scene:
    """A small project, then a large one, in a commune with a one-stop desk: every story is told for both classes."""
    return Scene.opens(grand=request.param == "grand")
