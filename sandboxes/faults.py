"""Bad behaviour on demand: what a gateway does on its worst days, so that the platform is tested against it.

POST /faults {"mode": one of the sandbox's modes, "count": how many times, 1 to 1000}   {"mode": "none"} ends it
GET  /faults -> {"mode", "count": left}
"""

from __future__ import annotations

import threading
from typing import Any

from sandboxes.web import Refusal, Reply, Request, answer


class Faults:
    def __init__(self, *modes: str) -> None:
        self._modes = ("none", *modes)
        self._mode, self._left = "none", 0
        self._lock = threading.Lock()

    def take(self) -> str:
        """The fault to play now, `none` most of the time; each call uses one up."""
        with self._lock:
            if self._left == 0:
                return "none"
            self._left -= 1
            return self._mode

    def reply(self, request: Request) -> Reply:
        if request.method == "POST":
            self._set(request.json())
        return answer({"mode": self._mode if self._left else "none", "count": self._left})

    def _set(self, body: dict[str, Any]) -> None:
        mode, count = body.get("mode"), body.get("count", 1)
        if mode not in self._modes or type(count) is not int or not 1 <= count <= 1000:
            raise Refusal(422, "bad-fault", f"mode: {', '.join(self._modes)}; count: 1 to 1000")
        with self._lock:
            self._mode, self._left = mode, 0 if mode == "none" else count
