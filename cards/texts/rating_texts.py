"""What people think of an answer, and how they say it."""

from typing import Final

from cards.reader import TextKey

RATE_HELPFUL: Final = TextKey("👍 Helpful")
RATE_NOT_HELPFUL: Final = TextKey("👎 Not helpful")
TAKE_BACK: Final = TextKey("Undo rating")
HELPFUL: Final = TextKey("👍 Thank you! You found this helpful.")
HELPFUL_TO: Final = TextKey("👍 Thank you! Helpful to {names}.")
NOT_HELPFUL: Final = TextKey("👎 Thank you! You did not find this helpful.")
NOT_HELPFUL_TO: Final = TextKey("👎 Thank you! Not helpful to {names}.")
WITH_COMMENT: Final = TextKey("{said} Comment sent.")  # {said} is one of the four before
AND_THEN: Final = TextKey("{first} {then}")  # two sentences
NAME_SEPARATOR: Final = TextKey(", ")  # between people's names
VERDICT_LOST: Final = TextKey("The rating did not reach Genie. Please rate again in a minute.")
YOUR_COMMENT: Final = TextKey("Feedback for the data team")
WHAT_WAS_GOOD: Final = TextKey("What was good about this answer?")
WHAT_WAS_WRONG: Final = TextKey("What was wrong with this answer?")
COMMENT_TITLE: Final = TextKey("Feedback")
COMMENT_HINT: Final = TextKey("What should change, and what should stay?")
SEND_COMMENT: Final = TextKey("Send comment")
