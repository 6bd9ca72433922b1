"""Files of whole results."""

from typing import Final

from cards.reader import Counted, Explanation, TextKey

SUMMARY_FILE: Final = TextKey("The result as a file: {question}")
SUMMARY_NO_FILE: Final = TextKey("No file: {question} {happened}.")
FILE_READY: Final = TextKey("The result for {format}")
DOWNLOAD: Final = TextKey("Download")
LINK_WORKS: Final = TextKey("The link works for {minutes} minutes, for everybody who has it.")
FILE_LIMIT: Final = TextKey("A file holds {rows} rows at most, and {size} MB.")
FILE_NAME_TELLS: Final = TextKey("A file that does not hold all rows says so in its name.")
MAKING_FILE: Final = TextKey("Making the file for {format} …")
FILE_BELOW: Final = TextKey("✓ The file is offered below.")
FILE_WHOLE: Final = Counted("The whole result: {count} row.", "The whole result: {count} rows.")
FILE_FIRST: Final = Counted("Only the first row.", "Only the first {count} rows.")
FILE_FULL: Final = TextKey("The file holds no more.")
FILE_NO_DOWNLOAD: Final = TextKey(
    "Genie’s full result could not be read; these are the rows of its table."
)
# The name of a file that is not whole.
FIRST_ROWS_OF: Final = Counted("{title} (first row)", "{title} (first {count} rows)")
FILE_NOT_SAVED: Final = Explanation(
    TextKey("The file could not be saved to OneDrive"),
    TextKey(
        "Press the button again. "
        "If that does not help, make room there, or take a part of the result."
    ),
)
FILE_DECLINED: Final = TextKey("The file was not saved.")
ABOUT_FILE: Final = TextKey("About")
ABOUT_QUESTION: Final = TextKey("Question")
ABOUT_ASKED: Final = TextKey("Asked on")
ABOUT_SPACE: Final = TextKey("Genie space")
ABOUT_ANSWER: Final = TextKey("Genie’s answer")
ABOUT_PERIOD: Final = TextKey("Period")
ABOUT_PARAMETER: Final = TextKey("Parameter {name}")
ABOUT_MADE: Final = TextKey("Made on")
ABOUT_ZONE: Final = TextKey("Time zone")
ABOUT_ROWS: Final = TextKey("Rows")
ABOUT_EXTENT: Final = TextKey("How much it is")  # the whole result, or a part
ABOUT_SQL: Final = TextKey("SQL")
ABOUT_SOURCE: Final = TextKey("Source")
FILE_EXPIRED: Final = Explanation(
    TextKey("This link has expired"),
    TextKey(
        "Links to files work for 15 minutes. Go back to the answer and press its button again."
    ),
)
FILE_UNKNOWN: Final = Explanation(
    TextKey("There is no such file"),
    TextKey("The link is not complete, or the answer is no longer known. Ask your question again."),
)
FILE_TOO_LARGE: Final = Explanation(
    TextKey("This result is too large for a file"),
    TextKey(
        "A file may have up to {megabytes} MB. An Excel file is smaller than CSV; if that is too "
        "large as well, ask for less: a shorter period, or fewer columns."
    ),
)
FILE_TOO_SLOW: Final = Explanation(
    TextKey("Genie did not finish in time"),
    TextKey(
        "The query behind this answer runs again for the file, and took too long. "
        "Press the button again, or ask for less: a shorter period, or one region."
    ),
)
FILE_UNREACHABLE: Final = Explanation(
    TextKey("Genie cannot give the rows now"),
    TextKey(
        "Press the button again in a few minutes. If that does not help, ask your question again."
    ),
)
FILE_BUSY: Final = Explanation(
    TextKey("Many files are being taken at this moment"),
    TextKey("Open the link again in a minute, or press the button of the answer again."),
)
FILE_INTERRUPTED: Final = Explanation(
    TextKey("The bot is being restarted"),
    TextKey("Ask your question again in a minute; then take the file."),
)
FILE_BROKEN: Final = Explanation(
    TextKey("Something went wrong"),
    TextKey("Press the button again. If it happens again, tell the bot’s administrator."),
)
FILE_ELSEWHERE: Final = Explanation(
    TextKey("This bot serves its own machine only"),
    TextKey("Open the link on the machine on which the bot runs."),
)
