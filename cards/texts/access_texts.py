"""What is said to people who may not ask: who they can contact instead."""

from typing import Final

from cards.reader import Counted, TextKey

# {contact} of these sentences is ADMIN_CONTACT, or YOUR_ADMINISTRATOR.
YOUR_ADMINISTRATOR: Final = TextKey("your administrator")
NO_SPACE_AT_ALL: Final = TextKey(
    "You do not have access to any data here yet; to get it, please contact {contact}."
)
NO_ACCESS: Final = TextKey(
    "You do not have access to that data here; to get it, please contact {contact}."
)
NOT_FOR_GUESTS: Final = TextKey(
    "Guests cannot ask questions here; if you need to, please contact {contact}."
)
NOT_IN_CHANNELS: Final = TextKey(
    "The bot does not answer in channels: please ask in your private chat with it, or contact "
    "{contact}."
)
NOT_IN_GROUP_CHATS: Final = TextKey(
    "The bot does not answer in group chats: please ask in your private chat with it, or contact "
    "{contact}."
)
NOT_KNOWN: Final = TextKey(
    "The bot cannot check right now which data you may ask about: please try again in a minute, "
    "or contact {contact}."
)
MOST_PER_MINUTE: Final = Counted(
    "You can ask {count} question a minute: please ask this one again in a minute.",
    "You can ask {count} questions a minute: please ask this one again in a minute.",
)
MOST_PER_DAY: Final = Counted(
    "You can ask {count} question in 24 hours: please ask this one again later, or contact "
    "{contact}.",
    "You can ask {count} questions in 24 hours: please ask this one again later, or contact "
    "{contact}.",
)
