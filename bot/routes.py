"""The HTTP side: one endpoint for the channel, one for whoever watches over the process."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from aiohttp import web
from botbuilder.core import ActivityHandler, InvokeResponse
from botbuilder.schema import Activity
from msrest.serialization import Model

from bot.activities import BadActivityError, is_from_tenant, read_activity
from bot.channel.adapter import BotAdapter
from bot.channel.authentication import NotAuthenticatedError, authenticate
from bot.channel.keys import KeysUnavailableError
from bot.deliveries import Deliveries
from bot.keeper import Keeper
from bot.storage.store import StorageUnavailableError
from loopback import is_loopback

log = logging.getLogger(__name__)

MESSAGES_PATH: Final = "/api/messages"
HEALTH_PATH: Final = "/healthz"
MAX_BODY_BYTES: Final = 256 * 1024  # Teams' messages are at most about 100 KB


_UNAVAILABLE: Final[dict[type[Exception], str]] = {
    KeysUnavailableError: "the channel's signing keys cannot be fetched: tokens cannot be checked",
    StorageUnavailableError: "the store cannot be used: nothing can be noted down",
}


class Endpoint:
    """Takes the channel's activities. tenant_id, unless empty, is the only one served in Teams.

    Nothing it raises reaches the SDK's error middleware, which would make a 404 of any KeyError.
    """

    def __init__(
        self,
        *,
        adapter: BotAdapter,
        bot: ActivityHandler,
        allow_service_url: Callable[[str], bool],
        is_local: bool,
        tenant_id: str = "",
    ) -> None:
        self._adapter = adapter
        self._tenant_id = tenant_id
        self._bot = bot
        self._allow_service_url = allow_service_url
        self._is_local = is_local
        self._deliveries = Deliveries()

    async def take(self, request: web.Request) -> web.Response:
        """Take one activity; it is acknowledged when the turn has ended, which is soon."""
        try:
            return await self._checked(request)
        except BadActivityError as exc:
            log.warning("activity refused", extra={"reason": str(exc)})
            return _refusal(exc.status, str(exc))
        except web.HTTPRequestEntityTooLarge as exc:
            return _refusal(exc.status, f"the body is larger than {MAX_BODY_BYTES} bytes")
        except NotAuthenticatedError as exc:
            log.warning("not authenticated", extra={"reason": str(exc)})
            return _refusal(HTTPStatus.UNAUTHORIZED, "a token of the Bot Framework is required")
        except tuple(_UNAVAILABLE) as exc:
            reason = _UNAVAILABLE[type(exc)]
            log.error("message not taken", extra={"reason": reason}, exc_info=exc)
            return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, reason)
        except Exception:
            log.exception("turn crashed")
            return _refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "the bot failed; its log says why")

    async def _checked(self, request: web.Request) -> web.Response:
        if self._is_local and not is_loopback(request.remote or ""):
            raise BadActivityError(
                "without MicrosoftAppId only this machine is answered", status=HTTPStatus.FORBIDDEN
            )
        header = request.headers.get("Authorization", "")
        if not self._is_local and not header.startswith("Bearer "):
            raise NotAuthenticatedError("no bearer token")  # before any work on what it brings
        if request.headers.get("Content-Encoding", "identity") != "identity":
            raise BadActivityError(
                "Content-Encoding is not supported", status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE
            )
        activity = read_activity(request.headers.get("Content-Type", ""), await request.read())
        if not self._allow_service_url(activity.service_url):
            raise BadActivityError(
                "'serviceUrl' is not one that this bot may answer", status=HTTPStatus.FORBIDDEN
            )
        if self._tenant_id and not is_from_tenant(activity, self._tenant_id):
            raise BadActivityError(
                "the message comes from a tenant that this bot does not serve",
                status=HTTPStatus.FORBIDDEN,
            )
        return await self._turn(header, activity)

    async def _turn(self, header: str, activity: Activity) -> web.Response:
        identity = await authenticate(self._adapter.authentication, activity, header)

        async def turn() -> InvokeResponse | None:
            return await self._adapter.process_activity(identity, activity, self._bot.on_turn)

        response = await self._deliveries.once(activity, turn)
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

    Genie is not asked: its troubles mend by no restart.
    """
    if request.app[KEEPER].trouble:
        body = {"status": "failing", "reason": "the store cannot be used; the log says why"}
        return web.json_response(body, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return web.json_response({"status": "ok"})


def _refusal(status: int, message: str) -> web.Response:
    code = HTTPStatus(status).name
    return web.json_response({"error": {"code": code, "message": message}}, status=status)
