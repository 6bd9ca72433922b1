"""What is said of people's own identity in Databricks, and of signing in."""

from typing import Final

from cards.reader import TextKey

SIGN_IN_SUMMARY: Final = TextKey("Sign in to ask Genie")
SIGN_IN: Final = TextKey(
    "Sign in, so that Genie answers with your own permissions. Your question is asked as soon as "
    "you have."
)
SIGN_IN_AGAIN: Final = TextKey(
    "You are not signed in any more, so that button could not do anything. Sign in, then press it "
    "again."
)
NOT_SILENT: Final = TextKey(
    "Teams could not sign you in by itself. Press “Sign in” on the card in your private chat with "
    "the bot."
)
SIGN_IN_BUTTON: Final = TextKey("Sign in")
