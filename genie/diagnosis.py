"""Finds the cause of a failure, if it is certain. No I/O.

Codes take precedence over words: the SQLSTATE and the error class of a query, then Databricks'
error code and the status, then fixed words of its messages outside of quotes. Otherwise the cause
is unknown: the person reads what happened, and the log has Databricks' own words.

Sources: docs.databricks.com, "Error conditions" and "SQLSTATE error codes"; databricks-sdk 0.162.0,
errors/platform.py; recorded and publicly reported responses.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from genie.causes import Cause
from genie.masking import unquoted
from genie.said import Said

_BY_SQL_STATE: Final = {
    "42501": Cause.DATA_FORBIDDEN,
    "42P01": Cause.TABLE_UNKNOWN,
    "42703": Cause.COLUMN_UNKNOWN,
}
# Connection, resources, limits, operator intervention, system, internal; HY is the driver's own.
_STOPPED_CLASSES: Final = ("08", "53", "54", "57", "58", "HY", "XX")
_BY_ERROR_CLASS: Final = {
    "INSUFFICIENT_PERMISSIONS": Cause.DATA_FORBIDDEN,
    "INSUFFICIENT_PRIVILEGES": Cause.DATA_FORBIDDEN,
    "PERMISSION_DENIED": Cause.DATA_FORBIDDEN,
    "TABLE_OR_VIEW_NOT_FOUND": Cause.TABLE_UNKNOWN,
    "SCHEMA_NOT_FOUND": Cause.TABLE_UNKNOWN,
    "UNRESOLVED_COLUMN": Cause.COLUMN_UNKNOWN,
}
_BY_CODE: Final = {
    "FEATURE_DISABLED": Cause.FEATURE_OFF,
    "ENDPOINT_NOT_FOUND": Cause.FEATURE_OFF,
    "NOT_IMPLEMENTED": Cause.FEATURE_OFF,
    "invalid_scope": Cause.SCOPE_MISSING,
    "insufficient_scope": Cause.SCOPE_MISSING,
    "invalid_client": Cause.TOKEN_REFUSED,
    "UNAUTHENTICATED": Cause.TOKEN_REFUSED,
    "RESOURCE_CONFLICT": Cause.CONVERSATION_BUSY,
    "QUOTA_EXCEEDED": Cause.QUOTA_REACHED,
    "RESOURCE_LIMIT_EXCEEDED": Cause.QUOTA_REACHED,
    "REQUEST_LIMIT_EXCEEDED": Cause.RATE_LIMITED,
    "RATE_LIMIT_EXCEEDED": Cause.RATE_LIMITED,
    "RESOURCE_EXHAUSTED": Cause.RATE_LIMITED,
}
_ABSENT: Final = frozenset({"RESOURCE_DOES_NOT_EXIST", "NOT_FOUND"})
_EXISTS: Final = frozenset({"ALREADY_EXISTS", "RESOURCE_ALREADY_EXISTS"})

# The cause is at the start of a message; longer messages quote SQL.
_MAX_CHARS: Final = 1_000
# Words that name the cause of a refused request with any code; the first match applies. Not for
# failures of a query, which name its tables and columns: one of these may be called "quota".
_BY_WORDS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), cause)
    for pattern, cause in (
        (r"\bip (acl|access list)", Cause.IP_BLOCKED),
        # A token of Entra for another application than Databricks.
        (r"\bexpected aud claim\b", Cause.TOKEN_REFUSED),
        (r"\bunauthorized access to org\b", Cause.USER_UNKNOWN),
        (r"\b(required|missing|insufficient) scope", Cause.SCOPE_MISSING),
        (r"\bscopes?\b.*\bnot assigned\b", Cause.SCOPE_MISSING),
        (
            r"\b(limit|maximum|too many)\b.*\bmessages\b.*\bconversation\b",
            Cause.CONVERSATION_FULL,
        ),
        (
            r"\bconversation\b.*\b(limit|maximum|too long|too many messages|is full)\b",
            Cause.CONVERSATION_FULL,
        ),
        (r"\b(limit|maximum|too many)\b.*\bconversations\b", Cause.QUOTA_REACHED),
        (r"\bquota\b.*\b(exceeded|exhausted|reached|used up)\b", Cause.QUOTA_REACHED),
        (r"\b(exceeds?|exceeded|reached)\b.*\bquota\b", Cause.QUOTA_REACHED),
    )
)
# Only with 401 and 403: queries and lists have tokens of their own.
_TOKEN: Final = re.compile(
    r"\binvalid (access )?token\b|\btoken\b.*\b(expired|revoked|invalid)\b", re.IGNORECASE
)
# A message about a feature, unless a permission is missing for it.
_OFF: Final = re.compile(
    r"\b(genie|feature|preview)\b[^.]*\b(is|are) (disabled|not enabled|turned off)\b", re.IGNORECASE
)
_DENIED: Final = re.compile(
    r"\b(permission denied|not authorized|insufficient (permissions|privileges)"
    r"|(not|without)\b[^.]*\b(permissions?|privileges?|entitlements?))\b",
    re.IGNORECASE,
)
_STOPPED: Final = re.compile(
    r"\bwarehouse\b[^.]*\b(is|was|has been) (currently )?stopped\b", re.IGNORECASE
)
_WAREHOUSE: Final = re.compile(r"\bwarehouse\b", re.IGNORECASE)
_SPACE: Final = re.compile(r"\b(space|datarooms?)\b", re.IGNORECASE)
_WITHIN: Final = re.compile(r"\b(conversation|message|attachment|statement)\b", re.IGNORECASE)
_DATA: Final = re.compile(r"\b(table|view|column|schema|catalog)\b", re.IGNORECASE)


def cause_of_refusal(status: int, said: Said) -> Cause | None:
    """Return why a request was refused with this HTTP status."""
    words = _words(said)
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} and _TOKEN.search(words):
        return Cause.TOKEN_REFUSED
    cause = _cause_of_query(said) or _named_outright(words) or _cause_of_words(words, said.code)
    return cause or _cause_of_status(status, words, said.code)


def cause_of_failure(said: Said) -> Cause | None:
    """Return why a message or a statement failed after it was accepted."""
    if said.state or said.error_class:
        return _cause_of_query(said)
    return _cause_of_words(_words(said), "")


def _words(said: Said) -> str:
    """Return Databricks' own words, without quoted values."""
    return unquoted(said.message[:_MAX_CHARS])


