"""What is said around questions: spaces, history, private answers."""

from typing import Final

from cards.reader import Counted, TextKey

# Which space is asked.
SPACES_TITLE: Final = TextKey("Which data shall I ask?")
SPACE_USE: Final = TextKey("Use")  # a button
SPACE_FOR_ALL: Final = TextKey("For everybody here")  # a button: use this space
SPACE_FOR_ME: Final = TextKey("Only for me")  # a button: use this space
SPACE_IN_USE: Final = TextKey("✓ in use")
SPACE_SET_BY: Final = TextKey("✓ in use, chosen by {name}")
SPACE_NUMBERED: Final = TextKey("**{number} · {name}**")
SPACES_HIDDEN: Final = Counted(
    "{count} more space is not listed: type its name.",
    "{count} more spaces are not listed: type their names.",
)
SPACES_HINT: Final = TextKey("You can also type its number or its name.")
SPACES_HINT_IN_GROUP: Final = TextKey("You can also mention me and type its number or its name.")
SPACE_NOT_UNDERSTOOD: Final = TextKey(
    "I know no space “{typed}”. Press a button, type a number or a name, or type `cancel`."
)
THEN_I_ASK: Final = TextKey("Then I will ask: “{question}”")
SPACE_CHOSEN: Final = TextKey("From now on I ask “{space}” for you.")
CHAT_SPACE_CHOSEN: Final = TextKey("{name} chose “{space}” for everybody here.")
SPACE_UNKNOWN: Final = TextKey("There is no space “{space}”. Type `/space` to see them all.")
ONE_SPACE: Final = TextKey("There is only one space here, so there is nothing to choose.")
SPACE_ASKED: Final = TextKey("I ask the space “{space}”; `space` changes that.")
OF_SPACE: Final = TextKey("{who} · {space}")  # {who} of QUOTED, and where it is asked

# What the bot asks back.
CHOICE_SETTLED: Final = TextKey(
    "That is settled already, or it is another person’s. Type `history` to see your questions."
)

# Earlier questions.
HISTORY_TITLE: Final = TextKey("Your recent questions here")
HISTORY_OF: Final = TextKey("Recent questions of {name}")
HISTORY_EMPTY: Final = TextKey(
    "You have not asked anything here in the last 30 days. Just type a question."
)
HISTORY_OPEN: Final = TextKey("Open again")  # a button
HISTORY_CONTINUE: Final = TextKey("Continue")  # a button: the next question goes on from this one
HISTORY_DELETE: Final = TextKey("Delete")  # a button
HISTORY_WHERE: Final = TextKey("{when} · {space}")
DELETE_TITLE: Final = TextKey("Delete this question, here and in Genie?")
DELETE_YES: Final = TextKey("Delete it")  # a button
DELETE_NO: Final = TextKey("Keep it")  # a button
DELETE_NOT_UNDERSTOOD: Final = TextKey("Press a button, or type `yes` or `no`.")
DELETED: Final = TextKey("Deleted, here and in Genie.")
DELETED_HERE: Final = TextKey(
    "Deleted here. Genie’s own copy is not yours alone, or was gone already, so I left it alone."
)
DELETE_FAILED: Final = TextKey(
    "Genie could not delete it, so it is still in your list. Please try again in a minute."
)
KEPT: Final = TextKey("All right, it stays.")
CONTINUES: Final = TextKey("Your next question goes on from “{question}”.")
CONTINUES_IN: Final = TextKey(
    "Your next question goes on from “{question}”, in the space “{space}”."
)
NOT_CONTINUED: Final = TextKey(
    "That answer was made for several people, so its conversation is not yours alone. "
    "Ask the question again to go on from it."
)
NOT_IN_HISTORY: Final = TextKey("That question is no longer in your list. Just ask it again.")
NOT_YOUR_HISTORY: Final = TextKey(
    "That question is not in your list. Type `history` to see your own questions."
)
SPACE_NOT_OFFERED: Final = TextKey(
    "The space of that question is no longer offered. Choose another with `space`, and ask again."
)
REOPENED: Final = TextKey("Read again from Genie.")
AFTER_IDLE: Final = TextKey(
    "Your last question here was a while ago, so this answer begins a new conversation."
)
CONTEXT_FULL: Final = TextKey(
    "The earlier conversation had become too long for Genie, so this answer begins a new one."
)

# Answers in private.
PRIVATE_HERE: Final = TextKey("{name}, I answer you in our private chat.")
PRIVATE_BECAUSE: Final = TextKey(
    "{name}, answers with data are not shown here, so I answer you in our private chat."
)
DATA_NOT_HERE: Final = TextKey(
    "Answers with data are not shown here any more. "
    "Ask the question again, and I answer you in our private chat."
)
NOT_INSTALLED: Final = TextKey(
    "{name}, I cannot write to you in private yet, so I did not ask. "
    "Add me in Teams first (Apps, search for me, Add), then ask again."
)
PRIVATE_FAILED: Final = TextKey(
    "{name}, I cannot write to you in private at this moment, so I did not ask. "
    "Please ask again in a minute."
)
