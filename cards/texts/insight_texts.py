"""Insights for administrators: what was asked and how it ended, week by week."""

from typing import Final

from cards.reader import Counted, TextKey

# The card.
INSIGHTS_TITLE: Final = TextKey("Insights: the week from {day}")
BY_WEEK: Final = TextKey("Questions by week")
ANSWERED: Final = TextKey("Answered")
INSIGHTS_FAILED: Final = TextKey("Failed")
INSIGHTS_STOPPED: Final = TextKey("Stopped, or no answer")
WEEK: Final = TextKey("Week")
QUESTIONS: Final = TextKey("Questions")
PEOPLE: Final = TextKey("People")
RATED_UP: Final = TextKey("Helpful")
RATED_DOWN: Final = TextKey("Not helpful")
WEEK_POINT: Final = TextKey("{day}: {count}")
ASKED_MOST: Final = TextKey("Asked most")
ASKED_TIMES: Final = TextKey("{count} × {question}")
FAILURES: Final = TextKey("Failed, and why")
FAILURE_COUNT: Final = TextKey("{count} × {cause} · {space}")
RATED_BADLY: Final = TextKey("Rated down")
RATED_ANSWER: Final = TextKey("{space} · [the answer in Databricks]({url})")
RATED_COMMENT: Final = TextKey("“{comment}”")
SPACES: Final = TextKey("Spaces")
SPACE_USED: Final = TextKey("{space}: {questions}, median {seconds} s")
SPACE_SLOW: Final = TextKey("{space}: {questions}, median {seconds} s, slow")
SPACE_UNUSED: Final = TextKey("{space}: not used")
QUESTION_COUNT: Final = Counted("{count} question", "{count} questions")
ONLY_SPACE: Final = TextKey("Genie")
NO_TEXTS: Final = TextKey(
    "Texts of questions and comments are not recorded. The setting AUDIT_QUESTIONS changes that."
)
NOTHING: Final = TextKey("Nothing was asked in this week.")
IN_UTC: Final = TextKey("Weeks begin on Monday, in UTC.")
EARLIER: Final = TextKey("◀ Week before")  # a button
LATER: Final = TextKey("Week after ▶")  # a button
AS_FILE: Final = TextKey("Excel file")  # a button

# The file.
FILE_TITLE: Final = TextKey("Insights")
SHEET_WEEKS: Final = TextKey("Weeks")
SHEET_SPACES: Final = TextKey("Spaces")
SHEET_FAILURES: Final = TextKey("Failures")
SHEET_QUESTIONS: Final = TextKey("Questions")
SHEET_REVIEW: Final = TextKey("To review")  # failed answers, and answers that were rated down
SPACE: Final = TextKey("Space")
CAUSE: Final = TextKey("Cause")
COUNT: Final = TextKey("Count")
QUESTION: Final = TextKey("Question")
COMMENT: Final = TextKey("Comment")
RESULT: Final = TextKey("Result")
TIME: Final = TextKey("Time (UTC)")
INSIGHTS_REFERENCE: Final = TextKey("Reference")
MESSAGE_ID: Final = TextKey("Message in Genie")
LINK: Final = TextKey("Link")
MEDIAN_S: Final = TextKey("Median time (s)")
ALL_WEEKS: Final = Counted("{count} week", "{count} weeks")

# What the command says instead.
ADMINS_ONLY: Final = TextKey("Only administrators of the bot can see insights.")
IN_OWN_CHAT: Final = TextKey("Insights are shown in the private chat with the bot only.")
NO_AUDIT: Final = TextKey("There are no insights: the setting AUDIT_DAYS is 0.")
NOT_READ: Final = TextKey("The insights cannot be read right now. Please try again in a minute.")
NO_FILE_HERE: Final = TextKey("The file can only be sent in Teams.")
