from collections.abc import Iterator

import pytest

from rokhas.testing.moments import opened  # noqa: F401 - a fixture
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority


@pytest.fixture
def authority() -> Iterator[TestAuthority]:
    with TestAuthority.shared().plays() as playing:
        yield playing


@pytest.fixture(params=["petit", "grand"])
def scene(opened: Scene, request: pytest.FixtureRequest) -> Scene:  # noqa: F811
    """A small project, then a large one, in a commune with a one-stop desk: every story is told for both classes."""
    opened.grand = request.param == "grand"
    return opened
