"""What is said around questions: spaces, history, private answers."""

from typing import Final

from cards.reader import Counted, TextKey

# Which space is asked.
SPACES_TITLE: Final = TextKey("Which data do you want to ask about?")
SPACE_USE: Final = TextKey("Use {number}: {name}")  # read aloud for a space in a list
SPACE_FOR_ALL: Final = TextKey("{number} for everyone here")  # a button: use this space
SPACE_FOR_ME: Final = TextKey("{number} only for me")  # a button: use this space
SPACE_IN_USE: Final = TextKey("✓ in use")
SPACE_SET_BY: Final = TextKey("✓ in use, chosen by {name}")
SPACE_NUMBERED: Final = TextKey("**{number} · {name}**")
SPACES_HIDDEN: Final = Counted(
    "{count} more space is not listed: type its name.",
    "{count} more spaces are not listed: type their names.",
)
SPACES_HINT: Final = TextKey("You can also type a number or a name.")
SPACES_HINT_IN_GROUP: Final = TextKey("You can also mention the bot and type a number or a name.")
SPACE_NOT_UNDERSTOOD: Final = TextKey(
    "There is no space “{typed}”. Press one of these, type a number or a name, or type `cancel`."
)
THEN_I_ASK: Final = TextKey("Your question: “{question}”")
SPACE_CHOSEN: Final = TextKey("I’ll use “{space}” for your questions.")
CHAT_SPACE_CHOSEN: Final = TextKey("{name} chose “{space}” for everyone here.")
SPACE_UNKNOWN: Final = TextKey("There is no space “{space}”. Type `/space` to see them all.")
ONE_SPACE: Final = TextKey("There is only one space here, so there is nothing to choose.")
SPACE_ASKED: Final = TextKey("You are asking the space “{space}”. Type **space** to change it.")
OF_SPACE: Final = TextKey("{who} · {space}")  # {who} of QUOTED, and where it is asked

# What the bot asks back.
CHOICE_SETTLED: Final = TextKey(
    "That choice was already made, or it belongs to another person. Type `history` to see your "
    "questions."
)

# Earlier questions.
HISTORY_TITLE: Final = TextKey("Your recent questions here")
HISTORY_OF: Final = TextKey("Recent questions of {name}")
HISTORY_EMPTY: Final = TextKey(
    "You have not asked anything here in the last 30 days. Just type a question."
)
HISTORY_OPEN: Final = TextKey("Open {number}: {question}")  # read aloud for a question in a list
HISTORY_MORE: Final = TextKey("Continue or delete")  # a button: show those two of each question
HISTORY_CONTINUE: Final = TextKey("Continue {number}")  # a button: the next question follows it
HISTORY_DELETE: Final = TextKey("Delete {number}")  # a button
HISTORY_WHERE: Final = TextKey("{when} · {space}")
DELETE_TITLE: Final = TextKey("Delete this question, here and in Genie?")
DELETE_YES: Final = TextKey("Delete it")  # a button
DELETE_NO: Final = TextKey("Keep it")  # a button
DELETE_NOT_UNDERSTOOD: Final = TextKey("Press a button, or type `yes` or `no`.")
DELETED: Final = TextKey("Deleted, here and in Genie.")
DELETED_HERE: Final = TextKey(
    "Deleted here only. In Genie, the conversation is not yours alone, or was already gone."
)
DELETE_FAILED: Final = TextKey(
    "Genie could not delete it, so it is still in your list. Please try again in a minute."
)
KEPT: Final = TextKey("The question stays in your list.")
CONTINUES: Final = TextKey("Your next question continues from “{question}”.")
CONTINUES_IN: Final = TextKey(
    "Your next question continues from “{question}”, in the space “{space}”."
)
NOT_CONTINUED: Final = TextKey(
    "That answer was made for several people, so its conversation is not yours alone. Ask the "
    "question again to continue from it."
)
OTHER_PERMISSIONS: Final = TextKey(
    "That answer was made with other permissions than the space is asked with now. Ask the "
    "question again to continue from it."
)
NOT_IN_HISTORY: Final = TextKey("That question is no longer in your list. Just ask it again.")
NOT_YOUR_HISTORY: Final = TextKey(
    "That question is not in your list. Type `history` to see your own questions."
)
SPACE_NOT_OFFERED: Final = TextKey(
    "The space of that question is no longer available. Choose another with `space`, and ask again."
)
REOPENED: Final = TextKey("Reloaded from Genie.")
AFTER_IDLE: Final = TextKey(
    "Your last question here was a while ago, so this answer starts a new conversation."
)
CONTEXT_FULL: Final = TextKey(
    "The earlier conversation became too long for Genie, so this answer starts a new one."
)

# Answers in private.
PRIVATE_HERE: Final = TextKey("{name}, the answer comes in your private chat with the bot.")
PRIVATE_BECAUSE: Final = TextKey(
    "{name}, answers with data are not shown here. Yours comes in your private chat with the bot."
)
DATA_NOT_HERE: Final = TextKey(
    "Answers with data are no longer shown here. Ask again to get the answer in your private chat "
    "with the bot."
)
NOT_INSTALLED: Final = TextKey(
    "{name}, the bot cannot send you private messages yet, so your question was not asked. Add "
    "the bot in Teams first (Apps, search for it, Add), then ask again."
)
PRIVATE_FAILED: Final = TextKey(
    "{name}, the bot cannot send you a private message right now, so your question was not asked. "
    "Please ask again in a minute."
)
