"""A channel over real HTTP that receives the bot's messages, and enforces Teams' rules."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from genie import Clock, SystemClock
from tests.cards.rules import teams_bytes
from tests.cards.watching import WATCH

Activity = dict[str, Any]
HTML_STATUS = -502  # a proxy in between answers with a page instead of the channel's JSON
MAX_MESSAGE_BYTES = 100_000  # counted as UTF-16, like Teams
# Teams' limits for a stream, in seconds and characters.
STREAM_EVERY_S = 1.0
STREAM_LASTS_S = 120.0
MAX_INFORMATIVE_CHARS = 1_000
# Half a second on the scaled clock is a delay of the test machine, and not an error of the bot.
HICCUP_S = 0.5


@dataclass(frozen=True)
class Refusal:
    """The response of a call that fails.

    is_carried_out: the channel has executed it nevertheless. is_reset: the connection breaks.
    """

    status: int = 500
    message: str = "the fake channel says no"
    code: str = ""
    retry_after: str = ""
    is_carried_out: bool = False
    is_reset: bool = False


@dataclass
class Call:
    """One call, its time by the channel's clock, and its response.

    activity_id is the one in the path, or "". status is None while there is no response, or if the
    connection broke.
    """

    at: float
    method: str
    conversation_id: str
    activity_id: str
    activity: Activity
    status: int | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the channel has accepted it."""
        return self.status is not None and self.status < web.HTTPMultipleChoices.status_code

    @property
    def stream(self) -> Activity | None:
        """The entity of a part of a stream."""
        return _stream_info(self.activity)

    @property
    def stream_type(self) -> str:
        """The type of the part of a stream, or ""."""
        return str((self.stream or {}).get("streamType", ""))


@dataclass
class OpenStream:
    """A streamed message that has not ended."""

    began_at: float
    spoke_at: float
    sequence: int
    is_cancelled: bool = False


class RefusedError(Exception):
    """The channel refuses a call."""

    def __init__(self, status: int, message: str = "the fake channel says no") -> None:
        super().__init__(status)
        self.refusal = Refusal(status, message)