def _cause_of_query(said: Said) -> Cause | None:
    if said.state in _BY_SQL_STATE:
        return _BY_SQL_STATE[said.state]
    if said.state.startswith(_STOPPED_CLASSES):
        return Cause.QUERY_STOPPED
    return _BY_ERROR_CLASS.get(said.error_class.partition(".")[0])


def _named_outright(words: str) -> Cause | None:
    found = (cause for pattern, cause in _BY_WORDS if pattern.search(words))
    return next(found, None)


def _cause_of_words(words: str, code: str) -> Cause | None:
    """Return the cause by words and code; words take precedence over a general code."""
    if _DENIED.search(words):
        return _forbidden(words)
    if _OFF.search(words):
        return Cause.FEATURE_OFF
    if _STOPPED.search(words):
        return Cause.WAREHOUSE_STOPPED
    return _forbidden(words) if code == "PERMISSION_DENIED" else _BY_CODE.get(code)


def _cause_of_status(status: int, words: str, code: str) -> Cause | None:
    """Return the cause by status, if neither code nor words name it."""
    if status == HTTPStatus.NOT_FOUND or code in _ABSENT:
        absent = _named(words, {_SPACE: Cause.SPACE_GONE, _WAREHOUSE: Cause.WAREHOUSE_GONE})
        return absent or (Cause.NOT_FOUND if code in _ABSENT else None)
    if status == HTTPStatus.UNAUTHORIZED:
        return Cause.TOKEN_REFUSED
    is_busy = status == HTTPStatus.CONFLICT and code not in _EXISTS
    return Cause.CONVERSATION_BUSY if is_busy else None


def _forbidden(words: str) -> Cause:
    """Return the cause by the object for which a permission is missing."""
    kinds = {
        _WAREHOUSE: Cause.WAREHOUSE_FORBIDDEN,
        _SPACE: Cause.SPACE_FORBIDDEN,
        _DATA: Cause.DATA_FORBIDDEN,
    }
    return _named(words, kinds) or Cause.PERMISSION_MISSING


def _named(words: str, kinds: Mapping[re.Pattern[str], Cause]) -> Cause | None:
    """Return the cause by the object that a message names, if it names only one."""
    named = [cause for pattern, cause in kinds.items() if pattern.search(words)]
    return named[0] if len(named) == 1 and not _WITHIN.search(words) else None
