"""Sends, updates and deletes activities, which are plain JSON, by the channel's own API.

Source:
https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from yarl import URL

from bot.activities.activity import Json
from bot.channel.delivery import Delivery
from bot.channel.errors import ChannelError, ChannelRefusedError
from bot.channel.exchange import Answer, Request
from bot.channel.rates import Urgency
from bot.channel.serializing import encoded

_ACCEPTED: Final = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED})
_ACCEPT: Final = {"Accept": "application/json"}
_JSON: Final = {**_ACCEPT, "Content-Type": "application/json; charset=utf-8"}


class Place:
    """Where messages go: a conversation, and the activity that they reply to; "": to none."""

    def __init__(self, service_url: str, conversation_id: str, reply_to_id: str = "") -> None:
        self.conversation_id: Final = conversation_id
        self.reply_to_id: Final = reply_to_id
        self._service_url = service_url

    @cached_property
    def new(self) -> URL:
        """The URL for new messages."""
        return self.message(self.reply_to_id) if self.reply_to_id else _url(self._activities)

    def message(self, activity_id: str) -> URL:
        """Return the URL of one message."""
        return _url(f"{self._activities}/{_quoted(activity_id)}")

    def member(self, user_id: str) -> URL:
        """Return the URL of one member of the conversation."""
        return _url(f"{self._conversation}/members/{_quoted(user_id)}")

    @cached_property
    def _activities(self) -> str:
        return f"{self._conversation}/activities"

    @cached_property
    def _conversation(self) -> str:
        return f"{_all(self._service_url)}/{_quoted(self.conversation_id)}"


class Conversations:
    """Sends to every conversation; raises only ChannelError.

    All methods but delete return the channel's JSON, or None if it returns none.

    Args:
        sign: returns the headers that say who sends.
    """

    def __init__(self, delivery: Delivery, sign: Callable[[], Awaitable[dict[str, str]]]) -> None:
        self._delivery = delivery
        self._sign = sign

    async def send(
        self,
        place: Place,
        activity: Json,
        urgency: Urgency = Urgency.NOTICE,
        *,
        is_repeatable: bool = True,
    ) -> Any:
        """Send an activity. is_repeatable: see bot.channel.chat.Chat.send."""
        headers = _JSON
        if place.reply_to_id:
            headers = headers | {"x-ms-conversation-id": place.conversation_id}
        where = place.conversation_id, place.new
        return await self._call(
            "POST", where, activity, headers, urgency=urgency, may_repeat=is_repeatable
        )

    async def update(
        self, place: Place, activity_id: str, activity: Json, urgency: Urgency = Urgency.NOTICE
    ) -> Any:
        """Replace an activity."""
        where = place.conversation_id, place.message(activity_id)
        return await self._call("PUT", where, activity, urgency=urgency)

    async def delete(
        self, place: Place, activity_id: str, urgency: Urgency = Urgency.NOTICE
    ) -> None:
        """Delete an activity."""
        where = place.conversation_id, place.message(activity_id)
        await self._call("DELETE", where, headers=_ACCEPT, urgency=urgency)

    async def create(self, service_url: str, parameters: Json) -> Any:
        """Create a conversation, or find the one that there is with its members."""
        return await self._call("POST", ("", _url(_all(service_url))), parameters)

    async def member(self, place: Place, user_id: str) -> Any:
        """Return a member of a conversation, as its roster has them."""
        where = place.conversation_id, place.member(user_id)
        return await self._call("GET", where, headers=_ACCEPT)

    async def _call(  # noqa: PLR0913 - all that calls differ in
        self,
        method: str,
        where: tuple[str, URL],
        body: Json | None = None,
        headers: Mapping[str, str] = _JSON,
        *,
        urgency: Urgency = Urgency.NOTICE,
        may_repeat: bool = True,
    ) -> Any:
        conversation_id, url = where
        try:
            request = Request(
                method,
                url,
                {**headers, **await self._sign()},
                None if body is None else encoded(body),
                conversation_id,
                may_repeat,
            )
            answer = await self._delivery.deliver(request, urgency)
        except ChannelError:
            raise
        except Exception as exc:
            # No token (PermissionError, KeyError), a value that is not JSON, an id that no header
            # can hold.
            raise ChannelError(type(exc).__name__) from exc
        if answer.status not in _ACCEPTED:
            raise _refusal(answer)
        return answer.json()


def _all(service_url: str) -> str:
    return f"{service_url.rstrip('/')}/v3/conversations"


def _quoted(part: str) -> str:
    """Quote an id, which may have any character; half a character is in no valid id."""
    return quote(part, safe="", errors="replace")


def _url(url: str) -> URL:
    return URL(url, encoded=True)


def _refusal(answer: Answer) -> ChannelRefusedError:
    said = answer.json()
    error = said.get("error") if isinstance(said, dict) else None
    told = error if isinstance(error, dict) else {}
    code, detail = told.get("code") or "", told.get("message") or ""
    return ChannelRefusedError(answer.status, str(code), str(detail))
