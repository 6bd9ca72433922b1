"""The HTTP side: one endpoint for the channel, one for health checks."""

import logging
from collections.abc import Callable, Set
from http import HTTPStatus
from typing import Final

from aiohttp import web
from botbuilder.core import ActivityHandler, InvokeResponse
from botbuilder.schema import Activity as SdkActivity
from botframework.connector.auth import AuthenticateRequestResult
from msrest.serialization import Model

from bot.activities.activity import Activity
from bot.activities.parsing import BadActivityError, read_activity
from bot.channel.adapter import BotAdapter
from bot.channel.callers import NotAuthenticatedError
from bot.channel.keys import KeysUnavailableError
from bot.channel.local_requests import is_from_here
from bot.channel.sdk_activities import activity_of, sdk_activity
from bot.jobs.keeper import Keeper
from bot.messaging.capabilities import CapabilitiesOf
from bot.storage.store import StorageConflictError, StorageUnavailableError
from bot.turns.deduplication import Deduplication

log = logging.getLogger(__name__)

MESSAGES_PATH: Final = "/api/messages"
HEALTH_PATH: Final = "/healthz"
MAX_BODY_BYTES: Final = 256 * 1024  # Teams' messages are at most about 100 KB
HANDLER_ARGUMENTS: Final = {
    # Compressed bodies are refused in words; aiohttp would log a crash for a broken one.
    "auto_decompress": False,
    # The rest of a refused body is discarded for so many seconds: the client can read the refusal.
    "lingering_time": 2.0,
}


_NO_KEYS: Final = "the channel's signing keys cannot be fetched: tokens cannot be checked"
_NO_STORE: Final = "the store cannot be used: nothing can be noted down"


class Endpoint:
    """Takes the channel's activities. tenants, unless empty, are the only ones served in Teams.

    Nothing it raises reaches the SDK's error middleware, which would make a 404 of any KeyError.
    """

    def __init__(  # noqa: PLR0913 - all that is asked before an activity is taken
        self,
        *,
        adapter: BotAdapter,
        bot: ActivityHandler,
        allow_service_url: Callable[[str], bool],
        capabilities: CapabilitiesOf,
        is_local: bool,
        tenants: Set[str],
    ) -> None:
        self._adapter = adapter
        self._tenants = tenants
        self._bot = bot
        self._allow_service_url = allow_service_url
        self._capabilities = capabilities
        self._is_local = is_local
        self._deduplication = Deduplication()

    async def take(self, request: web.Request) -> web.Response:
        """Take one activity; it is acknowledged when the turn has ended, which is soon."""
        try:
            response = await self._checked(request)
        except BadActivityError as exc:
            if request.transport is not None:  # else the client hung up, which is no event
                log.warning("activity refused", extra={"reason": str(exc)})
            response = _refusal(exc.status, str(exc))
        except NotAuthenticatedError as exc:
            log.warning("not authenticated", extra={"reason": str(exc)})
            response = _refusal(HTTPStatus.UNAUTHORIZED, "a token of the Bot Framework is required")
        except (KeysUnavailableError, StorageUnavailableError, StorageConflictError) as exc:
            reason = _NO_KEYS if isinstance(exc, KeysUnavailableError) else _NO_STORE
            log.error("message not taken", extra={"reason": reason}, exc_info=exc)
            response = _refusal(HTTPStatus.SERVICE_UNAVAILABLE, reason)
        except Exception:
            log.exception("turn crashed")
            response = _refusal(
                HTTPStatus.INTERNAL_SERVER_ERROR, "the bot failed; its log says why"
            )
        if not request.content.is_eof():
            response.force_close()  # rather than read the rest of the body
        return response

    async def _checked(self, request: web.Request) -> web.Response:
        """Authenticate the caller at a cost that no request can raise, and then read the body."""
        if self._is_local and not is_from_here(request):
            raise BadActivityError(
                "without MicrosoftAppId only this machine is answered", status=HTTPStatus.FORBIDDEN
            )
        caller = await self._adapter.authentication.caller(request.headers.get("Authorization", ""))
        body = read_activity(request.headers.get("Content-Type", ""), await _body(request))
        activity = sdk_activity(body)
        if self._is_local and activity_of(activity).wants_replies:
            raise BadActivityError(
                "without MicrosoftAppId messages go to 'serviceUrl' only, not into the response",
                status=HTTPStatus.FORBIDDEN,
            )
        admitted = self._adapter.authentication.admit(caller, activity)
        if not self._allow_service_url(activity.service_url):
            raise BadActivityError(
                "'serviceUrl' is not one that this bot may answer", status=HTTPStatus.FORBIDDEN
            )
        if self._tenants and not self._is_from_tenant(activity_of(activity)):
            raise BadActivityError(
                "the message comes from a tenant that this bot does not serve",
                status=HTTPStatus.FORBIDDEN,
            )
        return await self._turn(admitted, activity)

    def _is_from_tenant(self, activity: Activity) -> bool:
        """Whether an activity comes from a tenant that is served, where a channel knows tenants.

        A bot's id is no secret: anyone can install it in a tenant of their own.
        """
        can = self._capabilities(activity.channel_id, activity.conversation)
        return not can.has_tenants or activity.tenant_id.lower() in self._tenants

    async def _turn(
        self, admitted: AuthenticateRequestResult, activity: SdkActivity
    ) -> web.Response:
        async def turn() -> InvokeResponse | None:
            return await self._adapter.process_activity(admitted, activity, self._bot.on_turn)

        response = await self._deduplication.once(activity, turn)
        if response is None:
            return web.Response(status=HTTPStatus.CREATED)
        body = response.body.serialize() if isinstance(response.body, Model) else response.body
        return web.json_response({} if body is None else body, status=response.status)


ENDPOINT: Final = web.AppKey("endpoint", Endpoint)
KEEPER: Final = web.AppKey("keeper", Keeper)


def routes() -> list[web.RouteDef]:
    """Return what the application serves."""
    return [web.post(MESSAGES_PATH, _messages), web.get(HEALTH_PATH, _health)]


async def _messages(request: web.Request) -> web.Response:
    return await request.app[ENDPOINT].take(request)


async def _health(request: web.Request) -> web.Response:
    """Say whether the process can take questions: it must be able to store them.

    Genie is not asked: a restart would not fix it.
    """
    trouble = request.app[KEEPER].trouble
    if trouble is not None:
        body = {"status": "failing", "reason": trouble.reason, "advice": trouble.advice}
        return web.json_response(body, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return web.json_response({"status": "ok"})


async def _body(request: web.Request) -> bytes:
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise BadActivityError(
            "Content-Encoding is not supported", status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        )
    too_large = f"the body is larger than {MAX_BODY_BYTES} bytes"
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise BadActivityError(too_large, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge as exc:
        raise BadActivityError(too_large, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE) from exc
    except (OSError, web.RequestPayloadError) as exc:
        # The client hung up, missed the deadline, or sent malformed chunks.
        raise BadActivityError("the body did not arrive whole") from exc


def _refusal(status: int, message: str) -> web.Response:
    code = HTTPStatus(status).name
    return web.json_response({"error": {"code": code, "message": message}}, status=status)
