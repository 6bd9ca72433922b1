"""An async client of the Databricks Genie Conversation API, chat mode.

Knows nothing of Teams, cards or this application's settings. Start at GenieWorkspace.
"""

from genie.asking import Genie
from genie.auth import ClientCredentials, FixedToken, TokenSource
from genie.clock import Clock, SystemClock
from genie.events import (
    Answer,
    Answered,
    Asked,
    Event,
    Failed,
    QueryAnswer,
    ResultReady,
    SqlWritten,
    StatusChanged,
    Suggested,
    TextWritten,
    ThoughtsChanged,
)
from genie.space import GenieSpace
from genie.workspace import GenieWorkspace

__all__ = [
    "Answer",
    "Answered",
    "Asked",
    "ClientCredentials",
    "Clock",
    "Event",
    "Failed",
    "FixedToken",
    "Genie",
    "GenieSpace",
    "GenieWorkspace",
    "QueryAnswer",
    "ResultReady",
    "SqlWritten",
    "StatusChanged",
    "Suggested",
    "SystemClock",
    "TextWritten",
    "ThoughtsChanged",
    "TokenSource",
]
