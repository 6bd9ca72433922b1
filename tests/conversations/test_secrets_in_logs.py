"""Whatever happens, the log has no secrets and no data, and cards have no secrets.

Lines are looked at as production writes them, as JSON and as text, with their tracebacks.
"""

import asyncio
import gc
import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answers.presenter import Presenter
from bot.pictures.painter import Limits, Painter
from server.logs.writing import writer_of
from server.overrides import Overrides
from simulator import TOKEN, Fault
from testkit.scaled import ScaledClock
from tests.harness.fake_channel import Refusal
from tests.harness.fixtures import Start
from tests.harness.people import Changes, chat_of, emulator, group, personal
from tests.harness.registration import SERVICE_URL, NoCredentials, PublishedKeys
from tests.harness.world import World
from tests.needs import need

NAME = "Planted-Person"
QUESTION = "Show revenue by region"
PASSWORD = "planted-password"
APP_ID = "11111111-2222-3333-4444-555555555555"
WRONG_TOKEN = "planted-databricks-token"
JWT = "planted.channel.token"
SECRETS = (TOKEN, PASSWORD, WRONG_TOKEN, JWT, "bot-token")
# Of the question, of the query's text, and of its result.
DATA = (NAME, QUESTION, "revenue by region", "GROUP BY", "SUM(", "North", "South")
CHANNEL_TEXT = "planted text of the channel"
DATABRICKS_TEXT = "planted_catalog.planted_table"
EXCEPTION_TEXT = "planted text of an exception"
TEXTS = (CHANNEL_TEXT, DATABRICKS_TEXT, EXCEPTION_TEXT)
PATIENT = Limits(first_s=600.0, next_s=600.0)
# Writes its own environment, as the system has it, and ends without a picture.
SPY = "import shutil, sys; shutil.copyfile('/proc/self/environ', sys.argv[1])"
IS_LINUX = Path("/proc/self/environ").exists()


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        """Return that it is one."""
        return True


class WrittenLog:
    """What production writes, in both forms."""

    def __init__(self) -> None:
        self._streams = (io.StringIO(), Terminal())
        self._pairs = [writer_of(stream, fraction=1.0) for stream in self._streams]

    def start(self) -> None:
        """Begin to write what is logged from now on."""
        for enqueuer, writer in self._pairs:
            logging.getLogger().addHandler(enqueuer)
            writer.start()

    def text(self) -> str:
        """Return everything; nothing is written any more."""
        for enqueuer, writer in self._pairs:
            logging.getLogger().removeHandler(enqueuer)
            writer.stop()
        return "".join(stream.getvalue() for stream in self._streams)

    def events(self) -> set[str]:
        """Return the events that have been written so far."""
        lines = self._streams[0].getvalue().splitlines()
        return {json.loads(line)["message"] for line in lines}


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> Iterator[WrittenLog]:
    """The log at the level of production."""
    caplog.set_level(logging.INFO)
    log = WrittenLog()
    log.start()
    yield log
    log.text()


def found(texts: tuple[str, ...], where: str) -> list[str]:
    """Return which of the texts stand there."""
    return [text for text in texts if text in where]


def check(world: World, written: WrittenLog, *events: str) -> None:
    """Check the whole log, which has to have these events, and all messages of the bot."""
    log = written.text()
    assert written.events() >= set(events)
    assert found((*SECRETS, *DATA, *TEXTS), log) == []
    said = json.dumps([call.activity for call in world.channel.log])
    assert found((*SECRETS, CHANNEL_TEXT, EXCEPTION_TEXT), said) == []


async def ask(world: World, text: str = QUESTION, place: Changes | None = None) -> None:
    """Ask, and wait until the question is done."""
    place = place or personal(NAME)
    before = len(world.channel.of(chat_of(place)))
    await world.say(text, **place)
    await world.answer(chat_of(place), count=before + 1)


async def test_questions_that_are_answered(world: World, written: WrittenLog) -> None:
    """One line each, with ids only."""
    for place in (personal(NAME), group(NAME), emulator(NAME)):
        await ask(world, place=place)
    await world.say(f"Nonsense of {NAME}", **personal(NAME))
    await world.close()

    check(world, written, "question done")


@pytest.mark.parametrize("fault", ["[fail]", "[cancel]", "[gone]", "[429]", "[expire]"])
async def test_questions_that_fail(world: World, written: WrittenLog, fault: str) -> None:
    """Databricks' own texts name tables and values."""
    await ask(world, f"{QUESTION} {fault}")
    await world.close()

    check(world, written, "question done")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
