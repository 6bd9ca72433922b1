"""Problems of a question that is asked with the person's own identity.

Most stand in the place of one in problem_texts, which speaks of the bot's identity.
"""

from typing import Final

from cards.reader import Explanation, TextKey
from cards.texts import problem_texts

OWN_NOT_SIGNED_IN: Final = Explanation(
    TextKey("You are not signed in"),
    TextKey(
        "Genie answers here with your own permissions. Ask again, and sign in within 15 minutes."
    ),
)
OWN_CONSENT: Final = Explanation(
    TextKey("Your sign-in has not been approved"),
    TextKey(
        "You or an administrator have to agree that the bot asks Databricks in your name. Ask "
        "again and press “Sign in”, or tell the bot’s administrator, with the reference below."
    ),
)
OWN_CONDITIONS: Final = Explanation(
    TextKey("Your organization’s rules stopped your sign-in"),
    TextKey(
        "They may demand a second factor, another device or another network. Ask again and press "
        "“Sign in”. If that does not help, tell the bot’s administrator, with the reference below."
    ),
)
OWN_NOT_ACCEPTED: Final = Explanation(
    TextKey("Databricks did not accept your sign-in"),
    TextKey(
        "Type **signout**, ask again and sign in. If it happens again, tell the bot’s "
        "administrator, with the reference below."
    ),
)
OWN_SCOPE: Final = Explanation(
    TextKey("Your sign-in does not include Genie"),
    TextKey("Tell the bot’s administrator, with the reference below."),
)
OWN_NO_USER: Final = Explanation(
    TextKey("You are not a user of this Databricks workspace"),
    TextKey("Ask the workspace’s administrator to add you, with the reference below."),
)
OWN_REFUSED: Final = Explanation(
    TextKey("Databricks refused your request"), problem_texts.REFUSED.advice
)
OWN_FORBIDDEN: Final = Explanation(
    TextKey("You may not use this data"),
    TextKey(
        "You lack a permission on the space, its warehouse or its tables. Ask the space’s "
        "administrator for it, with the reference below."
    ),
)
OWN_SPACE_FORBIDDEN: Final = Explanation(
    TextKey("You may not open this Genie space"),
    TextKey(
        "You need CAN RUN on the space. Ask the space’s administrator for it, with the reference "
        "below."
    ),
)
OWN_WAREHOUSE_FORBIDDEN: Final = Explanation(
    TextKey("You may not use the SQL warehouse"),
    TextKey(
        "You need CAN USE on the space’s warehouse. Ask the space’s administrator for it, with the "
        "reference below."
    ),
)
OWN_DATA_FORBIDDEN: Final = Explanation(
    TextKey("You may not read the data for this question"),
    TextKey(
        "You lack a permission, such as SELECT, on a table or view. Ask the space’s administrator "
        "for it, with the reference below."
    ),
)
OWN_SPACE_GONE: Final = Explanation(
    problem_texts.SPACE_GONE.happened,
    TextKey(
        "It does not exist, or you may not see it. Ask the space’s administrator, with the "
        "reference below."
    ),
)
OWN_MESSAGE_GONE: Final = Explanation(
    problem_texts.MESSAGE_GONE.happened,
    TextKey(
        "It was deleted there, or you may no longer see it. Ask again if you still need the answer."
    ),
)
OWN_TABLE_UNKNOWN: Final = Explanation(
    problem_texts.TABLE_UNKNOWN.happened,
    TextKey(
        "Rephrase your question. If it happens again, tell the space’s administrator, with the "
        "reference below: the table does not exist, or you may not see it."
    ),
)
OWN_UNREACHABLE: Final = Explanation(
    problem_texts.UNREACHABLE.happened,
    TextKey("Databricks or the sign-in service is not responding. Ask again in a few minutes."),
)
OWN_SETUP: Final = Explanation(
    TextKey("The bot cannot sign you in"),
    TextKey(
        "Its settings for signing in are not valid. Tell the bot’s administrator, with the "
        "reference below."
    ),
)
OWN_SENDER_UNPROVEN: Final = Explanation(
    TextKey("Your own permissions cannot be used here"),
    TextKey("The bot cannot be sure who writes here. Ask in Microsoft Teams."),
)
OWN_IDENTITY_CHANGED: Final = Explanation(
    TextKey("The question has to be asked again"),
    TextKey(
        "This space is asked with your own permissions now, so the earlier answer cannot be read."
    ),
)
