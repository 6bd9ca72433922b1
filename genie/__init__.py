"""An async client for the Databricks Genie Conversation API in chat mode.

It does not depend on Teams, cards or this application's settings. Start with GenieWorkspace.
"""

from genie.asking import Genie
from genie.auth import FixedToken, IssuedToken, Issuer, RenewedToken, TokenSource
from genie.causes import Cause
from genie.clock import Clock, SystemClock
from genie.errors import (
    GenieAnswerError,
    GenieAuthError,
    GenieConnectError,
    GenieError,
    GenieFormatError,
    GenieNotFoundError,
    GeniePermissionError,
    GenieProtocolError,
    GenieQueryError,
    GenieRateLimitError,
    GenieRejectedError,
    GenieSetupError,
    GenieSignInError,
    GenieTimeoutError,
    GenieTurnError,
    GenieUnavailableError,
    GenieUncertainError,
)
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
from genie.models import GenieMessage, QueryAttachment
from genie.oauth import ClientCredentials, SubjectToken, TokenExchange
from genie.posing import Elsewhere, Others, no_other_processes
from genie.reading import ResponseTooLargeError, read_at_most
from genie.retries import pause_s, read_retry_after, retry
from genie.space import GenieSpace
from genie.statuses import FeedbackRating, MessageStatus
from genie.storage_hosts import CLOUD_STORAGE
from genie.tables import CellKind, Column, Extent, Table
from genie.transport import Admission
from genie.whole import WholeResult
from genie.words import answer_text
from genie.workspace import Access, Genies, GenieWorkspace

__all__ = [
    "CLOUD_STORAGE",
    "Access",
    "Admission",
    "Answer",
    "Answered",
    "Asked",
    "Cause",
    "CellKind",
    "ClientCredentials",
    "Clock",
    "Column",
    "Elsewhere",
    "Event",
    "Extent",
    "Failed",
    "FeedbackRating",
    "FixedToken",
    "Genie",
    "GenieAnswerError",
    "GenieAuthError",
    "GenieConnectError",
    "GenieError",
    "GenieFormatError",
    "GenieMessage",
    "GenieNotFoundError",
    "GeniePermissionError",
    "GenieProtocolError",
    "GenieQueryError",
    "GenieRateLimitError",
    "GenieRejectedError",
    "GenieSetupError",
    "GenieSignInError",
    "GenieSpace",
    "GenieTimeoutError",
    "GenieTurnError",
    "GenieUnavailableError",
    "GenieUncertainError",
    "GenieWorkspace",
    "Genies",
    "IssuedToken",
    "Issuer",
    "MessageStatus",
    "Others",
    "QueryAnswer",
    "QueryAttachment",
    "RenewedToken",
    "ResponseTooLargeError",
    "ResultReady",
    "SqlWritten",
    "StatusChanged",
    "SubjectToken",
    "Suggested",
    "SystemClock",
    "Table",
    "TextWritten",
    "ThoughtsChanged",
    "TokenExchange",
    "TokenSource",
    "WholeResult",
    "answer_text",
    "no_other_processes",
    "pause_s",
    "read_at_most",
    "read_retry_after",
    "retry",
]
