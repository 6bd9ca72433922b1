"""What people think of an answer, and how they say it."""

from typing import Final

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
