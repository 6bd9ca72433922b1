"""Faults that a test scripts for the next requests of a kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto


class Fault(StrEnum):
    """A fault of a request."""

    STATUS = auto()  # an HTTP status with a body, and Retry-After if given
    DROP_BEFORE_COMMIT = auto()  # the connection is closed, and nothing has been done
    DROP_AFTER_COMMIT = auto()  # it is closed after the request has been executed
    SLOW = auto()  # the correct response, late
    HTML = auto()  # a login page with status 200, as after a redirect to single sign-on
    GARBAGE = auto()  # status 200 and JSON content type, but not JSON
    ENDLESS = auto()  # status 200, and a body without end
    TRICKLE = auto()  # the same, a byte a second


LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>"
ENDLESS_PART = b'["' + b"x" * 65_536
GARBAGE_BODY = '{"message_id": "01f1'


@dataclass(slots=True)
class ScriptedFault:
    """One fault, the requests that it affects, and how often it still does."""

    fault: Fault
    method: str | None
    path_contains: str
    times_left: int
    status: int = 503
    body: object = None
    retry_after: int | str | None = None
    delay_s: float = 0.0

    def meets(self, method: str, path: str) -> bool:
        """Whether the fault affects this request."""
        return self.method in {None, method} and self.path_contains in path

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of a scripted status; retry_after is sent unchanged."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


class FaultScript:
    """The scripted faults, in order."""

    def __init__(self) -> None:
        self._scripted: list[ScriptedFault] = []

    def add(self, fault: ScriptedFault) -> None:
        """Script another fault."""
        self._scripted.append(fault)

    def take(self, method: str, path: str) -> ScriptedFault | None:
        """Return the fault for this request, if any, and count it."""
        fault = next((f for f in self._scripted if f.meets(method, path)), None)
        if fault is None:
            return None
        fault.times_left -= 1
        if fault.times_left <= 0:
            self._scripted.remove(fault)
        return fault


class Faulty:
    """A simulated service whose requests can be made to fail."""

    def __init__(self) -> None:
        self.faults = FaultScript()

    def fail_next(  # noqa: PLR0913 - all are keywords with defaults
        self,
        fault: Fault = Fault.STATUS,
        *,
        method: str | None = None,
        path_contains: str = "",
        times: int = 1,
        status: int = 503,
        body: object = None,
        retry_after: int | str | None = None,
        delay_s: float = 0.0,
    ) -> None:
        """Script a fault for the next requests of a kind.

        Args:
            times: the number of requests; later ones are answered as usual.
            status: of Fault.STATUS. body is its body: an object as JSON, a string as HTML, None
                as the error that the service returns with this status.
            delay_s: of Fault.SLOW, in real seconds.
        """
        scripted = ScriptedFault(
            fault, method, path_contains, times, status, body, retry_after, delay_s
        )
        self.faults.add(scripted)
