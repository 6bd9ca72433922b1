"""The README's commands on a machine with only what the README requires."""

import asyncio
import json
import signal
import socket
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import unused_port
from pytest_aiohttp import AiohttpServer

from simulator import SALES_SPACE_ID, TOKEN
from tests.deploy.fresh_machine import DEADLINE_S, POLL_S, FreshMachine
from tests.harness.fake_channel import FakeChannel
from tests.harness.people import personal
from tests.needs import need

SIMULATED = ("--answer-seconds", "0-0.1")
NO_NETWORK = "pip or npm cannot reach its registry from here."


@pytest.fixture
def machine(tmp_path: Path) -> FreshMachine:
    """A new machine."""
    return FreshMachine(tmp_path)


@pytest.fixture
async def channel(aiohttp_server: AiohttpServer) -> FakeChannel:
    """The channel that receives the answers."""
    channel = FakeChannel()
    server = await aiohttp_server(channel.app)
    channel.url = str(server.make_url(""))
    return channel


async def answer(name: str, channel: FakeChannel, bot_port: int) -> str:
    """Ask the bot as this person, and return the answer with the table."""
    person = personal(name)
    activity = {
        "type": "message",
        "id": f"question-of-{name}",
        "channelId": "msteams",
        "serviceUrl": channel.url,
        "recipient": {"id": "28:bot"},
        "text": "Show revenue by region",
    }
    url = f"http://127.0.0.1:{bot_port}/api/messages"
    async with aiohttp.ClientSession(raise_for_status=True) as session:
        await session.post(url, json=activity | person)
    async with asyncio.timeout(DEADLINE_S):
        while True:
            said = json.dumps(channel.of(person["conversation"]["id"]))
            if '"Table"' in said:
                return said
            await asyncio.sleep(POLL_S)


def fill_in(machine: FreshMachine, **settings: str) -> None:
    """Fill in .env as the README and the file itself describe it."""
    assert machine.run("cp", ".env.example", ".env") == (0, "")
    file = machine.project / ".env"
    lines = file.read_text("utf-8").splitlines()
    for name, value in settings.items():
        [place] = [n for n, line in enumerate(lines) if line.removeprefix("# ") == f"{name}="]
        lines[place] = f"{name}={value}"
    file.write_text("\n".join(lines), "utf-8")


def installed(machine: FreshMachine) -> list[str]:
    """Return the folders created by installing that exist."""
    return [name for name in (".venv", "node_modules") if (machine.project / name).exists()]


async def test_the_demo_comes_up_answers_and_ends(
    machine: FreshMachine, channel: FakeChannel
) -> None:
    """Everything is installed; there is no browser. After that the bot asks a workspace."""
    port = unused_port()
    options = f"--bot-port {port} --playground-port {unused_port()} --space-id {SALES_SPACE_ID}"
    options = " ".join([options, *SIMULATED])
    with machine.start("make", "demo", f"OPTIONS={options}") as demo:
        page = await asyncio.to_thread(demo.wait_for, r"Open (http\S+)|could not install")
        need(page[1], NO_NETWORK)
        await asyncio.to_thread(demo.wait_for, "Ctrl-C")
        async with aiohttp.ClientSession(raise_for_status=True) as session:
            shown = await (await session.get(page[1])).text()
        answered = await answer("Ann", channel, port)
        at_work = machine.processes()
        # make itself is ended by the signal, after the demo has ended.
        code = await asyncio.to_thread(demo.press_ctrl_c)
        await asyncio.to_thread(machine.wait_until_nothing_runs)

    assert "<html" in shown
    assert "North" in answered
    assert len(at_work) >= 5  # make, demo.py, the simulator, the bot and the Playground
    assert code in {0, -signal.SIGINT}  # ended by the signal, unless it sees the demo end first
    assert demo.output.endswith("Ending ...\n")

    await check_own_workspace(machine, channel)


async def check_own_workspace(machine: FreshMachine, channel: FakeChannel) -> None:
    """Run the simulator alone, and a bot for it, on the machine where the demo ran."""
    port = unused_port()
    command = ["-m", "simulator", "--port", "0", *SIMULATED]
    with machine.start(".venv/bin/python", *command) as workspace:
        address = await asyncio.to_thread(workspace.wait_for, r"http://\S+")
        fill_in(
            machine,
            DATABRICKS_HOST=address[0],
            DATABRICKS_SPACE_ID=SALES_SPACE_ID,
            DATABRICKS_TOKEN=TOKEN,
        )
        ports = ["--bot-port", str(port), "--playground-port", str(unused_port())]
        with machine.start("python3", "demo.py", "--own", *ports) as own:
            await asyncio.to_thread(own.wait_for, "Ctrl-C")
            answered = await answer("Bob", channel, port)
            code = await asyncio.to_thread(own.terminate)
        assert await asyncio.to_thread(workspace.press_ctrl_c) == 0
        await asyncio.to_thread(machine.wait_until_nothing_runs)

    assert "Installing" not in own.output
    assert "North" in answered
    assert code == 0


def test_the_app_package_installs_nothing(machine: FreshMachine) -> None:
    """Missing values are reported at once; then the package is made."""
    code, said = machine.run("make", "teams-package")
    assert code == 2
    assert "MicrosoftAppId" in said
    assert "BOT_HOST" in said

    app_id, host = "0f3a1b2c-0000-4000-8000-123456789abc", "genie-bot.azurewebsites.net"
    fill_in(machine, MicrosoftAppId=app_id, BOT_HOST=host)
    code, said = machine.run("make", "teams-package")

    assert code == 0, said
    assert (machine.project / "build" / "teams-app.zip").exists()
    assert installed(machine) == []


def test_make_run_without_env_explains_itself(machine: FreshMachine) -> None:
    """`make run` without .env prints one sentence."""
    code, said = machine.run("make", "run", f"OPTIONS=--bot-port {unused_port()}")

    assert code == 2
    assert "copy .env.example to .env" in said
    assert installed(machine) == []


def test_a_port_in_use_is_reported_first(machine: FreshMachine) -> None:
    """The suggested command can be typed as it is, although the demo was started with make."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        options = f"--bot-port {taken.getsockname()[1]}"
        code, said = machine.run("make", "demo", f"OPTIONS={options}")

    assert code == 2
    assert f"`python3 demo.py {options} --bot-port=" in said
    assert installed(machine) == []
