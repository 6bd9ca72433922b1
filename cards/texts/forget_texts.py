"""What is said when a person wants to be forgotten."""

from typing import Final

from cards.reader import Counted, TextKey

FORGET_TITLE: Final = TextKey("Delete what the bot keeps about you?")
FORGET_WHAT: Final = TextKey(
    "In all chats: your questions, your history, your choices, your ratings with their comments, "
    "and your conversations in Genie. Messages in chats stay there, but the buttons of your "
    "answers stop working."
)
AUDIT_STAYS: Final = Counted(
    "An audit trail stays for {count} day: when you asked and how it ended, with your IDs, "
    "without your name and your questions.",
    "An audit trail stays for {count} days: when you asked and how it ended, with your IDs, "
    "without your name and your questions.",
)
AUDIT_STAYS_WITH_TEXTS: Final = Counted(
    "An audit trail stays for {count} day: when you asked and how it ended, with your IDs, "
    "questions and comments, without your name.",
    "An audit trail stays for {count} days: when you asked and how it ended, with your IDs, "
    "questions and comments, without your name.",
)
FORGET_YES: Final = TextKey("Delete your data")  # a button
FORGET_NO: Final = TextKey("Keep your data")  # a button
FORGETTING: Final = TextKey("Your data is being deleted. A message here will say when it is done.")
NOT_FORGOTTEN: Final = TextKey("Nothing was deleted.")
FORGOTTEN: Final = TextKey("What the bot kept about you is deleted.")
FORGOTTEN_IN_GENIE: Final = Counted(
    "{count} conversation in Genie is deleted too.",
    "{count} conversations in Genie are deleted too.",
)
LEFT_IN_GENIE: Final = Counted(
    "{count} conversation in Genie could not be deleted. Please delete it there.",
    "{count} conversations in Genie could not be deleted. Please delete them there.",
)
FORGET_FAILED: Final = TextKey(
    "Not everything could be deleted. Please type the command again in a few minutes."
)
