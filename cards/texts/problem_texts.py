"""Problems: what happened, and what to do."""

from typing import Final

from cards.reader import Explanation, TextKey

PROBLEM_SUMMARY: Final = TextKey("Genie could not answer: {question} {happened}.")
REFERENCE: Final = TextKey("Reference {reference}")
ASK_AGAIN: Final = TextKey("Ask again")
BUSY: Final = Explanation(
    TextKey("Genie is busy"),
    TextKey("The workspace's limit of questions per minute stayed reached. Ask again in a minute."),
)
BUSY_FOR: Final = Explanation(
    BUSY.happened,
    TextKey(
        "The workspace's limit of questions per minute is reached. Ask again in about {seconds} s."
    ),
)
TOO_SLOW: Final = Explanation(
    TextKey("Genie did not finish in time"),
    TextKey("Ask again, or ask for less at once: a shorter period, or one region."),
)
UNREACHABLE: Final = Explanation(
    TextKey("Genie cannot be reached"),
    TextKey("Databricks does not answer right now. Ask again in a few minutes."),
)
UNCERTAIN: Final = Explanation(
    TextKey("It is not known whether Genie got your question"),
    TextKey(
        "The connection broke while asking. Ask again; in the worst case Genie works on it twice."
    ),
)
CREDENTIAL: Final = Explanation(
    TextKey("The bot's access to Databricks is refused"),
    TextKey(
        "Its token is wrong or has expired. Tell the bot’s administrator, with the reference below."
    ),
)
SCOPE: Final = Explanation(
    TextKey("The bot’s access to Databricks does not include Genie"),
    TextKey(
        "Its token or secret lacks the OAuth scope. "
        "Tell the bot’s administrator, with the reference below."
    ),
)
IP_BLOCKED: Final = Explanation(
    TextKey("Databricks does not admit the bot’s network address"),
    TextKey(
        "It is not in the workspace’s IP access list. "
        "Tell the bot’s administrator, with the reference below."
    ),
)
FEATURE_OFF: Final = Explanation(
    TextKey("Genie is not available in this workspace"),
    TextKey(
        "The workspace does not have the feature, or it is turned off. "
        "Tell the bot’s administrator, with the reference below."
    ),
)
REFUSED: Final = Explanation(
    TextKey("Databricks refused the bot’s request"),
    TextKey("Tell the bot’s administrator, with the reference below: the log says why."),
)
FORBIDDEN: Final = Explanation(
    TextKey("The bot may not use this data"),
    TextKey(
        "Its Databricks identity lacks a permission on the space, its warehouse or its tables. "
        "Tell the bot’s administrator, with the reference below."
    ),
)
SPACE_FORBIDDEN: Final = Explanation(
    TextKey("The bot may not open this Genie space"),
    TextKey(
        "Its Databricks identity needs CAN RUN on the space. "
        "Tell the bot’s administrator, with the reference below."
    ),
)
WAREHOUSE_FORBIDDEN: Final = Explanation(
    TextKey("The bot may not use the SQL warehouse"),
    TextKey(
        "Its Databricks identity needs CAN USE on the space’s warehouse. "
        "Tell the bot’s administrator, with the reference below."
    ),
)
DATA_FORBIDDEN: Final = Explanation(
    TextKey("The bot may not read the data for this question"),
    TextKey(
        "Its Databricks identity lacks a permission on a table or view. "
        "Tell the bot’s administrator, with the reference below."
    ),
)
WAREHOUSE_STOPPED: Final = Explanation(
    TextKey("The SQL warehouse is stopped"),
    TextKey(
        "Ask again once it runs. "
        "Tell the bot’s administrator, with the reference below, that it has to be started."
    ),
)
WAREHOUSE_GONE: Final = Explanation(
    TextKey("The SQL warehouse of this Genie space does not exist"),
    TextKey(
        "The space needs another one. Tell the space’s administrator, with the reference below."
    ),
)
SPACE_GONE: Final = Explanation(
    TextKey("The Genie space cannot be opened"),
    TextKey(
        "It does not exist, or the bot may not see it. "
        "Tell the bot’s administrator, with the reference below."
    ),
)
MESSAGE_GONE: Final = Explanation(
    TextKey("The question is no longer in Databricks"),
    TextKey(
        "It was deleted there, or the bot may not see it any more. "
        "Ask again if you still need the answer."
    ),
)
NOT_FOUND: Final = Explanation(
    TextKey("Databricks did not find what the bot asked for"),
    TextKey(
        "Ask again. If it happens again, tell the bot’s administrator, with the reference below."
    ),
)
CONVERSATION_BUSY: Final = Explanation(
    TextKey("Genie is still working on another question in this conversation"),
    TextKey("Ask again when that one is answered, or type **new** to start another conversation."),
)
QUOTA: Final = Explanation(
    TextKey("A limit of the Databricks workspace is reached"),
    TextKey("Waiting does not help. Tell the bot’s administrator, with the reference below."),
)
SUPERSEDED: Final = Explanation(
    TextKey("The question was changed or withdrawn in Databricks"),
    TextKey("That happened while Genie was working. Ask again if you still need the answer."),
)
REJECTED: Final = Explanation(
    TextKey("Genie did not accept the question"),
    TextKey(
        "Ask in other words. "
        "If that does not help, tell the bot’s administrator, with the reference."
    ),
)
CANCELLED: Final = Explanation(
    TextKey("The question was cancelled in Databricks"),
    TextKey("Ask again if you still need the answer."),
)
TRANSIENT: Final = Explanation(
    TextKey("Genie had a hiccup"), TextKey("Asking again usually helps.")
)
TOO_LONG_TALK: Final = Explanation(
    TextKey("This conversation has become too long for Genie"),
    TextKey("Type **new** to start another, then ask again."),
)
UNUSABLE_QUERY: Final = Explanation(
    TextKey("Genie found no query that works"),
    TextKey("Ask in other words, and name what to count and for which period."),
)
TABLE_UNKNOWN: Final = Explanation(
    TextKey("Genie’s query names a table that Databricks does not find"),
    TextKey(
        "Ask in other words. If it happens again, tell the space’s administrator, with the "
        "reference below: the table does not exist, or the bot may not see it."
    ),
)
COLUMN_UNKNOWN: Final = Explanation(
    TextKey("Genie’s query names a column that does not exist"),
    TextKey(
        "Ask in other words. "
        "If it happens again, tell the space’s administrator, with the reference below."
    ),
)
QUERY_STOPPED: Final = Explanation(
    TextKey("Databricks stopped the query before it was finished"),
    TextKey(
        "Ask again, or ask for less at once: a shorter period, or one region. "
        "If it happens again, tell the bot’s administrator, with the reference below."
    ),
)
FILTERED: Final = Explanation(
    TextKey("A content filter stopped this question"),
    TextKey("Ask in other words. Nothing was answered."),
)
SPACE_SETUP: Final = Explanation(
    TextKey("The Genie space needs its administrator"),
    TextKey(
        "Its tables or its warehouse are not set up for this question. "
        "Tell the space’s administrator, with the reference below."
    ),
)
BOT_SETUP: Final = Explanation(
    TextKey("The bot cannot talk to Databricks"),
    TextKey(
        "Its address or its token is not usable. "
        "Tell the bot’s administrator, with the reference below."
    ),
)
CONTACT: Final = TextKey("Contact: {contact}")
INTERRUPTED: Final = Explanation(
    TextKey("The bot is being restarted"),
    TextKey("It could not wait for the answer to your question. Ask again in a minute."),
)
UNDELIVERED: Final = Explanation(
    TextKey("It is not known whether the answer arrived"),
    TextKey(
        "The connection to the chat broke while it was sent. If it does not stand above, ask again."
    ),
)
UNEXPECTED: Final = Explanation(
    TextKey("Something went wrong"),
    TextKey(
        "Ask again. If it happens again, tell the bot’s administrator, with the reference below."
    ),
)
