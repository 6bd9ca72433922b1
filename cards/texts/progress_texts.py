"""What is shown while a question waits or is worked on."""

from typing import Final

from cards.reader import Counted

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
