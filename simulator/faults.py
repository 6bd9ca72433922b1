"""Faults that a test scripts: what the next requests of some kind get instead of an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto


class Fault(StrEnum):
    """What can go wrong with a request."""

    STATUS = auto()  # an HTTP status with a body, and Retry-After if given
    DROP_BEFORE_COMMIT = auto()  # the connection closes and nothing has happened
    DROP_AFTER_COMMIT = auto()  # it closes, but the workspace has done what was asked
    SLOW = auto()  # the right answer, late
    HTML = auto()  # a login page with status 200, as a redirect to single sign-on ends
    GARBAGE = auto()  # status 200 and JSON content type, but not JSON


LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>"
GARBAGE_BODY = '{"message_id": "01f1'


@dataclass(slots=True)
class ScriptedFault:
    """One fault, whom it meets, and how often it still will."""

    fault: Fault
    method: str | None
    path_contains: str
    times_left: int
    status: int = 503
    body: object = None
    retry_after: int | str | None = None
    delay_s: float = 0.0

    def meets(self, method: str, path: str) -> bool:
        """Whether this request is one of those meant."""
        return self.method in {None, method} and self.path_contains in path

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers of a scripted status; retry_after is sent as it was given."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


class FaultScript:
    """The faults to come, in the order in which they were scripted."""

    def __init__(self) -> None:
        self._scripted: list[ScriptedFault] = []

    def add(self, fault: ScriptedFault) -> None:
        """Script one more."""
        self._scripted.append(fault)

    def take(self, method: str, path: str) -> ScriptedFault | None:
        """The fault that this request meets, if any; it is used up by one."""
        fault = next((f for f in self._scripted if f.meets(method, path)), None)
        if fault is None:
            return None
        fault.times_left -= 1
        if fault.times_left <= 0:
            self._scripted.remove(fault)
        return fault
