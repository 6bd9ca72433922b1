"""The questions that this process works on."""

from collections.abc import Iterator

from bot.questions.active_question import ActiveQuestion, EndReason
from bot.state.scopes import chat_key_of


class QuestionRegistry:
    """The active questions, by reference; iterated in the order in which they began."""

    def __init__(self) -> None:
        self._active: dict[str, ActiveQuestion] = {}

    def __iter__(self) -> Iterator[ActiveQuestion]:
        return iter(self._active.values())

    def __len__(self) -> int:
        return len(self._active)

    def get(self, reference: str) -> ActiveQuestion | None:
        """Return a question; None: it is not worked on here."""
        return self._active.get(reference)

    def add(self, active: ActiveQuestion) -> None:
        """Register a question for as long as it is worked on."""
        self._active[active.question.reference] = active

    def remove(self, active: ActiveQuestion) -> None:
        """Remove a question, unless its reference belongs to a later attempt already."""
        if self._active.get(active.question.reference) is active:
            del self._active[active.question.reference]

    def sign_out(self, person: tuple[str, str]) -> None:
        """End every question that is asked with the identity of a person who has signed out."""
        for active in self:
            if active.question.access.person == person:
                active.end_early(EndReason.SIGNED_OUT)

    def leave_person(self, channel_id: str, user_id: str) -> None:
        """End every question of a person who is to be forgotten."""
        for active in self:
            if active.question.person == (channel_id, user_id):
                active.end_early(EndReason.REMOVED)

    def leave_chat(self, chat: str) -> None:
        """End every question of a chat from which the bot was removed.

        chat: see bot.state.scopes.chat_key.
        """
        for active in self:
            channel_id, _, conversation_id = active.question.queue_key
            if chat_key_of(channel_id, conversation_id) == chat:
                active.end_early(EndReason.REMOVED)
