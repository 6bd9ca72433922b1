"""Every kind of button, pressed by the wrong person, in the wrong place, too late, or changed.

A client can send any payload. Nothing happens then, and nothing is disclosed.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from itertools import cycle
from typing import Any

import pytest

from cards import ActionKind, CardAction
from tests.cards.look import actions, words
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, Changes, chat_of, group, personal
from tests.harness.world import World, card_of, is_progress

ASKED = "Show the scorecard of all stores"
# Words of the question and of the answer, which no other chat may have.
SECRETS = ("scorecard", "Scorecard", "Taipei", "Net sales", "store")
# What a button of these does concerns only the person who presses it, as if they had typed it.
WISHES = {ActionKind.ASK, ActionKind.LANGUAGE, ActionKind.SPACE, ActionKind.CHAT_SPACE}
PERSONAL = {
    *(ActionKind.OPEN, ActionKind.CONTINUE, ActionKind.DELETE, ActionKind.YES, ActionKind.NO),
    ActionKind.STOP,
}
# The kinds whose text says what to do.
BY_TEXT = {
    *(ActionKind.ROWS, ActionKind.KIND, ActionKind.MEASURE, ActionKind.COLUMNS, ActionKind.READ),
    *(ActionKind.FILE, ActionKind.RATE),
    *(ActionKind.LANGUAGE, ActionKind.SPACE, ActionKind.CHAT_SPACE),
}
WRONG_TEXTS = ("zzz", "-1", "99999999", "²", " ")
WRONG_TYPES: tuple[Any, ...] = (None, True, 1.5, [], ["ask"], {}, {"id": "x"})
ANN, BOB = group("Ann"), group("Bob")

Payload = dict[str, Any]


async def buttons(world: World) -> dict[ActionKind, Payload]:
    """Let Ann do everything that has buttons in a group, and return one of each kind."""
    await world.say("space", **ANN)
    await shown(world, ActionKind.CHAT_SPACE)
    await world.press(of(world, ActionKind.CHAT_SPACE), **ANN)
    await world.say(ASKED, **ANN)
    answer = await world.answered(GROUP_ID)
    await world.say("Show revenue by region [slow 1000]", **ANN)
    await shown(world, ActionKind.STOP)
    await world.until(lambda: len(world.workspace.questions()) > 1)
    await world.say("language", **ANN)
    await world.say("history", **ANN)
    await shown(world, ActionKind.DELETE)
    await world.press(payloads(world, ActionKind.DELETE)[-1], **ANN)  # of the answered question
    await shown(world, ActionKind.YES)
    reference = actions(card_of(answer), ActionKind.RATE)[0]["id"]
    made = {
        ActionKind.READ: CardAction(ActionKind.READ, reference, "1").to_json(),
        ActionKind.ROWS: CardAction(ActionKind.ROWS, reference, "1", 1).to_json(),
        ActionKind.FILE: CardAction(ActionKind.FILE, reference, "csv", 1).to_json(),
        ActionKind.KIND: CardAction(ActionKind.KIND, reference, "line", 1).to_json(),
        ActionKind.REPORT: CardAction(ActionKind.REPORT, reference).to_json(),
        ActionKind.SHARE: CardAction(ActionKind.SHARE, reference).to_json(),
        ActionKind.INSIGHTS: CardAction(ActionKind.INSIGHTS, "").to_json(),
        ActionKind.ASK_WITH_MINE: CardAction(ActionKind.ASK_WITH_MINE, reference).to_json(),
    }
    return {kind: made.get(kind) or of(world, kind) for kind in ActionKind}


def payloads(world: World, kind: ActionKind) -> list[Payload]:
    """Return the payloads of all buttons of a kind in the group."""
    cards = [card_of(m) for m in world.channel.of(GROUP_ID) if m.get("attachments")]
    return [payload for card in cards for payload in actions(card, kind)]


def of(world: World, kind: ActionKind) -> Payload:
    """Return the payload of a button in the group."""
    return payloads(world, kind)[0]


async def shown(world: World, kind: ActionKind) -> None:
    """Wait until a button of a kind is in the group."""
    await world.until(lambda: bool(payloads(world, kind)))


def state(world: World) -> object:
    """Return what a press could change: messages with cards, and everything in Genie."""
    cards = [m for m in world.channel.of(GROUP_ID) if m.get("attachments") and not is_progress(m)]
    kept = {m["id"]: json.dumps(card_of(m), sort_keys=True) for m in cards}
    conversations = world.workspace.conversations.values()
    ratings = [m.feedback for each in conversations for m in each.messages.values()]
    return kept, len(world.workspace.questions()), ratings, world.deletions()


def told(world: World, chat_id: str) -> int:
    """Return the number of messages in a chat."""
    return len(world.channel.of(chat_id))


@pytest.fixture
def begin(start_spaces: Start) -> Callable[[], Awaitable[World]]:
    """Starts a bot that knows nothing of those before it."""

    async def begin() -> World:
        return await start_spaces()

    return begin


async def refused(world: World, pressed: list[Payload], who: Changes) -> None:
    """Press these, and check that each is answered with a sentence and changes nothing."""
    before = state(world)
    for payload in pressed:
        count = told(world, chat_of(who))
        await world.press(payload, **who)
        await asyncio.sleep(0.01)  # a second for people: a chat takes so many messages
        assert told(world, chat_of(who)) == count + 1, payload
    assert state(world) == before


async def test_in_another_chat(begin: Callable[[], Awaitable[World]]) -> None:
    """Ids are looked up within the conversation."""
    world = await begin()
    known = await buttons(world)

    bob = personal("Bob")
    await refused(world, [known[kind] for kind in ActionKind if kind not in WISHES], bob)
    said = words(world.channel.of(chat_of(bob)))
    assert not [secret for secret in SECRETS if secret in said]


async def test_by_another_member(begin: Callable[[], Awaitable[World]]) -> None:
    """What is personal stays so among others."""
    world = await begin()
    known = await buttons(world)

    await refused(world, [known[kind] for kind in PERSONAL], BOB)


async def test_after_everything_was_forgotten(begin: Callable[[], Awaitable[World]]) -> None:
    """Cards stay in the chat for years."""
    known = await buttons(await begin())
    world = await begin()

    gone = [known[kind] for kind in ActionKind if kind not in WISHES]
    await refused(world, gone, ANN)


def tampered(known: dict[ActionKind, Payload]) -> Iterator[Payload]:
    """Yield payloads with values that the bot has not put into them."""
    for kind, payload in known.items():
        yield payload | {"v": 2}
        yield payload | {"do": "drop"}
        if kind not in WISHES:
            yield payload | {"id": "deadbeef"}
            yield payload | {"id": ""}
        if kind in BY_TEXT:
            yield from (payload | {"text": text} for text in WRONG_TEXTS)
        yield payload | {"at": 101}
        yield payload | {"at": -1}


async def test_with_other_values(begin: Callable[[], Awaitable[World]]) -> None:
    """An id that can be guessed, a page that does not exist, a version of later."""
    world = await begin()
    known = await buttons(world)

    await refused(world, list(tampered(known)), ANN)


async def test_with_values_of_other_types(begin: Callable[[], Awaitable[World]]) -> None:
    """None of them may be taken for a value by chance."""
    world = await begin()
    known = await buttons(world)
    values = cycle(WRONG_TYPES)
    wrong = [
        payload | {name: next(values)}
        for payload in known.values()
        for name in ("v", "do", "id", "text", "at", "comment")
    ]
    missing = [
        {name: value for name, value in payload.items() if name != left_out}
        for payload in known.values()
        for left_out in ("v", "do", "id", "text")
    ]

    await refused(world, [*wrong, *missing], ANN)


async def test_delivered_twice(begin: Callable[[], Awaitable[World]]) -> None:
    """The channel repeats an activity that it has not seen acknowledged."""
    world = await begin()
    known = await buttons(world)
    asked = len(world.workspace.questions())
    for kind in (ActionKind.YES, ActionKind.STOP, ActionKind.RATE, ActionKind.ASK):
        press = world.activity(None, value=known[kind], **ANN)
        statuses = [(await world.post(press)).status for _ in range(2)]
        assert statuses == [201, 201]
    await world.until(lambda: len(world.workspace.questions()) > asked)
    await world.until(lambda: len(set(world.deletions())) > 1)  # the stopped one as well
    await world.close()

    assert len(set(world.deletions())) == len(world.deletions()) == 2
    assert len(world.workspace.questions()) == asked + 1
