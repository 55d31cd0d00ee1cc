"""Ports for the programs that a test starts."""

from __future__ import annotations

import random

from rokhas.journeys.supervisor import is_free

# Below those that the system lends to outgoing connections, so that none takes it before its program listens.
LOWEST, HIGHEST = 12_000, 32_000


def free_port() -> int:
    """A port of 127.0.0.1 where nobody listens; two tests at once hardly ever draw the same."""
    chance = random.SystemRandom()
    while not is_free(port := chance.randrange(LOWEST, HIGHEST)):
        pass
    return port
