"""The world outside is found where it says it is, whoever else plays on this machine."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rokhas.journeys import outside
from rokhas.journeys.supervisor import Supervisor

ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture
def supervisors(tmp_path: Path, settings: Any) -> Iterator[list[Supervisor]]:
    """As of two demonstrations on one machine."""
    settings.ROKHAS_VAR = tmp_path
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    with (
        Supervisor(tmp_path / "one", lambda sentence: None) as one,
        Supervisor(tmp_path / "two", lambda sentence: None) as two,
    ):
        yield [one, two]
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_agents_at_once_listen_apart_and_each_comes_back_to_its_place(supervisors: list[Supervisor]) -> None:
    agents = [outside.start_agent(each, ORIGIN) for each in supervisors]
    addresses = [outside.agent_address(each, agent) for each, agent in zip(supervisors, agents, strict=True)]
    assert addresses[0] != addresses[1]
    for agent, address in zip(agents, addresses, strict=True):
        assert agent.process
        agent.process.kill()
        agent.process.wait()
        agent.start()
        supervisors[0].answering(agent, f"{address}/v1/hello")
