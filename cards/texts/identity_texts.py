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
SIGN_IN_NOW: Final = TextKey("Sign in, so that Genie answers with your own permissions.")
SIGNED_IN: Final = TextKey("You are signed in.")
NO_SIGN_IN: Final = TextKey(
    "There is nothing to sign in to: Genie answers everyone here with the bot’s permissions."
)
SIGNED_OUT: Final = TextKey(
    "You are signed out, in all chats with the bot. Your next question asks you to sign in; where "
    "Teams does that by itself, you may not notice."
)
SIGN_IN_FAILED: Final = TextKey("That did not work. Please try again in a minute.")
NOT_SILENT: Final = TextKey(
    "Teams could not sign you in by itself. Press “Sign in” on the bot’s card."
)
CONSENT_NEEDED: Final = TextKey(
    "You or an administrator have to agree that the bot asks Databricks in your name. Press “Sign "
    "in” on the bot’s card."
)
CONDITIONS_NEEDED: Final = TextKey(
    "Your organization’s rules stopped the sign-in: they may demand a second factor, another "
    "device or another network. Press “Sign in” on the bot’s card."
)
SIGN_IN_BUTTON: Final = TextKey("Sign in")
