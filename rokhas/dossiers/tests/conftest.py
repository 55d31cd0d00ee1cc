from collections.abc import Iterator

import pytest

from rokhas.testing.moments import (  # noqa: F401 - fixtures
    admitted,
    cancelled,
    changes_asked,
    concluded,
    delivered,
    dispatched,
    drafted,
    inadmissible,
    large,
    lodged,
    opened,
    ready,
    stayed,
    studied,
    to_pay,
    to_sign,
)
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority


@pytest.fixture
def authority() -> Iterator[TestAuthority]:
    with TestAuthority.shared().plays() as playing:
        yield playing


@pytest.fixture
def scene(opened: Scene) -> Scene:  # noqa: F811
    """A small project in a commune with a one-stop desk."""
    return opened


@pytest.fixture
def grand(opened: Scene) -> Scene:  # noqa: F811
    """A large project in the same commune."""
    opened.grand = True
    return opened
