"""Charts: drawn by the channel if it can, else as pictures, and switched by a button."""

import base64
import os
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.pictures.painter import Limits, Painter
from cards import ActionKind
from server.overrides import Overrides
from testkit.scaled import ScaledClock
from tests.cards.look import elements, words
from tests.harness.fake_channel import Activity
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, chat_of, emulator, group
from tests.harness.world import World, card_of

QUESTION = "Show revenue by region"
PNG = b"\x89PNG\r\n"


def kinds(message: Activity) -> dict[str, Any]:
    """Return the payloads of the buttons to other charts, by kind."""
    payloads = [b["data"] for b in elements(card_of(message), "Action.Submit")]
    return {p["text"]: p for p in payloads if p["do"] == ActionKind.KIND}


def shown(message: Activity) -> set[str]:
    """Return the charts of a card."""
    names = ("Chart.VerticalBar", "Chart.HorizontalBar", "Chart.Line", "Chart.Donut", "Image")
    return {name for name in names if elements(card_of(message), name)}


async def test_teams_draws_the_chart_that_the_person_chooses(world: World) -> None:
    """The chart is shown in the same message, and Genie is not asked again."""
    await world.say(QUESTION, **group())
    answer = await world.answered(GROUP_ID)
    assert shown(answer) == {"Chart.HorizontalBar"}

    await world.press(kinds(answer)["share"], **group())
    await world.until(lambda: shown(world.answers(GROUP_ID)[0]) == {"Chart.Donut"})
    (shares,) = world.answers(GROUP_ID)
    await world.press(kinds(shares)["table"], **group())
    await world.until(lambda: shown(world.answers(GROUP_ID)[0]) == set())
    (table,) = world.answers(GROUP_ID)

    assert set(kinds(table)) == {"bar", "share"}
    assert elements(card_of(table), "Table")
    assert len(world.workspace.questions()) == 1


@pytest.fixture
async def painter() -> AsyncIterator[Painter]:
    """A real painter; its process runs at low priority."""
    painter = Painter(environment=os.environ, limits=Limits(first_s=300, next_s=300))
    yield painter
    await painter.close()


async def test_other_channels_get_a_picture(
    start: Start, clock: ScaledClock, painter: Painter
) -> None:
    """The picture has an alternative text; another chart is another picture."""
    who = emulator()
    chat = chat_of(who)
    world = await start(Overrides(clock=clock, painter=painter))
    await world.say(QUESTION, **who)
    answer = await world.answered(chat)
    (picture,) = elements(card_of(answer), "Image")
    await world.press(kinds(answer)["share"], **who)
    await world.until(lambda: picture["url"] not in words(world.answers(chat)))
    (other,) = elements(card_of(world.answers(chat)[0]), "Image")

    for image in (picture, other):
        kind, _, data = image["url"].partition(",")
        assert kind == "data:image/png;base64"
        assert base64.b64decode(data).startswith(PNG)
    assert "region" in picture["altText"]
    assert shown(answer) == {"Image"}


async def test_teams_gets_a_picture_if_it_would_cut_labels(
    start: Start, clock: ScaledClock, painter: Painter
) -> None:
    """The labels of a year of weeks do not fit; those of the months of a year do."""
    world = await start(Overrides(clock=clock, painter=painter))
    await world.say("Show revenue by week in 2025", **group())
    weeks = await world.answered(GROUP_ID)
    await world.say("Show revenue by month in 2025", **group())
    await world.until(lambda: len(world.answers(GROUP_ID)) > 1)
    months = world.answers(GROUP_ID)[-1]

    assert shown(weeks) == {"Image"}
    assert shown(months) == {"Chart.Line"}


async def test_teams_draws_a_chart_that_cannot_be_a_picture(world: World) -> None:
    """Cut labels are better than no chart."""
    await world.say("Show revenue by week in 2025", **group())

    assert shown(await world.answered(GROUP_ID)) == {"Chart.Line"}


async def test_without_a_picture_the_table_is_shown(world: World) -> None:
    """The reason for the missing picture does not matter."""
    who = emulator()
    await world.say(QUESTION, **who)
    answer = await world.answered(chat_of(who))

    assert shown(answer) == set()
    assert elements(card_of(answer), "Table")
