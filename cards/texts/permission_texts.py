"""With whose permissions an answer was read, and sharing it with a group."""

from typing import Final

from cards.reader import TextKey

# Below an answer.
YOURS: Final = TextKey("With your permissions")
OF_PERSON: Final = TextKey("With the permissions of {name}")
OF_BOT: Final = TextKey("With shared permissions")  # those of the bot, the same for everyone
BESIDE: Final = TextKey("{permissions} · {source}")  # {source} is POWERED_BY

# Sharing.
SHARE: Final = TextKey("Share with the group")  # a button
SHARED_BY: Final = TextKey("{name} shared this answer. It shows what {name} may see.")
ASK_WITH_MINE: Final = TextKey("Ask with my permissions")  # a button: ask the same question
SHARED: Final = TextKey("Shared with the group.")
SHARED_BEFORE: Final = TextKey("You have already shared this answer with the group.")
SHARE_REFUSED: Final = TextKey(
    "The answer was not shared: the bot is no longer in that group, or is not allowed to write "
    "there. Add the bot to the group again, then press the button again."
)
SHARE_FAILED: Final = TextKey(
    "The answer could not be shared right now. Please press the button again in a minute."
)
SHARE_UNCERTAIN: Final = TextKey(
    "The answer may have reached the group. Please look there; the bot does not send it again."
)
SHARE_NOT_THERE: Final = TextKey("Answers with data are not shown in that group any more.")
RATING_NOTED: Final = TextKey("Thank you! Your rating is noted.")

# Answers in private.
PRIVATE_BECAUSE_YOURS: Final = TextKey(
    "{name}, the answer shows what you may see, so it comes in your private chat with the bot. "
    "You can share it from there."
)