async def test_refusals_of_databricks(world: World, written: WrittenLog, status: int) -> None:
    """Their messages are masked."""
    said = f"{TOKEN}: {NAME} may not read `{DATABRICKS_TEXT}` {DATABRICKS_TEXT}"
    body = {"error_code": "PERMISSION_DENIED", "message": said, "details": [{"reason": said}]}
    world.workspace.fail_next(Fault.STATUS, times=99, status=status, body=body)
    await ask(world)
    await world.close()

    check(world, written, "genie failed")


async def test_a_refused_token_of_databricks(start: Start, written: WrittenLog) -> None:
    """An operator renews it, and does not read it in the log."""
    world = await start(DATABRICKS_TOKEN=WRONG_TOKEN)
    await ask(world)
    await world.close()

    check(world, written, "genie failed")


@pytest.mark.parametrize("status", [400, 403, 404, 413, 500])
@pytest.mark.parametrize("place", [personal(NAME), group(NAME)], ids=["personal", "group"])
async def test_refusals_of_the_channel(
    world: World, written: WrittenLog, status: int, place: Changes
) -> None:
    """The channel quotes parts of the message in its text."""
    world.channel.refuse = lambda *_: Refusal(status, f"{CHANNEL_TEXT} {QUESTION}", "BadSyntax")
    await world.say("help", **place)
    await world.say(QUESTION, **place)
    await world.until(lambda: "question done" in written.events())
    await world.close()

    check(world, written, "answer not delivered")


async def test_refused_callers(
    start: Start, written: WrittenLog, published: PublishedKeys, clock: ScaledClock
) -> None:
    """A token of a caller may be valid elsewhere, and the bot's own is a password."""
    overrides = Overrides(clock=clock, keys_url=published.url, credentials_factory=NoCredentials())
    world = await start(
        overrides,
        MicrosoftAppId=APP_ID,
        MicrosoftAppPassword=PASSWORD,
        MicrosoftAppTenantId="tenant",
    )
    for header in (f"Bearer {JWT}", JWT, f"Basic {PASSWORD}"):
        world.headers = {"Authorization": header}
        activity = world.activity(QUESTION, **personal(NAME)) | {"serviceUrl": SERVICE_URL}
        assert (await world.post(activity)).status == 401
    await world.close()

    check(world, written, "not authenticated")


def fail(*_: object, **__: object) -> None:
    """Raise an exception that quotes a secret and data."""
    try:
        raise KeyError(f"{NAME} {TOKEN}")
    except KeyError as exc:
        raise ValueError(f"{EXCEPTION_TEXT}: {DATA}") from exc


async def test_crashes(world: World, written: WrittenLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exceptions of libraries quote the values that they could not handle."""
    monkeypatch.setattr(Presenter, "final", fail)
    await ask(world)
    monkeypatch.setattr("bot.turns.routes.read_activity", fail)
    assert (await world.post(world.activity(QUESTION, **personal(NAME)))).status == 500
    await world.close()

    check(world, written, "question crashed", "turn crashed")


async def test_crashes_outside_of_a_turn(world: World, written: WrittenLog) -> None:
    """The event loop logs the exceptions that no code has seen, with their texts."""
    loop = asyncio.get_running_loop()

    async def forgotten() -> None:
        fail()

    task = loop.create_task(forgotten(), name=NAME)
    await asyncio.wait([task])
    loop.call_soon(fail, NAME)
    del task
    gc.collect()
    await asyncio.sleep(0)
    await world.close()

    check(world, written, "Task exception was never retrieved", "Exception in callback fail")


async def test_a_process_that_draws_knows_no_secrets(
    start: Start, written: WrittenLog, clock: ScaledClock, tmp_path: Path
) -> None:
    """It gets the chart, and none of the bot's settings."""
    need(IS_LINUX, "Only Linux shows the environment of a process.")
    note = tmp_path / "environ"
    environment = {
        "DATABRICKS_TOKEN": TOKEN,
        "MicrosoftAppPassword": PASSWORD,
        "LD_LIBRARY_PATH": "/planted",
    }
    painter = Painter(
        environment=environment, limits=PATIENT, command=(sys.executable, "-c", SPY, str(note))
    )
    world = await start(Overrides(clock=clock, painter=painter))
    await ask(world, place=emulator(NAME))
    await world.close()
    await painter.close()

    assert "LD_LIBRARY_PATH=/planted" in note.read_text()
    assert found(SECRETS, note.read_text()) == []
    check(world, written, "no chart pictures")