class FakeChannel:
    """Stores the current state of every message, and every call.

    Conversations whose id starts with "a:" are 1:1 chats; only these allow streams.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self.messages: dict[str, Activity] = {}
        self.calls: list[tuple[str, Activity]] = []
        self.log: list[Call] = []
        self.told: list[str] = []  # the lines of streams
        self.credentials: list[str | None] = []
        self.headers: list[dict[str, str]] = []
        self.streams: dict[tuple[str, str], OpenStream] = {}
        self.gives_chat_ids = True
        self.strangers: set[str] = set()  # ids of people who have not installed the bot
        self.roster: dict[str, Activity] = {}  # members by id; others cannot be looked up
        self.refuse: Callable[[str, Activity], int | Refusal | None] = lambda *_: None
        self.connections: set[Any] = set()
        self._ended_streams: set[str] = set()
        self._ids = count(1)
        self.url = ""  # known once it listens
        self.app = web.Application(client_max_size=1024**2, middlewares=[self._logged, _refusals])
        base = "/v3/conversations/{conversation}/activities"
        self.app.router.add_post("/v3/conversations", self._private_chat)
        self.app.router.add_post(base, self._post)
        self.app.router.add_post(base + "/{activity}", self._post)
        members = "/v3/conversations/{conversation}/members/{member}"
        self.app.router.add_get(members, self._member, allow_head=False)
        self.app.router.add_put(base + "/{activity}", self._put)
        self.app.router.add_delete(base + "/{activity}", self._delete)

    def of(self, conversation_id: str) -> list[Activity]:
        """Return the current messages of a conversation, oldest first."""
        return [m for m in self.messages.values() if m["conversation"]["id"] == conversation_id]

    def log_of(self, conversation_id: str) -> list[Call]:
        """Return the calls that concern a conversation."""
        return [call for call in self.log if call.conversation_id == conversation_id]

    def lines(self, conversation_id: str) -> list[Call]:
        """Return the lines of streams in a conversation."""
        calls = self.log_of(conversation_id)
        return [call for call in calls if call.stream_type == "informative" and call.is_taken]

    def stand(self, conversation_id: str) -> str:
        """Add a message of the bot that shows progress, and return its id."""
        message_id = f"message-{next(self._ids)}"
        self.messages[message_id] = {
            "id": message_id,
            "type": "message",
            "summary": "Genie is working",
            "conversation": {"id": conversation_id},
        }
        return message_id

    def cancel_streams(self) -> None:
        """Let people press Stop in Teams."""
        for stream in self.streams.values():
            stream.is_cancelled = True

    def expire_streams(self) -> None:
        """Let the maximum duration of streams elapse."""
        for stream in self.streams.values():
            stream.began_at -= STREAM_LASTS_S

    @web.middleware
    async def _logged(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        match = request.match_info
        activity = await request.json() if request.can_read_body else {}
        call = Call(
            at=self.clock.monotonic(),
            method=request.method,
            conversation_id=match.get("conversation", ""),
            activity_id=match.get("activity", ""),
            activity=activity,
        )
        self.log.append(call)
        response = await handler(request)
        is_broken = request.transport is None or request.transport.is_closing()
        call.status = None if is_broken else response.status
        return response

    async def _post(self, request: web.Request) -> web.Response:
        activity, refusal = await self._checked(request)
        if (info := _stream_info(activity)) is not None:
            response = self._stream(activity, info)
        else:
            activity["id"] = f"message-{next(self._ids)}"
            if activity["type"] == "message":
                self.messages[activity["id"]] = activity
            response = web.json_response({"id": activity["id"]}, status=201)
        return _after(refusal, request, response)

    async def _private_chat(self, request: web.Request) -> web.Response:
        wanted: Activity = await request.json()
        self.calls.append(("POST", wanted))
        if refusal := _as_refusal(self.refuse("CREATE", wanted)):
            _refuse(request, refusal)
        (member,) = wanted["members"]
        if wanted["isGroup"] or not wanted["bot"]["id"]:
            raise RefusedError(400)
        if member["id"] in self.strangers:
            raise RefusedError(403, "The bot is not part of the conversation roster.")
        chat_id = member["id"].replace("29:", "a:") if self.gives_chat_ids else None
        return web.json_response({"id": chat_id}, status=201)

    async def _member(self, request: web.Request) -> web.Response:
        member = self.roster.get(request.match_info["member"])
        if member is None:
            raise RefusedError(404, "The member is not part of the conversation roster.")
        return web.json_response({"id": request.match_info["member"], **member})

    async def _put(self, request: web.Request) -> web.Response:
        activity, refusal = await self._checked(request)
        activity_id = request.match_info["activity"]
        if _stream_info(activity) is not None:
            raise RefusedError(400)
        if activity_id not in self.messages:
            raise RefusedError(404)
        self.messages[activity_id] = activity | {"id": activity_id}
        return _after(refusal, request, web.json_response({"id": activity_id}))

    async def _delete(self, request: web.Request) -> web.Response:
        self.calls.append(("DELETE", {}))
        if refusal := _as_refusal(self.refuse("DELETE", {})):
            _refuse(request, refusal)
        if self.messages.pop(request.match_info["activity"], None) is None:
            raise RefusedError(404)
        return web.Response()

    async def _checked(self, request: web.Request) -> tuple[Activity, Refusal | None]:
        """Check a call; a refusal that is returned applies after the call is executed."""
        activity: Activity = await request.json()
        self.connections.add(request.transport)
        self.calls.append((request.method, activity))
        self.credentials.append(request.headers.get("Authorization"))
        self.headers.append(dict(request.headers))
        refusal = _as_refusal(self.refuse(request.method, activity))
        if refusal is not None and not refusal.is_carried_out:
            _refuse(request, refusal)
        if activity["conversation"]["id"] != request.match_info["conversation"]:
            raise RefusedError(400)
        if teams_bytes(activity) > MAX_MESSAGE_BYTES:
            raise RefusedError(413)
        if activity.get("attachments") and not activity.get("summary"):
            raise RefusedError(400)
        WATCH.sent(activity)
        return activity, refusal

    def _stream(self, activity: Activity, info: Activity) -> web.Response:
        stream_id = info.get("streamId") or f"message-{next(self._ids)}"
        key = activity["conversation"]["id"], stream_id
        if not activity.get("text"):
            raise RefusedError(400, "Start streaming activities should include text")
        if "streamId" not in info:
            return self._begin_stream(activity, info, key)
        stream = self._open_stream(key)
        if info["streamType"] == "final":
            if activity["type"] != "message" or "streamSequence" in info:
                raise RefusedError(400)
            del self.streams[key]
            self._ended_streams.add(stream_id)
            self.messages[stream_id] = activity | {"id": stream_id}
            return web.json_response({}, status=202)
        if info["streamSequence"] <= stream.sequence:  # Teams drops it, and returns success
            error = {"code": "ContentStreamSequenceOrderPreConditionFailed"}
            return web.json_response({"error": error}, status=202)
        self._informative(activity, info)
        stream.sequence, stream.spoke_at = info["streamSequence"], self.clock.monotonic()
        return web.json_response({}, status=202)

    def _begin_stream(
        self, activity: Activity, info: Activity, key: tuple[str, str]
    ) -> web.Response:
        conversation, stream_id = key
        has_another = any(other == conversation for other, _ in self.streams)
        if not conversation.startswith("a:") or has_another:
            raise RefusedError(403, "Content stream is not allowed")
        self._informative(activity, info)
        now = self.clock.monotonic()
        self.streams[key] = OpenStream(now, now, info["streamSequence"])
        return web.json_response({"id": stream_id}, status=201)

    def _open_stream(self, key: tuple[str, str]) -> OpenStream:
        if key[1] in self._ended_streams:
            raise RefusedError(
                403, "Content stream is not allowed on an already completed streamed message"
            )
        stream = self.streams[key]
        now = self.clock.monotonic()
        if stream.is_cancelled:
            del self.streams[key]
            raise RefusedError(403, "Content stream was canceled by user")
        if now - stream.began_at > STREAM_LASTS_S:
            del self.streams[key]
            self.messages[key[1]] = {"id": key[1], "conversation": {"id": key[0]}, "text": "…"}
            raise RefusedError(403, "Content stream finished due to exceeded streaming time.")
        if now - stream.spoke_at < STREAM_EVERY_S:
            raise RefusedError(429, "API calls quota exceeded")
        return stream

    def _informative(self, activity: Activity, info: Activity) -> None:
        is_good = (
            activity["type"] == "typing"
            and info["streamType"] == "informative"
            and info["streamSequence"] > 0
            and len(activity["text"]) <= MAX_INFORMATIVE_CHARS
            and not activity.get("attachments")
        )
        if not is_good:
            raise RefusedError(400)
        self.told.append(activity["text"])


def _stream_info(activity: Activity) -> Activity | None:
    entities: list[Activity] = activity.get("entities") or []
    return next((e for e in entities if e["type"] == "streaminfo"), None)


def _as_refusal(said: int | Refusal | None) -> Refusal | None:
    return Refusal(said) if isinstance(said, int) else said


def _refuse(request: web.Request, refusal: Refusal) -> None:
    if refusal.is_reset and request.transport is not None:
        request.transport.abort()
    error = RefusedError(refusal.status)
    error.refusal = refusal
    raise error


def _after(refusal: Refusal | None, request: web.Request, response: web.Response) -> web.Response:
    if refusal is not None:
        _refuse(request, refusal)
    return response


@web.middleware
async def _refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except RefusedError as exc:
        said = exc.refusal
        if said.status == HTML_STATUS:
            return web.Response(text="<h1>Bad gateway</h1>", content_type="text/html", status=502)
        is_stream = said.status == web.HTTPForbidden.status_code and "stream" in said.message
        code = said.code or ("ContentStreamNotAllowed" if is_stream else f"Refused{said.status}")
        headers = {"Retry-After": said.retry_after} if said.retry_after else {}
        body = {"error": {"code": code, "message": said.message}}
        return web.json_response(body, status=said.status, headers=headers)
