"""Problems: what happened, and what to do."""

from typing import Final

PROBLEM_SUMMARY: Final = "Genie could not answer: {question} {happened}."
REFERENCE: Final = "Reference {reference}"
ASK_AGAIN: Final = "Ask again"
BUSY: Final = (
    "Genie is busy",
    "The workspace's limit of questions per minute stayed reached. Ask again in a minute.",
)
BUSY_FOR: Final = (
    BUSY[0],
    "The workspace's limit of questions per minute is reached. Ask again in about {seconds} s.",
)
TOO_SLOW: Final = (
    "Genie did not finish in time",
    "Ask again, or ask for less at once: a shorter period, or one region.",
)
UNREACHABLE: Final = (
    "Genie cannot be reached",
    "Databricks does not answer right now. Ask again in a few minutes.",
)
UNCERTAIN: Final = (
    "It is not known whether Genie got your question",
    "The connection broke while asking. Ask again; in the worst case Genie works on it twice.",
)
CREDENTIAL: Final = (
    "The bot's access to Databricks is refused",
    "Its token is wrong or has expired. Tell the bot’s administrator, with the reference below.",
)
FORBIDDEN: Final = (
    "The bot may not use this data",
    "Its Databricks identity lacks a permission on the space, its warehouse or its tables. "
    "Tell the bot’s administrator, with the reference below.",
)
SPACE_GONE: Final = (
    "The Genie space cannot be opened",
    "It does not exist, or the bot may not see it. "
    "Tell the bot’s administrator, with the reference below.",
)
MESSAGE_GONE: Final = (
    "The question was deleted in Databricks",
    "It was removed while Genie was working. Ask again if you still need the answer.",
)
SUPERSEDED: Final = (
    "The question was changed or withdrawn in Databricks",
    "That happened while Genie was working. Ask again if you still need the answer.",
)
REJECTED: Final = (
    "Genie did not accept the question",
    "Ask in other words. If that does not help, tell the bot’s administrator, with the reference.",
)
CANCELLED: Final = (
    "The question was cancelled in Databricks",
    "Ask again if you still need the answer.",
)
TRANSIENT: Final = ("Genie had a hiccup", "Asking again usually helps.")
TOO_LONG_TALK: Final = (
    "This conversation has become too long for Genie",
    "Type **new** to start another, then ask again.",
)
UNUSABLE_QUERY: Final = (
    "Genie found no query that works",
    "Ask in other words, and name what to count and for which period.",
)
FILTERED: Final = (
    "A content filter stopped this question",
    "Ask in other words. Nothing was answered.",
)
SPACE_SETUP: Final = (
    "The Genie space needs its administrator",
    "Its tables or its warehouse are not set up for this question. "
    "Tell the space’s administrator, with the reference below.",
)
BOT_SETUP: Final = (
    "The bot cannot talk to Databricks",
    "Its address or its token is not usable. "
    "Tell the bot’s administrator, with the reference below.",
)
CONTACT: Final = "Contact: {contact}"
INTERRUPTED: Final = (
    "The bot is being restarted",
    "It could not wait for the answer to your question. Ask again in a minute.",
)
UNDELIVERED: Final = (
    "It is not known whether the answer arrived",
    "The connection to the chat broke while it was sent. If it does not stand above, ask again.",
)
UNEXPECTED: Final = (
    "Something went wrong",
    "Ask again. If it happens again, tell the bot’s administrator, with the reference below.",
)
