"""Commands, see cards.commands: their words, the help that explains them, and what they say.

A catalogue adds the words of its own language. Words that mean the same are separated by vertical
bars.
"""

from typing import Final

from cards.reader import TextKey

# The words of commands.
WORDS_HELP: Final = TextKey("help")  # synonyms separated by |
WORDS_NEW: Final = TextKey("new | start over | new conversation")  # synonyms separated by |
WORDS_SPACE: Final = TextKey("space | spaces")  # synonyms separated by |
WORDS_HISTORY: Final = TextKey("history")  # synonyms separated by |
WORDS_STOP: Final = TextKey("stop")  # synonyms separated by |
WORDS_LANGUAGE: Final = TextKey("language")  # synonyms separated by |
WORDS_WHOAMI: Final = TextKey("whoami | who am i")  # synonyms separated by |
WORDS_SIGN_IN: Final = TextKey("signin | sign in | login")  # synonyms separated by |
WORDS_SIGN_OUT: Final = TextKey("signout | sign out | logout")  # synonyms separated by |
WORDS_PRIVATE: Final = TextKey("private")  # synonyms separated by |
WORDS_FORGET: Final = TextKey("forget me")  # synonyms separated by |
WORDS_INSIGHTS: Final = TextKey("insights")  # synonyms separated by |
WORDS_CANCEL: Final = TextKey("cancel")  # synonyms separated by |
WORDS_YES: Final = TextKey("yes | y")  # an answer: synonyms separated by |
WORDS_NO: Final = TextKey("no | n")  # an answer: synonyms separated by |

# What the help explains.
HELP_LINES: Final = (
    TextKey("**Ask** in plain words, in any language: “Sales by region last quarter?”"),
    TextKey("**Follow up**: “and by month?” continues the same conversation. It is yours alone."),
    TextKey("**new** starts a new conversation, **stop** stops your question in progress."),
    TextKey("**space** chooses which data you ask about."),
    TextKey("**history** lists your recent questions: open, continue or delete them."),
    TextKey("**/private** before a question, in a group: the answer comes in your private chat."),
    TextKey("**forget me** deletes your questions, history and choices."),
    TextKey("**language** changes the language that the bot uses."),
    TextKey("**signin** and **signout**: where Genie answers with your own permissions."),
    TextKey("**whoami** shows your details, **help** shows this."),
)

# What commands say.
NEW_CONVERSATION: Final = TextKey("New conversation. Your next question starts from scratch.")
UNKNOWN_COMMAND: Final = TextKey("There is no command {command}. Type `/help` to see all commands.")
STOPPING: Final = TextKey("Stopping your question.")
NOTHING_RUNS: Final = TextKey("None of your questions is in progress here.")
PRIVATE_ALREADY: Final = TextKey("This is already a private chat. Just type your question.")
PRIVATE_WHAT: Final = TextKey(
    "Type your question after `/private`, for example “Revenue by region?”"
)
CANCELLED_CHOICE: Final = TextKey("Cancelled. Nothing was asked or changed.")
NOTHING_TO_CANCEL: Final = TextKey(
    "There’s nothing to choose. To stop a question in progress, type `stop`."
)

# The card of the whoami command.
WHO_TITLE: Final = TextKey("Your details")
WHO_NAME: Final = TextKey("Name")
WHO_ID: Final = TextKey("Your ID in this channel")
WHO_DIRECTORY: Final = TextKey("Your ID in the directory")
WHO_TENANT: Final = TextKey("Tenant")
WHO_CHANNEL: Final = TextKey("Channel")
WHO_CHAT: Final = TextKey("This chat")
WHO_LANGUAGE: Final = TextKey("Language")
WHO_ZONE: Final = TextKey("Time zone")
WHO_SPACE: Final = TextKey("Space")
WHO_DATABRICKS: Final = TextKey("Databricks user")
WHO_SEES: Final = TextKey("Genie sees the bot’s own identity, not yours.")
WHO_SEES_YOU: Final = TextKey("Genie sees your own identity, with your permissions.")
WHO_SEES_BOTH: Final = TextKey(
    "Genie sees your own identity in {own}, and the bot’s own identity in {others}."
)
SPACE_SEPARATOR: Final = TextKey(", ")  # between names of spaces
