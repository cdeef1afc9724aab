"""Faults that a local Discord makes on request."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

HTML = "<html><body>error 1015: you are being rate limited</body></html>"


@dataclass(slots=True)
class Fault:
    """What goes wrong with requests whose method and path match. ``after``: the request has its effect all the same.

    ``kind``: ``status``, ``cut`` (the TCP connection), ``html`` (a 429 of the proxy), ``limit`` (a 429), or ``slow``.
    """

    kind: str
    method: str
    path: str
    times: int = 1
    status: int = 500
    after: bool = False
    seconds: float = 0.2
    skip: int = 0


@dataclass(slots=True)
class Faults:
    """The faults that are still to come, and how many came."""

    waiting: list[Fault] = field(default_factory=list[Fault])
    made: int = 0

    def add(self, kind: str, method: str, path: str, **more: float | bool) -> None:
        self.waiting.append(Fault(kind, method, path, **more))  # type: ignore[arg-type]

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for a request, if there is one."""
        for fault in self.waiting:
            if fault.method != method or not re.search(fault.path, path):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.waiting.remove(fault)
            self.made += 1
            return fault
        return None
