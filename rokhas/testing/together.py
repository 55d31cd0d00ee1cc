"""Two or more connections at the same moment, for the tests of locks (PostgreSQL, real transactions)."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection


def together(*acts: Callable[[], object]) -> list[BaseException]:
    """Run the acts at the same moment, each in a thread with a connection of its own; what they raised."""
    gate, raised = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()  # so that only the acts themselves race
            gate.wait()
            act()
        except BaseException as error:  # noqa: BLE001 - given to the test, which knows what it expects
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
