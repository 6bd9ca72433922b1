"""Where answers with data may stand."""

from dataclasses import dataclass
from typing import Final

from bot.activities.activity import Conversation
from bot.state.question import Question

CHANNELS: Final = "channels"
GROUPS: Final = "groups"


@dataclass(frozen=True, slots=True)
class Places:
    """Says where answers may stand; the stricter of two rules applies.

    Args:
        private: where no answers may stand: "", CHANNELS, or GROUPS, which are channels and group
            chats.
        shows_own: answers that were read with a person's own identity may stand among others, also
            if that person has not shared them.
    """

    private: str = ""
    shows_own: bool = False

    def allow(self, conversation: Conversation, *, is_own: bool = False) -> bool:
        """Whether an answer may stand in a conversation.

        is_own: it is read with a person's own identity, and that person has not shared it.
        """
        if conversation.is_channel:
            is_allowed = not self.private
        else:
            is_allowed = not (conversation.is_group and self.private == GROUPS)
        return is_allowed and (self.shows_own or not (is_own and conversation.is_group))

    def allow_answer(self, question: Question) -> bool:
        """Whether the answer to a question may stand where it stands."""
        is_own = question.uses_own_identity and not question.is_shared
        return self.allow(question.asked_in(), is_own=is_own)
