from collections.abc import Iterator

import pytest

from rokhas.testing.lives import either
from rokhas.testing.moments import large, lodged, opened  # noqa: F401 - fixtures
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority


@pytest.fixture
def authority() -> Iterator[TestAuthority]:
    with TestAuthority.shared().plays() as playing:
        yield playing


# A small project, then a large one, in a commune with a one-stop desk: every story is told for both classes.
deposited = either(petit=lodged, grand=large)


@pytest.fixture(params=["petit", "grand"])
def scene(opened: Scene, request: pytest.FixtureRequest) -> Scene:  # noqa: F811
    """The same before anything is written."""
    opened.grand = request.param == "grand"
    return opened
