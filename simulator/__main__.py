"""The simulated workspace as a program: python -m simulator --port 8080."""

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
from contextlib import AsyncExitStack

from aiohttp import web

from simulator.app import create_app
from simulator.keys import WORKSPACE
from simulator.people import PEOPLE, Principal
from simulator.settings import (
    CLIENT_ID,
    CLIENT_SECRET,
    SALES_SPACE_ID,
    SUPPORT_SPACE_ID,
    TOKEN,
    SimulatorSettings,
)
from simulator.switches import MEANINGS
from simulator.token_service import Connection, create_token_service

HOST = "127.0.0.1"  # sample data and a known token, so that only this machine may connect
_GOODBYE_S = 2.0
_BANNER = """\
Simulated Genie workspace on {address}

  DATABRICKS_HOST={address}
  DATABRICKS_TOKEN={token}
  DATABRICKS_SPACE_ID={sales}

  Spaces     {sales}  Retail sales
             {support}  Customer support
  OAuth      client id {client_id}, secret {client_secret}
  Answers    in {fastest:g} to {slowest:g} s, {limit}

Try it:

  curl -s -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' \\
    -d '{{"content": "Show revenue by region"}}' \\
    {address}/api/2.0/genie/spaces/{sales}/start-conversation
{people}
Ctrl-C ends it."""
_PEOPLE = """
Token service on {address}, over a simulated Entra

  TOKEN_SERVICE_URL={address}
  OAUTH_CONNECTION_NAME={connection}
  DATABRICKS_USER_TOKENS=as-is, or exchange

  People     {people}
"""


def main(arguments: list[str] | None = None) -> int:
    """Serve until a signal, and return the exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING)
    settings = SimulatorSettings(
        answer_seconds=options.answer_seconds,
        questions_per_minute=options.questions_per_minute,
        docs_style=options.docs_style,
        expires_in_s=options.token_seconds,
        person_token_s=options.token_seconds,
        seed=options.seed,
    )
    with contextlib.suppress(KeyboardInterrupt):  # without signal handlers, as on Windows
        return asyncio.run(_serve(settings, options))
    return 0


async def _serve(settings: SimulatorSettings, options: argparse.Namespace) -> int:
    app = create_app(settings)
    async with AsyncExitStack() as served:
        try:
            address = await _serve_on(served, app, options.port, "--port")
            service = ""
            if options.token_service_port is not None:
                token_service = create_token_service(app[WORKSPACE].entra, bot_url=options.bot_url)
                port = options.token_service_port
                service = await _serve_on(served, token_service, port, "--token-service-port")
        except _PortTakenError as exc:
            print(exc, file=sys.stderr)
            return 1
        print(_banner(settings, address, service), flush=True)
        await _told_to_stop()
    return 0


class _PortTakenError(Exception):
    """A port is in use; the message says so."""


async def _serve_on(served: AsyncExitStack, app: web.Application, port: int, option: str) -> str:
    """Serve an application until the stack closes, and return its address."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_GOODBYE_S)
    served.push_async_callback(runner.cleanup)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
    except OSError as exc:
        raise _PortTakenError(f"Port {port} is taken; choose another with {option}.") from exc
    return f"http://{HOST}:{runner.addresses[0][1]}"


async def _told_to_stop() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    await stop.wait()


def _banner(settings: SimulatorSettings, address: str, token_service: str) -> str:
    fastest, slowest = settings.answer_seconds
    limit = f"{settings.questions_per_minute} questions a minute"
    return _BANNER.format(
        address=address,
        token=TOKEN,
        sales=SALES_SPACE_ID,
        support=SUPPORT_SPACE_ID,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        fastest=fastest,
        slowest=slowest,
        limit=limit if settings.questions_per_minute else "as many questions as you like",
        people=_people(token_service) if token_service else "",
    )


def _people(address: str) -> str:
    people = "\n             ".join(f"{p.user_name:<22} {_sees(p)}" for p in PEOPLE)
    return _PEOPLE.format(address=address, connection=Connection().name, people=people)


def _sees(person: Principal) -> str:
    return f"sees {person.region}" if person.is_member else "has no access to the workspace"


def _parser() -> argparse.ArgumentParser:
    words = "\n".join(f"  {f'[{word}]':<13}{meaning}" for word, meaning in MEANINGS.items())
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="A Databricks Genie workspace on localhost, over sample data.",
        epilog=f"Switches in a question:\n{words}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=_port, default=8080, help="0 picks a free one")
    parser.add_argument(
        "--answer-seconds", type=_span, default=(3.0, 8.0), metavar="3-8", help="time of an answer"
    )
    parser.add_argument(
        "--questions-per-minute", type=_count, default=5, metavar="5", help="0 is no limit"
    )
    parser.add_argument("--docs-style", action="store_true", help="JSON as in the official guide")
    parser.add_argument(
        "--token-seconds",
        type=_count,
        default=3600,
        metavar="3600",
        help="life of OAuth and Entra tokens, which are refused in their last 30 seconds",
    )
    parser.add_argument(
        "--token-service-port",
        type=_port,
        metavar="N",
        help="also serve people's sign-in, as the Bot Framework's token service; 0 picks a port",
    )
    parser.add_argument(
        "--bot-url",
        default="",
        metavar="URL",
        help="where the bot takes messages: it is told who has signed in, instead of a code",
    )
    parser.add_argument("--seed", type=int, default=2026, help="decides how long answers take")
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65_535:  # noqa: PLR2004 - the range of ports
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return port


def _count(text: str) -> int:
    count = int(text)
    if count < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return count


def _span(text: str) -> tuple[float, float]:
    """Parse a span like "3-8", or "3" for always 3 seconds."""
    fastest, _, slowest = text.partition("-")
    try:
        span = float(fastest), float(slowest or fastest)
    except ValueError as exc:
        raise argparse.ArgumentTypeError("write it like 3-8") from exc
    if not 0 <= span[0] <= span[1]:
        raise argparse.ArgumentTypeError("the second must not be less than the first")
    return span


if __name__ == "__main__":
    sys.exit(main())
