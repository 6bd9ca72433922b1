"""Genie's text as people read it: from a scripted Genie to the chat."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pytest_aiohttp.plugin import AiohttpServer

from cards import ActionKind, CardAction
from cards.texts import notice_texts
from genie import SystemClock
from tests.cards.look import actions, texts_of, words
from tests.cards.prose.rendering import seen_in_markdown
from tests.genie.fake import MESSAGE, START, FakeGenie, ok, query, started, text
from tests.harness.fixtures import Start
from tests.harness.people import Changes, chat_of, group, personal
from tests.harness.world import World, card_of

Scripted = Callable[..., Awaitable[World]]
everywhere = pytest.mark.parametrize("who", [personal(), group()], ids=["personal", "group"])


@pytest.fixture
def scripted(start: Start, aiohttp_server: AiohttpServer) -> Scripted:
    """Starts a bot whose Genie answers with these attachments."""

    async def begin(*attachments: object) -> World:
        fake = FakeGenie(SystemClock())
        message = started("COMPLETED", attachments=list(attachments))
        fake.will("POST", START, ok(message))
        fake.will("GET", MESSAGE, ok(message["message"]))
        server = await aiohttp_server(fake.app)
        address = str(server.make_url("")).rstrip("/")
        return await start(DATABRICKS_HOST=address, DATABRICKS_SPACE_ID="space-1")

    return begin


def lines(message: dict[str, Any]) -> list[list[str]]:
    """Return what a Markdown renderer shows of the message and its card, line by line."""
    markdown = [message.get("text") or "", *texts_of(card_of(message))]
    return [line for part in markdown for line in seen_in_markdown(part).lines]


@everywhere
async def test_lines_stay_lines(scripted: Scripted, who: Changes) -> None:
    """A Markdown renderer would join them."""
    world = await scripted(text("Revenue: 5  \nCost: 3  \nProfit: 2\nMargin: 40%"))
    await world.say("How did it go?", **who)
    shown = lines(await world.answered(chat_of(who)))

    for line in (["Revenue", "5"], ["Cost", "3"], ["Profit", "2"], ["Margin", "40"]):
        assert line in shown


async def test_withdrawn_text_is_not_shown(scripted: Scripted) -> None:
    """Neither the message, nor the card, nor the notification has it."""
    world = await scripted(
        query(), text("An **early** guess."), query(), text("The **last** word.")
    )
    await world.say("How much is it?", **group())
    shown = words(await world.answered(chat_of(group())))

    assert "The **last** word." in shown
    assert "The last word." in shown  # the notification
    assert "early" not in shown


@everywhere
async def test_a_long_text_is_read_on_in_its_message(scripted: Scripted, who: Changes) -> None:
    """Each page is in the same message; the last leads back to the first."""
    chat = chat_of(who)
    world = await scripted(
        text("\n\n".join(f"Step {n} is long. {'word ' * 60}" for n in range(80)))
    )
    await world.say("Which steps are there?", **who)
    message = await world.answered(chat)
    first, place, seen = card_of(message), "", ""
    while place != "0":
        seen += words(message)
        payload = actions(card_of(message), ActionKind.READ)[-1]
        place, before = payload["text"], card_of(message)
        await world.press(payload, **who)
        await world.until(lambda: card_of(world.answers(chat)[0]) != before)  # noqa: B023
        (message,) = world.answers(chat)

    assert card_of(message) == first
    assert all(f"Step {n} is long." in seen for n in range(80))


@pytest.mark.parametrize("place", ["", "x", "-1", "9" * 8])
async def test_a_forged_page_does_nothing(scripted: Scripted, place: str) -> None:
    """A client can send any payload."""
    chat = chat_of(group())
    world = await scripted(text("Short."))
    await world.say("How did it go?", **group())
    first = await world.answered(chat)
    reference = actions(card_of(first), ActionKind.RATE)[0]["id"]

    await world.press(CardAction(ActionKind.READ, reference, place).to_json(), **group())
    await world.until(lambda: notice_texts.OLD_BUTTON in words(world.channel.of(chat)))

    assert card_of(world.answers(chat)[0]) == card_of(first)
