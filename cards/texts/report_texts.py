"""What is said around reports to the data team."""

from typing import Final

from cards.reader import TextKey

REPORT: Final = TextKey("Report to the data team")  # a button
REPORTED: Final = TextKey("Reported to the data team. Thank you!")
REPORTED_BEFORE: Final = TextKey("This was already reported to the data team.")
REPORT_FAILED: Final = TextKey("The report could not be sent. Please try again in a minute.")
REPORT_UNCERTAIN: Final = TextKey(
    "The report may not have been sent. If the data team does not know of it, please tell them the "
    "reference {reference}."
)
FAILURE: Final = TextKey("Genie could not answer a question")
BAD_ANSWER: Final = TextKey("An answer was rated as not helpful")
FACT_SPACE: Final = TextKey("Space")
FACT_SPACE_ID: Final = TextKey("ID of the space")
FACT_CONVERSATION: Final = TextKey("Genie’s conversation")
FACT_MESSAGE: Final = TextKey("Genie’s message")
WITHOUT_DATA: Final = TextKey(
    "Question, SQL and result are in Databricks; this report has none of them."
)
