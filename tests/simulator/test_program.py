"""The program `python -m simulator`."""

import asyncio
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from simulator import SALES_SPACE_ID, TOKEN

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 120


@asynccontextmanager
async def started(*arguments: str) -> AsyncIterator[Process]:
    """Run the program inside the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", *arguments), cwd=ROOT, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_serves_and_ends_quietly(number: signal.Signals) -> None:
    """The first line has the address, it accepts a question, and a signal ends it silently."""
    async with started("--port", "0", "--answer-seconds", "0") as program:
        assert program.stdout
        line = (await asyncio.wait_for(program.stdout.readline(), PATIENCE_S)).decode()
        match = re.fullmatch(r"Simulated Genie workspace on (http://127\.0\.0\.1:\d+)\n", line)
        assert match
        url = f"{match[1]}/api/2.0/genie/spaces/{SALES_SPACE_ID}/start-conversation"
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(url, json={"content": "各區域的營收是多少?"}) as response,
        ):
            body = await response.json()
        program.send_signal(number)
        rest, errors = await asyncio.wait_for(program.communicate(), PATIENCE_S)

    assert body["message"]["content"] == "各區域的營收是多少?"
    assert f"DATABRICKS_SPACE_ID={SALES_SPACE_ID}".encode() in rest
    assert b"5 questions a minute" in rest
    assert (program.returncode, errors) == (0, b"")


async def test_the_token_service_has_a_port_of_its_own() -> None:
    """Whom its page signs in, the workspace knows."""
    async with started("--port", "0", "--token-service-port", "0") as program:
        assert program.stdout
        lines: list[str] = []
        while "Ctrl-C" not in "".join(lines):
            line = await asyncio.wait_for(program.stdout.readline(), PATIENCE_S)
            lines.append(line.decode())
        banner = "".join(lines)
        service = re.search(r"TOKEN_SERVICE_URL=(http://127\.0\.0\.1:\d+)\n", banner)
        assert service
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{service[1]}/signin/nonsense") as response,
        ):
            assert response.status == 404
            assert response.content_type == "text/html"

    assert "OAUTH_CONNECTION_NAME=databricks\n" in banner
    assert "ting.wu@example.com" in banner


async def test_a_port_in_use_is_reported_in_one_sentence() -> None:
    """There is no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with started("--port", str(port)) as program:
            _, errors = await asyncio.wait_for(program.communicate(), PATIENCE_S)

    assert program.returncode == 1
    assert errors.decode() == f"Port {port} is taken; choose another with --port.\n"


async def test_help_lists_the_switches() -> None:
    """People who try the bot by hand can find them there."""
    async with started("--help") as program:
        text, _ = await asyncio.wait_for(program.communicate(), PATIENCE_S)

    assert b"[expire]" in text
    assert b"[slow 90]: the answer takes 90 s" in text


@pytest.mark.parametrize(
    "arguments", [("--port", "x"), ("--port", "70000"), ("--answer-seconds", "8-3")]
)
async def test_wrong_arguments_are_explained(arguments: tuple[str, str]) -> None:
    """The output is argparse's usage, without a traceback."""
    async with started(*arguments) as program:
        _, errors = await asyncio.wait_for(program.communicate(), PATIENCE_S)

    assert program.returncode == 2
    assert b"Traceback" not in errors
