"""Why Databricks refuses a request or fails to answer a question."""

from enum import auto

from genie.statuses import UpperEnum


class Cause(UpperEnum):
    """A cause that a response certainly names; genie/diagnosis.py finds it."""

    TOKEN_REFUSED = auto()  # the token or the client secret is missing, wrong or expired
    SCOPE_MISSING = auto()  # the token or the client secret does not include the scope
    USER_UNKNOWN = auto()  # the workspace has no user for the token's identity
    CONSENT_MISSING = auto()  # nobody has agreed that the bot acts in the person's name
    CONDITIONS_NOT_MET = auto()  # conditional access: a second factor, the device, the network
    SENDER_UNPROVEN = auto()  # somebody else could ask in the person's name
    IDENTITY_CHANGED = auto()  # the space is asked with another identity now
    IP_BLOCKED = auto()  # the workspace's IP access list does not admit the bot
    FEATURE_OFF = auto()  # the workspace does not have the feature, or has it turned off
    PERMISSION_MISSING = auto()  # a permission; the response does not say for what
    SPACE_FORBIDDEN = auto()
    WAREHOUSE_FORBIDDEN = auto()
    DATA_FORBIDDEN = auto()
    WAREHOUSE_STOPPED = auto()
    WAREHOUSE_GONE = auto()
    NOT_FOUND = auto()  # a conversation, a message or a result does not exist
    SPACE_GONE = auto()  # the space does not exist, or is hidden from the bot
    MESSAGE_GONE = auto()  # the message existed before, and was deleted
    CONVERSATION_BUSY = auto()  # another question is being answered in the conversation
    CONVERSATION_FULL = auto()
    TABLE_UNKNOWN = auto()
    COLUMN_UNKNOWN = auto()
    QUERY_STOPPED = auto()  # cancelled, out of time or memory, or an internal error
    QUOTA_REACHED = auto()  # a limit that does not pass by itself
    RATE_LIMITED = auto()  # a limit that passes by itself
