"""What can go wrong when asking Genie.

GenieError
├── GenieUnavailableError        no usable answer; asking again later may help
│   ├── GenieTimeoutError        nothing within the allowed time
│   ├── GenieRateLimitError      HTTP 429
│   │   └── GenieTurnError       never sent: it was not admitted in time
│   ├── GenieConnectError        no connection was made: nothing was sent
│   └── GenieUncertainError      sent, but not known whether Genie executed it
├── GenieRejectedError           Genie refused (4xx); the same request will fail again
│   ├── GenieAuthError           our credential is missing, wrong or expired
│   ├── GeniePermissionError     refused, not for the credential (403)
│   └── GenieNotFoundError       404: a space, conversation, message or result does not exist
├── GenieAnswerError             the message ended FAILED or CANCELLED
├── GenieQueryError              a query's statement ended FAILED, CANCELED or CLOSED
├── GenieProtocolError           the response does not have the documented shape
│   └── GenieFormatError         a result is in a format that this client does not read
├── GenieSignInError             no token: the person whose identity is used has to sign in
└── GenieSetupError              no request can be made: unusable address or credentials

Each has a cause if the response certainly names one. Texts of these errors go into the log: ids,
statuses, and Databricks' own code and message with values masked (genie/masking.py); never a token,
SQL or rows.
"""

from datetime import datetime

from genie.causes import Cause


class GenieError(Exception):
    """Base class: the question has no answer. cause: None if it is not certain."""

    def __init__(self, message: str, *, cause: Cause | None = None) -> None:
        super().__init__(message)
        self.cause = cause


class GenieUnavailableError(GenieError):
    """No usable answer now.

    retry_after_s is in seconds. Only a 429 or 503 has it, and means that Genie has refused; None if
    Genie did not say.
    """

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class GenieTimeoutError(GenieUnavailableError):
    """Nothing within the allowed time. Genie may finish later all the same."""


class GenieRateLimitError(GenieUnavailableError):
    """HTTP 429: the workspace's questions per minute are used up."""


class GenieTurnError(GenieRateLimitError):
    """The question was not sent: it was not admitted within the allowed time."""


class GenieConnectError(GenieUnavailableError):
    """No connection was made, so that nothing has reached Genie."""


class GenieUncertainError(GenieUnavailableError):
    """A POST was sent and its outcome is unknown: Genie may have executed it.

    sent_at is when it was sent; None if that is not known.
    """

    def __init__(self, message: str, *, sent_at: datetime | None = None) -> None:
        super().__init__(message)
        self.sent_at = sent_at


class GenieRejectedError(GenieError):
    """Genie refused. status is the HTTP status."""

    def __init__(self, message: str, *, status: int, cause: Cause | None = None) -> None:
        super().__init__(message, cause=cause)
        self.status = status


class GenieAuthError(GenieRejectedError):
    """The token is missing, wrong or expired."""


class GeniePermissionError(GenieRejectedError):
    """Refused with a valid token: a permission, scope, network address or feature is missing."""


class GenieNotFoundError(GenieRejectedError):
    """404. cause says what does not exist, if that is certain."""

    def __init__(self, message: str, *, cause: Cause | None = None) -> None:
        super().__init__(message, status=404, cause=cause)


class GenieAnswerError(GenieError):
    """The message ended FAILED or CANCELLED.

    status is the message's status; error_type is a MessageErrorType or a newer value, "" if Genie
    gave none; logged is what Databricks said, with values masked.
    """

    def __init__(
        self, *, status: str, error_type: str, logged: str = "", cause: Cause | None = None
    ) -> None:
        super().__init__(f"message {status} {logged}".rstrip(), cause=cause)
        self.status = status
        self.error_type = error_type


class GenieQueryError(GenieError):
    """A statement ended without a result. logged is what Databricks said, with values masked."""

    def __init__(self, *, state: str, logged: str = "", cause: Cause | None = None) -> None:
        super().__init__(f"statement {state} {logged}".rstrip(), cause=cause)


class GenieProtocolError(GenieError):
    """The response does not match the documentation; the text names the field.

    row_count is the number of rows of the result that cannot be read; None if that is not known.
    """

    def __init__(self, message: str, *, row_count: int | None = None) -> None:
        super().__init__(message)
        self.row_count = row_count


class GenieFormatError(GenieProtocolError):
    """A result is in an unsupported format; format is Databricks' name for it."""

    def __init__(self, result_format: str, *, row_count: int | None = None) -> None:
        message = f"results in the format {result_format!r} are not supported"
        super().__init__(message, row_count=row_count)
        self.format = result_format


class GenieSignInError(GenieError):
    """The person with whose identity Genie is asked has to sign in; nothing was sent."""


class GenieSetupError(GenieError):
    """No request can be made: address or credentials are unusable, or the session is closed."""
