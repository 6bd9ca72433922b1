"""A turn: one incoming activity, and what is done once its state is saved: speak, and add jobs.

A turn that cannot save its state fails, and comes again; nothing may have been asked or said then.
"""

import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

from bot.activities.activity import Activity
from bot.channel.chat import Chat
from bot.channel.message import Message
from bot.jobs.job import NewJob
from bot.messaging.inline_responder import InlineResponder
from bot.messaging.reply import say
from bot.state.history import Past
from bot.state.scopes import personal_key
from bot.storage.store import JsonObject

DeferredAction = Callable[[], Awaitable[object]]


class Moved(NamedTuple):
    """How a question is asked that came from another chat.

    past: its answer is read again. origin: that chat, if the answer may be shared there; see
    Question.
    """

    space_id: str
    past: Past | None
    origin: JsonObject


class Turn:
    """What one activity makes the bot do.

    Args:
        moved: how its question came into this chat, if it was asked elsewhere.
        name: tells it from other activities of the person in the chat; "": its id does.
    """

    def __init__(self, chat: Chat, *, moved: Moved | None = None, name: str = "") -> None:
        self.chat = chat
        self.moved = moved
        self.jobs: list[NewJob] = []
        self.inline: InlineResponder | None = None
        self._name = name or chat.activity.id or f"nameless-{secrets.token_hex(8)}"
        self._deferred: list[DeferredAction] = []

    @property
    def activity(self) -> Activity:
        """What came in."""
        return self.chat.activity

    @property
    def memory(self) -> dict[str, Any]:
        """What bot.state has read in this turn."""
        return self.chat.memory

    @property
    def key(self) -> str:
        """The idempotency key of its jobs: equal for redeliveries of the activity only."""
        return f"{personal_key(self.activity)}/activities/{quote(self._name, safe='')}"

    def defer(self, action: DeferredAction) -> None:
        """Run an action once the state is saved, after those that were deferred before."""
        self._deferred.append(action)

    def say(self, message: Message | str) -> None:
        """Speak once the state is saved: a slow channel must not hold up other turns."""
        self.defer(partial(say, self.chat, message))

    def add_job(self, job: NewJob) -> None:
        """Add a job that outlives the turn: mostly one, if any."""
        self.jobs.append(job)

    def hold(self, responder: InlineResponder) -> None:
        """Let its response hold the answer to its question, if that comes in time."""
        self.inline = responder

    def restart(self) -> None:
        """Drop jobs and deferred actions: the turn begins again."""
        self.jobs, self._deferred = [], []

    async def flush(self) -> None:
        """Run the deferred actions."""
        actions, self._deferred = self._deferred, []
        for action in actions:
            await action()
