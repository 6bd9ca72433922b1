"""The errors of the workspace, with Databricks' own texts where they are known."""

from collections.abc import Mapping
from html import escape
from typing import Final

ORG_ID: Final = "1234567890123456"


class PageError(Exception):
    """A refused request whose error is a page of HTML, with the reason in its title."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason

    def page(self) -> str:
        """Return the page of this error."""
        title = f"Error {self.status} {escape(self.reason)}"
        return f"<html><head><title>{title}</title></head><body><h2>{title}</h2></body></html>"


class ApiError(Exception):
    """A refused request: HTTP status, Databricks error code, message.

    error_code is a number for refused credentials and a string otherwise; only the latter has
    details.
    """

    def __init__(
        self,
        status: int,
        error_code: str | int,
        message: str,
        *,
        retry_after_s: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error_code = error_code
        self.message = message
        self.retry_after_s = retry_after_s
        self.headers = dict(headers or {})
        if retry_after_s is not None:
            self.headers["Retry-After"] = str(retry_after_s)

    def body(self, request_id: str) -> dict[str, object]:
        """Return the JSON of this error."""
        if isinstance(self.error_code, int):
            return {
                "error_code": self.error_code,
                "message": f"{self.message} [ReqId: {request_id}]",
            }
        google = "type.googleapis.com/google.rpc."
        details = [{"@type": f"{google}RequestInfo", "request_id": request_id, "serving_data": ""}]
        if self.retry_after_s is not None:
            delay = {"@type": f"{google}RetryInfo", "retry_delay": f"{self.retry_after_s}s"}
            details.append(delay)
        return {"error_code": self.error_code, "message": self.message, "details": details}


def no_credential() -> ApiError:
    """The Authorization header is absent, or is not a Bearer token."""
    return ApiError(401, 401, "Credential was not sent or was of an unsupported type for this API.")


def invalid_token() -> ApiError:
    """The token is wrong, expired or revoked: 403, not 401."""
    reason = {"X-Databricks-Reason-Phrase": "Invalid access token."}
    return ApiError(403, 403, "Invalid access token.", headers=reason)


def wrong_audience(expected: str, audience: str) -> PageError:
    """The token of Entra is for another application."""
    reason = f"Expected aud claim to be: {expected}, but was: {audience}."
    return PageError(400, f"io.jsonwebtoken.IncorrectClaimException: {reason}")


def missing_scope(scope: str) -> ApiError:
    """The OAuth token is valid but has not this scope."""
    return ApiError(403, 403, f"Provided OAuth token does not have required scopes: {scope}")


def no_user() -> ApiError:
    """The token is valid, but the workspace has no user for it."""
    return ApiError(403, 403, f"Unauthorized access to Org: {ORG_ID}")


def space_forbidden(space_id: str, user_name: str) -> ApiError:
    """The caller has no permission on a space that exists."""
    cause = f"User {user_name} does not have read permission for node with aclPath /workspace/1"
    message = f"Unable to get space [{space_id}]. Caused by {cause}"
    return ApiError(403, "PERMISSION_DENIED", message)


def space_not_found(space_id: str) -> ApiError:
    """The space does not exist, or the caller may not see it; Databricks does not say which."""
    cause = f"Node with resource name Some(datarooms/{space_id}) does not exist."
    message = f"Unable to get space [{space_id}]. Caused by {cause}"
    return ApiError(404, "RESOURCE_DOES_NOT_EXIST", message)


def not_found(kind: str, resource_id: str) -> ApiError:
    """An object in a space does not exist, or was deleted."""
    return ApiError(404, "RESOURCE_DOES_NOT_EXIST", f"{kind} {resource_id} does not exist.")


def no_such_route(method: str, path: str) -> ApiError:
    """A path or method that no API has."""
    return ApiError(404, "ENDPOINT_NOT_FOUND", f"No API found for '{method} {path}'")


def malformed_json() -> ApiError:
    """The body is not a JSON object."""
    message = "Invalid JSON given in the body of the request - failed to parse given JSON"
    return ApiError(400, "MALFORMED_REQUEST", message)


def invalid_parameter(message: str) -> ApiError:
    """A value that the endpoint does not accept."""
    return ApiError(400, "INVALID_PARAMETER_VALUE", message)


def not_a_query_attachment(attachment_id: str) -> ApiError:
    """Rows were requested from an attachment that has none."""
    message = f"Attachment with ID {attachment_id} is not a valid query attachment."
    return ApiError(400, "BAD_REQUEST", message)


def too_many_questions(limit: int, retry_after_s: int) -> ApiError:
    """The workspace's questions per minute are used up."""
    message = (
        f"Rate limit exceeded: Genie API supports {limit} questions per minute per workspace. "
        "Please retry later."
    )
    return ApiError(429, "RESOURCE_EXHAUSTED", message, retry_after_s=retry_after_s)


def temporarily_unavailable() -> ApiError:
    """The server is restarting."""
    message = "The service is temporarily unavailable. Please retry."
    return ApiError(503, "TEMPORARILY_UNAVAILABLE", message, retry_after_s=1)
