"""What is shown while a question waits or is worked on."""

from typing import Final

from cards.reader import Counted, TextKey

SUMMARY_STOPPED: Final = TextKey("Stopped: {question}")
SUMMARY_BELOW: Final = TextKey("See below: {question}")
SUMMARY_PROGRESS: Final = TextKey("Genie is working: {question}")
STEP_DONE: Final = TextKey("✓ {phase}")  # {phase} is one of the next, down to RUNNING_QUERY
STEP_CURRENT: Final = TextKey("➤ {phase}")
STEP_TO_COME: Final = TextKey("○ {phase}")
ONGOING: Final = TextKey("{phase} …")
WORKING: Final = TextKey("Working on your question")
SENDING: Final = TextKey("Sending your question to Genie")
UNDERSTANDING: Final = TextKey("Understanding the question")
FINDING_DATA: Final = TextKey("Finding the right data")
WRITING_QUERY: Final = TextKey("Writing the query")
STARTING_WAREHOUSE: Final = TextKey(
    "Starting the warehouse (the first question of the day may take a minute)"
)
RUNNING_QUERY: Final = TextKey("Running the query")
SLOW: Final = TextKey("This is taking longer than usual. The answer will still appear here.")
STOP: Final = TextKey("Stop")
STOPPED: Final = TextKey("This question was stopped.")
STEP_DONE_IN: Final = TextKey("✓ {phase} ({seconds} s)")
AFTER_YOURS: Final = Counted(
    "Waiting for your earlier question to be answered",
    "Waiting for your {count} earlier questions to be answered",
)
SIGN_IN_HERE: Final = TextKey("Waiting for you to sign in")
SIGN_IN_IN_PRIVATE: Final = TextKey("Waiting for you to sign in, in your private chat with the bot")
IN_LINE: Final = TextKey("Waiting in line: Genie takes a limited number of questions per minute")
NEXT_IN_LINE: Final = TextKey("You’re next in line.")
PLACE_IN_LINE: Final = TextKey("You’re number {number} in line.")
EXPECTED_S: Final = TextKey("Expected to start in about {seconds} s.")
OVERTAKEN: Final = TextKey("People who haven’t had a turn go first.")
EXPECTED_MIN: Final = TextKey("Expected to start in about {minutes} minutes.")  # such as 2½
CATCHING_UP: Final = TextKey(
    "Asking your previous question again first, so that Genie has the context"
)
ASKED_BELOW: Final = TextKey("✓ Asked: continued below")
