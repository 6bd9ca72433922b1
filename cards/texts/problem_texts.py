"""Problems: what happened, and what to do."""

from typing import Final

from cards.reader import Explanation, TextKey

PROBLEM_SUMMARY: Final = TextKey("Genie could not answer “{question}”. {happened}.")
REFERENCE: Final = TextKey("Reference {reference}")
ASK_AGAIN: Final = TextKey("Ask again")
BUSY: Final = Explanation(
    TextKey("Genie is busy"),
    TextKey("The workspace has reached its limit of questions per minute. Ask again in a minute."),
)
BUSY_FOR: Final = Explanation(
    BUSY.happened,
    TextKey(
        "The workspace has reached its limit of questions per minute. Ask again in about "
        "{seconds} s."
    ),
)
TOO_SLOW: Final = Explanation(
    TextKey("Genie did not finish in time"),
    TextKey("Ask again, or ask for less: a shorter period, or one region."),
)
UNREACHABLE: Final = Explanation(
    TextKey("Genie cannot be reached"),
    TextKey("Databricks is not responding. Ask again in a few minutes."),
)
UNCERTAIN: Final = Explanation(
    TextKey("Your question may not have reached Genie"),
    TextKey("The connection was lost. Ask again; at worst, Genie works on the question twice."),
)
CREDENTIAL: Final = Explanation(
    TextKey("Databricks refused the bot’s access"),
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
    TextKey("Databricks blocks the bot’s network address"),
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
NO_USER: Final = Explanation(
    TextKey("The bot is not a user of this Databricks workspace"),
    TextKey(
        "Its Databricks identity has to be added to the workspace. "
        "Tell the bot’s administrator, with the reference below."
    ),
)
REFUSED: Final = Explanation(
    TextKey("Databricks refused the bot’s request"),
    TextKey("Tell the bot’s administrator, with the reference below. The log has the reason."),
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
        "Tell the bot’s administrator, with the reference below, that it must be started. Then "
        "ask again."
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
        "It was deleted there, or the bot may no longer see it. Ask again if you still need the "
        "answer."
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
    TextKey("Ask again when that one is answered, or type **new** to start a new conversation."),
)
QUOTA: Final = Explanation(
    TextKey("The Databricks workspace has reached a limit"),
    TextKey("Waiting will not help. Tell the bot’s administrator, with the reference below."),
)
SUPERSEDED: Final = Explanation(
    TextKey("The question was changed or withdrawn in Databricks"),
    TextKey("That happened while Genie was working. Ask again if you still need the answer."),
)
REJECTED: Final = Explanation(
    TextKey("Genie did not accept the question"),
    TextKey(
        "Rephrase your question. If that does not help, tell the bot’s administrator, with the "
        "reference below."
    ),
)
CANCELLED: Final = Explanation(
    TextKey("The question was cancelled in Databricks"),
    TextKey("Ask again if you still need the answer."),
)
TRANSIENT: Final = Explanation(
    TextKey("Genie had a temporary problem"), TextKey("Ask again; that usually helps.")
)
TOO_LONG_TALK: Final = Explanation(
    TextKey("This conversation is too long for Genie"),
    TextKey("Type **new** to start a new one, then ask again."),
)
UNUSABLE_QUERY: Final = Explanation(
    TextKey("Genie could not write a working query"),
    TextKey("Rephrase your question, and say what to count and for which period."),
)
TABLE_UNKNOWN: Final = Explanation(
    TextKey("Genie’s query names a table that Databricks does not find"),
    TextKey(
        "Rephrase your question. If it happens again, tell the space’s administrator, with the "
        "reference below: the table does not exist, or the bot may not see it."
    ),
)
COLUMN_UNKNOWN: Final = Explanation(
    TextKey("Genie’s query names a column that does not exist"),
    TextKey(
        "Rephrase your question. If it happens again, tell the space’s administrator, with the "
        "reference below."
    ),
)
QUERY_STOPPED: Final = Explanation(
    TextKey("Databricks stopped the query before it finished"),
    TextKey(
        "Ask again, or ask for less: a shorter period, or one region. If it happens again, tell "
        "the bot’s administrator, with the reference below."
    ),
)
FILTERED: Final = Explanation(
    TextKey("A content filter stopped this question"),
    TextKey("It was not answered. Rephrase your question."),
)
SPACE_SETUP: Final = Explanation(
    TextKey("The Genie space is not set up for this question"),
    TextKey(
        "Its tables or its warehouse need attention. Tell the space’s administrator, with the "
        "reference below."
    ),
)
BOT_SETUP: Final = Explanation(
    TextKey("The bot cannot connect to Databricks"),
    TextKey(
        "The address or the token in its settings is not valid. Tell the bot’s administrator, "
        "with the reference below."
    ),
)
CONTACT: Final = TextKey("Contact: {contact}")
INTERRUPTED: Final = Explanation(
    TextKey("The bot is restarting"),
    TextKey("Your question was not answered. Ask again in a minute."),
)
UNDELIVERED: Final = Explanation(
    TextKey("The answer may not have arrived"),
    TextKey("The connection to the chat was lost. If you don’t see the answer above, ask again."),
)
HIDDEN: Final = Explanation(
    TextKey("Answers are not shown here any more"),
    TextKey("Ask again: the answer comes in your private chat with the bot."),
)
UNEXPECTED: Final = Explanation(
    TextKey("Something went wrong"),
    TextKey(
        "Ask again. If it happens again, tell the bot’s administrator, with the reference below."
    ),
)
