"""What stands on the card of an answer."""

from typing import Final

from cards.reader import Counted

POWERED_BY: Final = "Powered by Databricks Genie"
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
