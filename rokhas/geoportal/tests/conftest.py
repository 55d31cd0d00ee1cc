from collections.abc import Iterator

import pytest

from rokhas.testing.moments import (  # noqa: F401 - fixtures
    admitted,
    concluded,
    delivered,
    dispatched,
    drafted,
    lodged,
    opened,
    ready,
    studied,
    to_pay,
    to_sign,
)
from rokhas.testing.signing import TestAuthority


@pytest.fixture
def authority() -> Iterator[TestAuthority]:
    with TestAuthority.shared().plays() as playing:
        yield playing
