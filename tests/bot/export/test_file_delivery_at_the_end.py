"""Files at shutdown: people are told, and nothing keeps the process running."""

import threading
import time

import pytest

from bot.export.contents import Contents
from bot.export.files import BuiltFile
from cards.texts import notice_texts
from tests.bot.export.offers import (
    ANN,
    CONSENT,
    INFO,
    INTERRUPTED,
    MAKING,
    QUESTION,
    TENANT,
    Drive,
    SlowBuilder,
    answer_offer,
    attached,
    file_button,
    linked,
    making,
    offered,
)
from tests.cards.look import words
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, group, personal
from tests.harness.world import World


async def test_at_shutdown_people_waiting_for_a_file_are_told(
    registered: World, builder: SlowBuilder
) -> None:
    """They are told at once, since the file could not be fetched any more."""
    await making(registered)
    await registered.begin_shutdown()
    await registered.until(lambda: INTERRUPTED in words(registered.channel.of(ANN)))

    assert not builder.may_end.is_set()
    assert MAKING not in words(registered.channel.of(ANN))


async def test_at_shutdown_threads_stop(registered: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process waits for its threads, which would take half a minute."""
    begun, ended = threading.Event(), threading.Event()

    def built_file(contents: Contents, *_: object) -> BuiltFile:
        begun.set()
        enough = time.monotonic() + 20
        try:
            while time.monotonic() < enough:
                list(contents.rows)
            raise TimeoutError
        finally:
            ended.set()

    monkeypatch.setattr("bot.export.file_builder.built_file", built_file)
    await making(registered)
    await registered.until(begun.is_set)
    await registered.begin_shutdown()
    await registered.until(ended.is_set)

    assert INTERRUPTED in words(registered.channel.of(ANN))


async def test_at_shutdown_no_file_is_started(registered: World) -> None:
    """There is no time left to make it."""
    await registered.say(QUESTION, **personal(), **TENANT)
    answer = await registered.answered(ANN)
    await registered.begin_shutdown()
    await registered.press(file_button(answer, "xlsx"), **personal(), **TENANT)

    assert notice_texts.RESTARTING in words(registered.channel.of(ANN))
    assert not attached(registered, ANN, CONSENT)


async def test_at_shutdown_a_link_says_so(world: World) -> None:
    """The next process does not have the file either."""
    await world.say(QUESTION, **group())
    answer = await world.answered(GROUP_ID)
    path = await linked(world, answer, "csv", group())
    await world.begin_shutdown()

    response = await world.client.get(path)

    assert response.status == 503
    assert INTERRUPTED in await response.text()


async def test_at_shutdown_uploads_are_finished(registered: World, drive: Drive) -> None:
    """The person has consented, and it takes seconds."""
    offer = await offered(registered)
    drive.may_end.clear()
    await answer_offer(registered, offer, "accept", drive.url)
    await drive.begun.wait()
    await registered.begin_shutdown()
    drive.may_end.set()
    await registered.close()

    assert attached(registered, ANN, INFO)


async def test_an_upload_longer_than_the_shutdown_is_reported(
    start_registered: Start, drive: Drive
) -> None:
    """The file may have been uploaded; the question has to be asked again for another file."""
    world = await start_registered(SHUTDOWN_GRACE_S="0.2")
    offer = await offered(world)
    drive.may_end.clear()
    await answer_offer(world, offer, "accept", drive.url)
    await drive.begun.wait()
    await world.close()

    assert INTERRUPTED in words(world.channel.of(ANN))
    assert not attached(world, ANN, INFO)
