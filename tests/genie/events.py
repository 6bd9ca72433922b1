"""Helpers that read streams of events."""

from collections.abc import AsyncGenerator

from genie import Event, Failed, StatusChanged
from genie.errors import GenieError


async def all_of(events: AsyncGenerator[Event, None]) -> list[Event]:
    return [event async for event in events]


def statuses(events: list[Event]) -> list[str]:
    return [event.status for event in events if isinstance(event, StatusChanged)]


def error_of(events: list[Event]) -> GenieError:
    last = events[-1]
    assert isinstance(last, Failed)
    return last.error
