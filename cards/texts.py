"""Every sentence that a person reads, in English; catalogues/ holds the other languages.

They are said by a Reader, which translates them and fills them in.
"""

from typing import Final

from cards.reader import Counted

POWERED_BY: Final = "Powered by Databricks Genie"

# What the bot says in plain text.
NEW_CONVERSATION: Final = "New conversation. Your next question starts from scratch."
EMPTY_QUESTION: Final = (
    "Type a question about your data, for example “What can I ask about?”, or `help`."
)
NOT_TEXT: Final = (
    "I can read typed questions only, not pictures, files or voice notes. "
    "Please type what you want to know."
)
TOO_LONG: Final = (
    "That is {length} characters long, and a question may have {limit}. "
    "Please shorten it and ask again."
)
OLD_ANSWER: Final = "I no longer have that answer. Please ask the question again."
RATE_FIRST: Final = "Press 👍 or 👎 first, then comment."
FAILED: Final = "That did not work. {advice}"
OLD_BUTTON: Final = "That button no longer works. Please type your question instead."
NOT_RUNNING: Final = "That question is not being worked on any more."
NOT_YOURS: Final = "Only the person who asked can stop that question."
NOT_STORED: Final = (
    "I cannot take your message just now, because I cannot note it down. "
    "If no answer comes within a minute, please send it again."
)
RESTARTING: Final = (
    "I am being restarted and cannot take your question now. Please ask again in a minute."
)
TOO_MANY: Final = (
    "You have {count} questions waiting here already. Please ask again when some are answered."
)
GOES_ON: Final = (
    "Genie is still working on “{question}”. The answer will come as a new message in this "
    "conversation."
)

# The answer.
ASKED_BY: Final = "{name} asked"  # {who} of QUOTED
YOUR_QUESTION: Final = "Your question"  # {who} of QUOTED
QUOTED: Final = "{who}: “{question}”"
BELOW_LINE: Final = "{said}. {question}"  # {question} is what QUOTED says
LOST_CONTEXT: Final = (
    "The earlier conversation was no longer there, so this answer begins a new one."
)
AFTER_STOP: Final = "You stopped the question before, so this answer begins a new conversation."
READY: Final = "Here is Genie’s answer."
READY_FOR: Final = "{name}, here is Genie’s answer."
ABOUT_YOURS: Final = "About your question:"
ABOUT_YOURS_FOR: Final = "{name}, about your question:"
ANSWERED_BELOW: Final = "✓ Answered below"
NO_ANSWER: Final = "Genie finished without an answer. Please ask in other words."
GENIE_ASKS: Final = "Genie needs to know first"
JUST_ANSWER: Final = "Just type your answer."
JUST_ANSWER_IN_GROUP: Final = "Just mention me and type your answer."
NO_ROWS: Final = "Nothing matches."
NO_ROWS_TRY: Final = (
    "Try a longer period or fewer conditions, or ask which names and values there are."
)
ROWS_SHOWN: Final = "Rows {rows} of {total}"  # {rows} is one number, or such as 11–20
EARLIER_ROWS: Final = "◀ Rows {rows}"
LATER_ROWS: Final = "Rows {rows} ▶"
SHOW_WHOLE: Final = "Long texts"  # a button: show as a whole what the table cuts
ROW_AND_COLUMN: Final = "Row {row}, {column}"
AS_BARS: Final = "Bars"  # a button: show the result as a bar chart
AS_LINE: Final = "Line"  # a button: as a line chart
AS_SHARES: Final = "Shares"  # a button: as a pie chart
AS_TABLE: Final = "Table only"  # a button: without any chart
AS_EXCEL: Final = "Excel"
AS_CSV: Final = "CSV"
ROWS: Final = Counted("{count} row", "{count} rows")
COLUMNS_HIDDEN: Final = "Not shown: {names}"  # the names of columns
AND_MORE: Final = "{names} and {count} more"
OTHER_COLUMNS: Final = "Other columns"  # a button: show columns that have no room beside these
CHART_OF: Final = "Chart: {name}"  # a button: draw the chart of another column
RESULTS_HIDDEN: Final = Counted(
    "{count} more result is not shown. Please ask for it alone.",
    "{count} more results are not shown. Please ask for them one by one.",
)
ONLY_AS_FILE: Final = "This result is too large for a message. Take it as a file."
NOT_SHOWN: Final = "This result is too large for a message. Please ask for less at once."
LEFT_OUT: Final = "This answer is too long for one message: some of it was left out."
RESULT_UNREADABLE: Final = "This result could not be read. {advice}"
ASK_LATER: Final = "Please ask again."
IN_ZONE: Final = "{name} ({zone})"
YES: Final = "yes"
NO: Final = "no"
BYTES: Final = Counted("{shown} ({count} byte)", "{shown} ({count} bytes)")  # 0x31 (1 byte)
DAYS: Final = Counted("{count} day", "{count} days")  # {count} may have decimals
HOURS: Final = Counted("{count} hour", "{count} hours")
MINUTES: Final = Counted("{count} minute", "{count} minutes")
SHOW_HOW: Final = "How I got this"  # a button: show thoughts and SQL
THOUGHT_DESCRIPTION: Final = "What was asked"
THOUGHT_UNDERSTANDING: Final = "How I understood it"
THOUGHT_DATA_SOURCING: Final = "Which data I used"
THOUGHT_INSTRUCTIONS: Final = "Which instructions I followed"
THOUGHT_STEPS: Final = "How I went about it"
TOOK: Final = "answered in {seconds} s"
OPEN_IN_DATABRICKS: Final = "Open the conversation in Databricks"
SQL_CUT: Final = "The SQL is longer than can be shown here."
CODE_CUT: Final = "Only the first lines are shown."
TABLE_CUT: Final = "Only a part of this table is shown."
PARAMETER: Final = "{name} = {value}"
ASK_NEXT: Final = "Ask next"
SUMMARY: Final = "Genie answered: {question}"
SUMMARY_NO_ANSWER: Final = "No answer: {question}"
SUMMARY_QUESTION: Final = "Genie asks back: {question}"

