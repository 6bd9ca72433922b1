"""What a person chose to see of an answer: another measure, other columns, in the same message."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.state.answer_record import AnswerRecord
from bot.state.question import Question
from cards import (
    ActionKind,
    CardAction,
    Kind,
    ResultView,
    TextKey,
)
from cards.texts import notice_texts, talk_texts
from tests.cards.look import elements, grid, texts_of, words
from tests.harness.fake_channel import Activity
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, Changes, chat_of, group, personal, team
from tests.harness.world import World, card_of

SCORECARD = "Show the scorecard of all stores"
everywhere = pytest.mark.parametrize(
    "who", [personal(), group(), team()], ids=["personal", "group", "team"]
)


def buttons(message: Activity, do: ActionKind) -> dict[str, Any]:
    """Return the payloads of buttons of a kind, by title."""
    found = elements(card_of(message), "Action.Submit")
    return {b["title"]: b["data"] for b in found if b["data"]["do"] == do}


def headers(message: Activity) -> list[str]:
    """Return the headers of the table."""
    return grid(elements(card_of(message), "Table")[0])[0]


def charted(message: Activity) -> str:
    """Return the measure of the chart: its heading, or the titles of the axes."""
    card = card_of(message)
    above = [
        card["body"][card["body"].index(bar) - 1] for bar in elements(card, "Chart.VerticalBar")
    ]
    lying = elements(card, "Chart.HorizontalBar")
    titles = [f"{bar['xAxisTitle']} {bar['yAxisTitle']}" for bar in lying]
    return " ".join([*(element.get("text", "") for element in above), *titles])


async def redrawn(world: World, chat: str, before: Activity) -> Activity:
    """Wait until the chat's only answer has another card than before, and return it."""
    await world.until(lambda: card_of(world.answers(chat)[0]) != card_of(before))
    (answer,) = world.answers(chat)
    return answer


@everywhere
async def test_a_button_shows_another_measure(world: World, who: Changes) -> None:
    """It is in the same message, with its column in the table; the question is not posted again."""
    chat = chat_of(who)
    await world.say(SCORECARD, **who)
    first = await world.answered(chat)
    title, payload = next(iter(buttons(first, ActionKind.MEASURE).items()))
    name = title.removeprefix("Chart: ")

    await world.press(payload, **who)
    second = await redrawn(world, chat, first)

    assert name in charted(second)
    assert name not in charted(first)
    assert name in headers(second)
    assert title not in buttons(second, ActionKind.MEASURE)
    assert buttons(second, ActionKind.MEASURE)
    assert second["id"] == first["id"]
    assert len(world.workspace.questions()) == 1


@everywhere
async def test_buttons_show_all_columns(world: World, who: Changes) -> None:
    """Each press shows another part until the first comes again, and the others are named."""
    chat = chat_of(who)
    await world.say(SCORECARD, **who)
    answer = await world.answered(chat)
    first, seen = headers(answer), set(headers(answer))
    for _ in range(23):
        (payload,) = buttons(answer, ActionKind.COLUMNS).values()
        await world.press(payload, **who)
        answer = await redrawn(world, chat, answer)
        if headers(answer) == first:
            break
        seen |= set(headers(answer))
        assert any(text.startswith("Not shown: ") for text in texts_of(card_of(answer)))

    assert headers(answer) == first
    assert len(seen) == 23
    assert len(world.workspace.questions()) == 1


Instance = Callable[[], Awaitable[World]]


@pytest.fixture
def instance(start: Start, tmp_path: Path) -> Instance:
    """Restarts the bot with its store."""

    async def instance() -> World:
        return await start(STORAGE=f"sqlite:///{tmp_path}/bot.sqlite3")

    return instance


async def test_a_chosen_view_survives_a_restart(instance: Instance) -> None:
    """The chart is still the chosen one when the page or the columns change later."""
    one = await instance()
    await one.say(SCORECARD, **group())
    first = await one.answered(GROUP_ID)
    title, payload = next(iter(buttons(first, ActionKind.MEASURE).items()))
    await one.press(payload, **group())
    second = await redrawn(one, GROUP_ID, first)
    await one.close()

    other = await instance()
    (columns,) = buttons(second, ActionKind.COLUMNS).values()
    await other.press(columns, **group())
    third = await redrawn(other, GROUP_ID, second)

    assert title.removeprefix("Chart: ") in charted(third)
    assert headers(third) != headers(second)


@pytest.mark.parametrize("do", [ActionKind.MEASURE, ActionKind.COLUMNS])
@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "9" * 8, "²", "0 "])
async def test_a_forged_choice_does_nothing(world: World, do: ActionKind, text: str) -> None:
    """A client can send any payload."""
    await world.say(SCORECARD, **group())
    first = await world.answered(GROUP_ID)
    reference = elements(card_of(first), "Action.Submit")[0]["data"]["id"]

    await world.press(CardAction(do, reference, text, 1).to_json(), **group())
    await world.until(lambda: notice_texts.OLD_BUTTON in words(world.channel.of(GROUP_ID)))

    assert card_of(world.answers(GROUP_ID)[0]) == card_of(first)


@pytest.mark.parametrize("do", [ActionKind.MEASURE, ActionKind.COLUMNS])
async def test_an_index_out_of_range_shows_the_default(world: World, do: ActionKind) -> None:
    """The default view or the last part is shown."""
    await world.say(SCORECARD, **group())
    first = await world.answered(GROUP_ID)
    reference = elements(card_of(first), "Action.Submit")[0]["data"]["id"]

    await world.press(CardAction(do, reference, "9999999", 1).to_json(), **group())
    await world.press(CardAction(ActionKind.KIND, reference, Kind.TABLE, 1).to_json(), **group())
    await world.until(lambda: charted(world.answers(GROUP_ID)[0]) == "")

    assert elements(card_of(world.answers(GROUP_ID)[0]), "Table")


QUESTION = Question("Revenue?", {"channelId": "msteams"}, "space")


@pytest.mark.parametrize(
    ("stored", "view"),
    [
        ([10, None], ResultView(10)),
        ([0, "line"], ResultView(0, Kind.LINE)),
        ([0, "bar", None, 0], ResultView(0, Kind.BAR)),
        ([10, "share", 3, 2], ResultView(10, Kind.SHARE, 3, 2)),
    ],
)
def test_records_of_earlier_releases_are_read(stored: list[Any], view: ResultView) -> None:
    """They have only rows and kinds."""
    body = AnswerRecord(QUESTION, 1.5).to_json() | {"results": [[1, stored]]}
    record = AnswerRecord.from_json(body)

    assert record.results == {1: view}
    assert AnswerRecord.from_json(record.to_json()).results == {1: view}


@pytest.mark.parametrize(
    ("stored", "remark"), [("", None), (talk_texts.REOPENED, talk_texts.REOPENED)]
)
def test_a_record_without_a_remark_is_stored_as_before(stored: str, remark: TextKey | None) -> None:
    """Releases that run side by side can read each other's records."""
    record = AnswerRecord.from_json(AnswerRecord(QUESTION, 1.5).to_json() | {"remark": stored})

    assert record.remark == remark
    assert record.to_json()["remark"] == stored
