"""What stands on the card of an answer."""

from typing import Final

from cards.reader import Counted, TextKey

POWERED_BY: Final = TextKey("Powered by Databricks Genie")
ASKED_BY: Final = TextKey("{name} asked")  # {who} of QUOTED
YOUR_QUESTION: Final = TextKey("Your question")  # {who} of QUOTED
QUOTED: Final = TextKey("{who}: “{question}”")
BELOW_LINE: Final = TextKey("{said}. {question}")  # {question} is what QUOTED says
LOST_CONTEXT: Final = TextKey(
    "The earlier conversation no longer exists, so this answer starts a new one."
)
AFTER_REFUSAL: Final = TextKey(
    "The bot is not allowed to continue the earlier conversation, so this answer starts a new one."
)
AFTER_BUSY: Final = TextKey(
    "Genie stayed busy in the earlier conversation, so this answer starts a new one."
)
AFTER_STOP: Final = TextKey(
    "You stopped the previous question, so this answer starts a new conversation."
)
READY: Final = TextKey("Here is Genie’s answer.")
READY_FOR: Final = TextKey("{name}, here is Genie’s answer.")
ABOUT_YOURS: Final = TextKey("About your question:")
ABOUT_YOURS_FOR: Final = TextKey("{name}, about your question:")
ANSWERED_BELOW: Final = TextKey("✓ Answered below")
NO_ANSWER: Final = TextKey("Genie finished without an answer. Please rephrase your question.")
GENIE_ASKS: Final = TextKey("Genie has a question")
JUST_ANSWER: Final = TextKey("Just type your answer.")
JUST_ANSWER_IN_GROUP: Final = TextKey("Mention the bot and type your answer.")
NO_ROWS: Final = TextKey("No data matches.")
NO_ROWS_TRY: Final = TextKey(
    "Try a longer period or fewer conditions, or ask which names and values exist."
)
ROWS_SHOWN: Final = TextKey("Rows {rows} of {total}")  # {rows} is one number, or such as 11–20
EARLIER_ROWS: Final = TextKey("◀ Rows {rows}")
LATER_ROWS: Final = TextKey("Rows {rows} ▶")
SHOW_WHOLE: Final = TextKey("Read in full")  # a button: show as a whole what the table cuts
ROW_AND_COLUMN: Final = TextKey("Row {row}, {column}")
AS_BARS: Final = TextKey("Bars")  # a button: show the result as a bar chart
AS_LINE: Final = TextKey("Line")  # a button: as a line chart
AS_SHARES: Final = TextKey("Pie")  # a button: as a pie chart
AS_TABLE: Final = TextKey("Table only")  # a button: without any chart
AS_EXCEL: Final = TextKey("Excel")
AS_CSV: Final = TextKey("CSV")
ROWS: Final = Counted("{count} row", "{count} rows")
COLUMNS_HIDDEN: Final = TextKey("Not shown: {names}")  # the names of columns
AND_MORE: Final = TextKey("{names} and {count} more")
OTHER_COLUMNS: Final = TextKey("Other columns")  # a button: show columns that have no room here
CHART_OF: Final = TextKey("Chart: {name}")  # a button: draw the chart of another column
RESULTS_HIDDEN: Final = Counted(
    "{count} more result is not shown. Please ask for it separately.",
    "{count} more results are not shown. Please ask for them separately.",
)
ONLY_AS_FILE: Final = TextKey("This result is too large for a message. Please get it as a file.")
NOT_SHOWN: Final = TextKey(
    "This result is too large for a message. Please ask for less, such as a shorter period."
)
LEFT_OUT: Final = TextKey(
    "This answer is too long for one message, so part of it was left out. "
    "Ask for less to see all of it."
)
RESULT_UNREADABLE: Final = TextKey("This result could not be read. {advice}")
ASK_LATER: Final = TextKey("Please ask again.")
IN_ZONE: Final = TextKey("{name} ({zone})")
YES: Final = TextKey("yes")
NO: Final = TextKey("no")
BYTES: Final = Counted("{shown} ({count} byte)", "{shown} ({count} bytes)")  # 0x31 (1 byte)
DAYS: Final = Counted("{count} day", "{count} days")  # {count} may have decimals
HOURS: Final = Counted("{count} hour", "{count} hours")
MINUTES: Final = Counted("{count} minute", "{count} minutes")
OF_RESULT: Final = TextKey("{title} ({number})")  # a button of the result with this number
SHOW_HOW: Final = TextKey("How Genie got this")  # a button: show thoughts and SQL
THOUGHT_DESCRIPTION: Final = TextKey("Question asked")
THOUGHT_UNDERSTANDING: Final = TextKey("How Genie understood it")
THOUGHT_DATA_SOURCING: Final = TextKey("Data used")
THOUGHT_INSTRUCTIONS: Final = TextKey("Instructions followed")
THOUGHT_STEPS: Final = TextKey("Steps taken")
TOOK: Final = TextKey("answered in {seconds} s")
OPEN_IN_DATABRICKS: Final = TextKey("Open the conversation in Databricks")
SQL_CUT: Final = TextKey("The SQL is too long to show in full here.")
READ_ON: Final = TextKey("Read on ▶")  # a button: the next page of a long text
ASKS_AT_END: Final = TextKey("Genie asks you something at the end of this text.")
READ_FROM_START: Final = TextKey("◀ Back to the start")  # a button: its first page
THOUGHTS_CUT: Final = TextKey("The steps are too long to show in full here.")
PARAMETERS_CUT: Final = Counted(
    "{count} more parameter is not shown here.", "{count} more parameters are not shown here."
)
LONG_TEXTS_CUT: Final = TextKey(
    "Not all long texts fit into this message. Ask for fewer rows to see all of them."
)
LONG_TEXTS_IN_FILE: Final = TextKey(
    "Not all long texts fit into this message. The Excel and CSV files have all of them."
)
PARAMETER: Final = TextKey("{name} = {value}")
ASK_NEXT: Final = TextKey("Ask next")
SUMMARY: Final = TextKey("Genie answered: {question}")
SUMMARY_NO_ANSWER: Final = TextKey("No answer: {question}")
SUMMARY_QUESTION: Final = TextKey("Genie has a question: {question}")
