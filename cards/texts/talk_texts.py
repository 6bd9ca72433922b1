"""What is said around questions: spaces, history, private answers."""

from typing import Final

from cards.reader import Counted

# Which space is asked.
SPACES_TITLE: Final = "Which data shall I ask?"
SPACE_USE: Final = "Use"  # a button
SPACE_FOR_ALL: Final = "For everybody here"  # a button: use this space
SPACE_FOR_ME: Final = "Only for me"  # a button: use this space
SPACE_IN_USE: Final = "✓ in use"
SPACE_SET_BY: Final = "✓ in use, chosen by {name}"
SPACE_NUMBERED: Final = "**{number} · {name}**"
SPACES_HIDDEN: Final = Counted(
    "{count} more space is not listed: type its name.",
    "{count} more spaces are not listed: type their names.",
)
SPACES_HINT: Final = "You can also type its number or its name."
SPACES_HINT_IN_GROUP: Final = "You can also mention me and type its number or its name."
SPACE_NOT_UNDERSTOOD: Final = (
    "I know no space “{typed}”. Press a button, type a number or a name, or type `cancel`."
)
THEN_I_ASK: Final = "Then I will ask: “{question}”"
SPACE_CHOSEN: Final = "From now on I ask “{space}” for you."
CHAT_SPACE_CHOSEN: Final = "{name} chose “{space}” for everybody here."
SPACE_UNKNOWN: Final = "There is no space “{space}”. Type `/space` to see them all."
ONE_SPACE: Final = "There is only one space here, so there is nothing to choose."
SPACE_ASKED: Final = "I ask the space “{space}”; `space` changes that."
OF_SPACE: Final = "{who} · {space}"  # {who} of QUOTED, and where it is asked

# What the bot asks back.
CHOICE_SETTLED: Final = (
    "That is settled already, or it is another person’s. Type `history` to see your questions."
)
CANCELLED_CHOICE: Final = "All right, cancelled: nothing was asked or changed."
NOTHING_TO_CANCEL: Final = (
    "Nothing waits for your choice. To stop a question that is being worked on, type `stop`."
)

# Earlier questions.
HISTORY_TITLE: Final = "Your recent questions here"
HISTORY_OF: Final = "Recent questions of {name}"
HISTORY_EMPTY: Final = "You have not asked anything here in the last 30 days. Just type a question."
HISTORY_OPEN: Final = "Open again"  # a button
HISTORY_CONTINUE: Final = "Continue"  # a button: the next question goes on from this one
HISTORY_DELETE: Final = "Delete"  # a button
HISTORY_WHERE: Final = "{when} · {space}"
DELETE_TITLE: Final = "Delete this question, here and in Genie?"
DELETE_YES: Final = "Delete it"  # a button
DELETE_NO: Final = "Keep it"  # a button
DELETE_NOT_UNDERSTOOD: Final = "Press a button, or type `yes` or `no`."
DELETED: Final = "Deleted, here and in Genie."
DELETED_HERE: Final = (
    "Deleted here. Genie’s own copy is not yours alone, or was gone already, so I left it alone."
)
DELETE_FAILED: Final = (
    "Genie could not delete it, so it is still in your list. Please try again in a minute."
)
KEPT: Final = "All right, it stays."
CONTINUES: Final = "Your next question goes on from “{question}”."
CONTINUES_IN: Final = "Your next question goes on from “{question}”, in the space “{space}”."
NOT_CONTINUED: Final = (
    "That answer was made for several people, so its conversation is not yours alone. "
    "Ask the question again to go on from it."
)
NOT_IN_HISTORY: Final = "That question is no longer in your list. Just ask it again."
NOT_YOUR_HISTORY: Final = (
    "That question is not in your list. Type `history` to see your own questions."
)
SPACE_NOT_OFFERED: Final = (
    "The space of that question is no longer offered. Choose another with `space`, and ask again."
)
REOPENED: Final = "Read again from Genie."
AFTER_IDLE: Final = (
    "Your last question here was a while ago, so this answer begins a new conversation."
)
CONTEXT_FULL: Final = (
    "The earlier conversation had become too long for Genie, so this answer begins a new one."
)

# Answers in private.
PRIVATE_HERE: Final = "{name}, I answer you in our private chat."
PRIVATE_BECAUSE: Final = (
    "{name}, answers with data are not shown here, so I answer you in our private chat."
)
DATA_NOT_HERE: Final = (
    "Answers with data are not shown here any more. "
    "Ask the question again, and I answer you in our private chat."
)
NOT_INSTALLED: Final = (
    "{name}, I cannot write to you in private yet, so I did not ask. "
    "Add me in Teams first (Apps, search for me, Add), then ask again."
)
PRIVATE_FAILED: Final = (
    "{name}, I cannot write to you in private at this moment, so I did not ask. "
    "Please ask again in a minute."
)
PRIVATE_ALREADY: Final = "This is our private chat already: just type your question."
PRIVATE_WHAT: Final = "Type your question after `/private`, for example “Revenue by region?”"

# Commands.
UNKNOWN_COMMAND: Final = "I do not know the command {command}. Type `/help` for those that I know."
STOPPING: Final = "I am stopping your question."
NOTHING_RUNS: Final = "None of your questions is being worked on here."

# The card of the whoami command.
WHO_TITLE: Final = "Who you are to me"
WHO_NAME: Final = "Name"
WHO_ID: Final = "Your id in this channel"
WHO_DIRECTORY: Final = "Your id in the directory"
WHO_TENANT: Final = "Tenant"
WHO_CHANNEL: Final = "Channel"
WHO_CHAT: Final = "This chat"
WHO_LANGUAGE: Final = "Language"
WHO_ZONE: Final = "Time zone"
WHO_SPACE: Final = "Space"
WHO_SEES: Final = "Genie sees the bot’s own identity, not yours."
