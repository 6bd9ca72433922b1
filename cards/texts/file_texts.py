"""Files of whole results."""

from typing import Final

from cards.reader import Counted, Explanation, TextKey

SUMMARY_FILE: Final = TextKey("The result as a file: {question}")
SUMMARY_NO_FILE: Final = TextKey("No file for “{question}”. {happened}.")
FILE_READY: Final = TextKey("Result ({format})")
DOWNLOAD: Final = TextKey("Download")
LINK_WORKS: Final = TextKey("Anyone with the link can download for {minutes} minutes.")
FILE_LIMIT: Final = TextKey("A file holds at most {rows} rows and {size} MB.")
FILE_NAME_TELLS: Final = TextKey("If a file does not hold all rows, its name says so.")
MAKING_FILE: Final = TextKey("Preparing the {format} file …")
FILE_BELOW: Final = TextKey("✓ The file is below.")
FILE_IN_PRIVATE: Final = TextKey("{name}, the file comes in your private chat with the bot.")
FILE_NOT_INSTALLED: Final = TextKey(
    "{name}, the bot cannot send you the file yet. Add the bot in Teams first (Apps, search for "
    "it, Add), then press the button again."
)
FILE_NOT_SENT: Final = TextKey(
    "{name}, the bot cannot send you a private message right now. Please press the button again "
    "in a minute."
)
OFFER_OVER: Final = TextKey(
    "This file is no longer offered. Please press the button of the answer again."
)
FILE_WHOLE: Final = Counted("Full result: {count} row.", "Full result: {count} rows.")
FILE_FIRST: Final = Counted("Only the first row.", "Only the first {count} rows.")
FILE_FULL: Final = TextKey("The file has reached its limit.")
FILE_NO_DOWNLOAD: Final = TextKey(
    "Genie’s full result could not be read, so the file has only the rows of its table."
)
# The name of a file that is not whole.
FIRST_ROWS_OF: Final = Counted("{title} (first row)", "{title} (first {count} rows)")
FILE_NOT_SAVED: Final = Explanation(
    TextKey("The file could not be saved to OneDrive"),
    TextKey("Press the button again. If that does not help, free up space there, or ask for less."),
)
FILE_DECLINED: Final = TextKey("The file was not saved.")
ABOUT_FILE: Final = TextKey("About")
ABOUT_QUESTION: Final = TextKey("Question")
ABOUT_ASKED: Final = TextKey("Asked on")
ABOUT_SPACE: Final = TextKey("Genie space")
ABOUT_ANSWER: Final = TextKey("Genie’s answer")
ABOUT_PERIOD: Final = TextKey("Period")
ABOUT_PARAMETER: Final = TextKey("Parameter {name}")
ABOUT_MADE: Final = TextKey("Created on")
ABOUT_ZONE: Final = TextKey("Time zone")
ABOUT_ROWS: Final = TextKey("Rows")
ABOUT_EXTENT: Final = TextKey("Extent")  # the whole result, or a part
ABOUT_SQL: Final = TextKey("SQL")
ABOUT_SOURCE: Final = TextKey("Source")
FILE_EXPIRED: Final = Explanation(
    TextKey("This link has expired"),
    TextKey(
        "Links to files work for 15 minutes. Go back to the chat, and press the button of the "
        "answer again."
    ),
)
FILE_UNKNOWN: Final = Explanation(
    TextKey("This file does not exist"),
    TextKey(
        "The link is incomplete, or the answer is no longer available. Ask your question again."
    ),
)
FILE_TOO_LARGE: Final = Explanation(
    TextKey("This result is too large for a file"),
    TextKey(
        "A file can have up to {megabytes} MB. An Excel file is smaller than CSV; if that is also "
        "too large, ask for less: a shorter period, or fewer columns."
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
    TextKey("Genie cannot provide the rows right now"),
    TextKey(
        "Press the button again in a few minutes. If that does not help, ask your question again."
    ),
)
FILE_SIGN_IN: Final = Explanation(
    TextKey("You are not signed in"),
    TextKey("The rows are read with your own permissions. Sign in, then press the button again."),
)
FILE_BUSY: Final = Explanation(
    TextKey("Too many downloads right now"),
    TextKey("Open the link again in a minute, or press the button below the answer again."),
)
FILE_INTERRUPTED: Final = Explanation(
    TextKey("The bot is restarting"),
    TextKey("Ask your question again in a minute, then get the file again."),
)
FILE_BROKEN: Final = Explanation(
    TextKey("Something went wrong"),
    TextKey("Press the button again. If it happens again, tell the bot’s administrator."),
)
FILE_ELSEWHERE: Final = Explanation(
    TextKey("This link works only on the bot’s own machine"),
    TextKey("Open the link on the machine on which the bot runs."),
)
