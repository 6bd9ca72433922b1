"""Files of whole results."""

from typing import Final

from cards.reader import Counted

SUMMARY_FILE: Final = "The result as a file: {question}"
SUMMARY_NO_FILE: Final = "No file: {question} {happened}."
FILE_READY: Final = "The result for {format}"
DOWNLOAD: Final = "Download"
LINK_WORKS: Final = "The link works for {minutes} minutes, for everybody who has it."
FILE_LIMIT: Final = "A file holds {rows} rows at most, and {size} MB."
FILE_NAME_TELLS: Final = "A file that does not hold all rows says so in its name."
MAKING_FILE: Final = "Making the file for {format} …"
FILE_BELOW: Final = "✓ The file is offered below."
FILE_WHOLE: Final = Counted("The whole result: {count} row.", "The whole result: {count} rows.")
FILE_FIRST: Final = Counted("Only the first row.", "Only the first {count} rows.")
FILE_FULL: Final = "The file holds no more."
FILE_NO_DOWNLOAD: Final = "Genie’s full result could not be read; these are the rows of its table."
# The name of a file that is not whole.
FIRST_ROWS_OF: Final = Counted("{title} (first row)", "{title} (first {count} rows)")
FILE_NOT_SAVED: Final = (
    "The file could not be saved to OneDrive",
    "Press the button again. If that does not help, make room there, or take a part of the result.",
)
FILE_DECLINED: Final = "The file was not saved."
ABOUT_FILE: Final = "About"
ABOUT_QUESTION: Final = "Question"
ABOUT_ASKED: Final = "Asked on"
ABOUT_SPACE: Final = "Genie space"
ABOUT_ANSWER: Final = "Genie’s answer"
ABOUT_PERIOD: Final = "Period"
ABOUT_PARAMETER: Final = "Parameter {name}"
ABOUT_MADE: Final = "Made on"
ABOUT_ZONE: Final = "Time zone"
ABOUT_ROWS: Final = "Rows"
ABOUT_EXTENT: Final = "How much it is"  # the whole result, or a part
ABOUT_SQL: Final = "SQL"
ABOUT_SOURCE: Final = "Source"
FILE_EXPIRED: Final = (
    "This link has expired",
    "Links to files work for 15 minutes. Go back to the answer and press its button again.",
)
FILE_UNKNOWN: Final = (
    "There is no such file",
    "The link is not complete, or the answer is no longer known. Ask your question again.",
)
FILE_TOO_LARGE: Final = (
    "This result is too large for a file",
    "A file may have up to {megabytes} MB. An Excel file is smaller than CSV; if that is too "
    "large as well, ask for less: a shorter period, or fewer columns.",
)
FILE_TOO_SLOW: Final = (
    "Genie did not finish in time",
    "The query behind this answer runs again for the file, and took too long. "
    "Press the button again, or ask for less: a shorter period, or one region.",
)
FILE_UNREACHABLE: Final = (
    "Genie cannot give the rows now",
    "Press the button again in a few minutes. If that does not help, ask your question again.",
)
FILE_BUSY: Final = (
    "Many files are being taken at this moment",
    "Open the link again in a minute, or press the button of the answer again.",
)
FILE_INTERRUPTED: Final = (
    "The bot is being restarted",
    "Ask your question again in a minute; then take the file.",
)
FILE_BROKEN: Final = (
    "Something went wrong",
    "Press the button again. If it happens again, tell the bot’s administrator.",
)
FILE_ELSEWHERE: Final = (
    "This bot serves its own machine only",
    "Open the link on the machine on which the bot runs.",
)