# What people think of an answer.
RATE_HELPFUL: Final = "👍 Helpful"
RATE_NOT_HELPFUL: Final = "👎 Not helpful"
TAKE_BACK: Final = "Take my rating back"
HELPFUL: Final = "👍 You found this helpful."
HELPFUL_TO: Final = "👍 Helpful to {names}."
NOT_HELPFUL: Final = "👎 You did not find this helpful."
NOT_HELPFUL_TO: Final = "👎 Not helpful to {names}."
WITH_COMMENT: Final = "With a comment."  # behind one of the four before
AND_THEN: Final = "{first} {then}"  # two sentences
NAME_SEPARATOR: Final = ", "  # between people's names
VERDICT_LOST: Final = "The rating could not be given to Genie. Please rate again in a minute."
YOUR_COMMENT: Final = "Your comment for those who look after the data"
WHAT_WAS_GOOD: Final = "What was good about this answer?"
WHAT_WAS_WRONG: Final = "What was wrong with this answer?"
COMMENT_TITLE: Final = "Feedback"
COMMENT_HINT: Final = "What should be different, or stay as it is?"
SEND_COMMENT: Final = "Send comment"

# Progress.
SUMMARY_STOPPED: Final = "Stopped: {question}"
SUMMARY_BELOW: Final = "See below: {question}"
SUMMARY_PROGRESS: Final = "Genie is working: {question}"
STEP_DONE: Final = "✓ {phase}"  # {phase} is one of the next, down to RUNNING_QUERY
STEP_CURRENT: Final = "➤ {phase}"
STEP_TO_COME: Final = "○ {phase}"
ONGOING: Final = "{phase} …"
WORKING: Final = "Working on your question"
SENDING: Final = "Sending your question to Genie"
UNDERSTANDING: Final = "Understanding the question"
FINDING_DATA: Final = "Finding the right data"
WRITING_QUERY: Final = "Writing the query"
STARTING_WAREHOUSE: Final = (
    "Starting the warehouse (the first question of the day may take a minute)"
)
RUNNING_QUERY: Final = "Running the query"
SLOW: Final = "This one takes longer than usual. It will still be answered here."
STOP: Final = "Stop"
STOPPED: Final = "This question was stopped."
STEP_DONE_IN: Final = "✓ {phase} ({seconds} s)"
AFTER_YOURS: Final = Counted(
    "Waiting for your earlier question to be answered",
    "Waiting for your {count} earlier questions to be answered",
)
IN_LINE: Final = "Waiting in line: Genie takes only so many questions per minute"
NEXT_IN_LINE: Final = "Yours is the next one."
PLACE_IN_LINE: Final = "Yours is number {number}."
EXPECTED_S: Final = "It will be asked in about {seconds} s."
OVERTAKEN: Final = "It may take longer: first questions of others go before your second."
EXPECTED_MIN: Final = "It will be asked in about {minutes} minutes."  # such as 2½
CATCHING_UP: Final = "Asking the question before again first, so that Genie knows what it was"
ASKED_BELOW: Final = "✓ Asked: it goes on below"

# Problems: what happened, and what to do.
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

# The language.
LANGUAGE_NAME: Final = "English"  # each catalogue gives the name of its own language
LANGUAGE_TITLE: Final = "In which language shall I write to you?"
LANGUAGE_HINT: Final = "You can ask in any language that Genie knows, whatever you choose here."
LANGUAGE_AUTOMATIC: Final = "The one I type in"
LANGUAGE_CHOSEN: Final = "I will write to you in English."
LANGUAGE_BY_TYPING: Final = "I will go by the language that you type in."

# Welcome and help.
WELCOME_TITLE: Final = "Ask your data"
WELCOME: Final = (
    "Hello! I pass your questions to Databricks Genie and bring back its answer: "
    "in words, as a table, with the SQL behind it."
)
TRY_ONE: Final = "Try one of these, or type your own:"
HELP_TITLE: Final = "What I can do"
HELP_LINES: Final = (
    "**Ask** in plain words, in any language: “Sales by region last quarter?”",
    "**Follow up**: “and by month?” continues the same conversation. It is yours alone.",
    "**new** starts another conversation, **stop** stops what I am working on.",
    "**space** chooses which data I ask.",
    "**history** lists your recent questions: open them again, go on from them, delete them.",
    "**/private** and a question, in a group: I answer in our private chat.",
    "**language** changes the language in which I write to you.",
    "**whoami** shows what I know of you, **help** shows this.",
)
IN_GROUPS: Final = "Here, mention me so that I see your message."
