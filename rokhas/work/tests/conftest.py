from collections.abc import Iterator

import pytest

from rokhas.testing.moments import admitted, lodged  # noqa: F401 - fixtures
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority


@pytest.fixture
def authority() -> Iterator[TestAuthority]:
    with TestAuthority.shared().plays() as playing:
        yield playing


@pytest.fixture
def scene(db: None, authority: TestAuthority) -> Scene:
    """A small project in a commune with a one-stop desk."""
    return Scene.opens()


@pytest.fixture
def grand(db: None, authority: TestAuthority) -> Scene:
    """A large project in the same commune."""
    return Scene.opens(grand=True)
