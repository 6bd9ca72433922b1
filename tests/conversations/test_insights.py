"""Insights: what administrators see of what was asked, and nobody else."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from bot.storage.store import Line, StorageUnavailableError
from bot.storage.trail import SqliteTrail
from bot.turns.routes import KEEPER
from cards import ActionKind, CardAction
from cards.texts import insight_texts
from tests.cards.look import actions, texts_of, words
from tests.harness.fixtures import Start
from tests.harness.people import Changes, chat_of, group, personal, webchat
from tests.harness.world import World, card_of

ADMIN = "11111111-aaaa-4333-8444-555555555555"
OTHER = "22222222-aaaa-4333-8444-555555555555"
LONG_AGO = time.time() - 21 * 86_400.0
OLD = Line("old", LONG_AGO, {"id": "old", "at": LONG_AGO, "kind": "question"})
REGIONS, MONTHS = "Show revenue by region", "Show revenue by month"
EVE = "a:eve"


def eve(place: Changes | None = None, *, directory_id: str = ADMIN) -> Changes:
    """Return an administrator, in their own chat or elsewhere."""
    sender = {"id": "29:eve", "name": "Eve", "aadObjectId": directory_id}
    return (place or personal("Eve")) | {"from": sender}


async def live(world: World) -> None:
    """Let people ask, fail and rate."""
    await world.say(REGIONS, **personal())
    answer = await world.answered("a:ann")
    await world.say(f"{MONTHS} [fail]", **personal("Bob"))
    value = {"actionValue": {"reaction": "dislike", "feedback": "wrong year"}}
    rating = world.activity(
        type="invoke", name="message/submitAction", replyToId=answer["id"], value=value
    )
    await world.post(rating)
    trail = world.client.app[KEEPER].store.trail
    async with asyncio.timeout(60):
        while len(await trail.since(0)) < 3:  # noqa: ASYNC110 - there is no event
            await asyncio.sleep(0.005)


def cards_in(world: World, chat: str = EVE) -> list[dict[str, Any]]:
    """Return the cards with insights."""
    title = insight_texts.IN_UTC
    return [card_of(m) for m in world.channel.of(chat) if title in words(m)]


async def insights(world: World) -> dict[str, Any]:
    """Type the command as an administrator, and return the card."""
    await world.say("/insights", **eve())
    await world.until(lambda: bool(cards_in(world)))
    return cards_in(world)[0]


async def said(world: World, text: str, who: Changes) -> None:
    """Wait until this is said."""
    await world.until(lambda: text in words(world.channel.of(chat_of(who))))


async def test_an_administrator_sees_the_week(start: Start) -> None:
    """How much was asked by how many, what failed and why, and what was rated down."""
    world = await start(ADMINS=ADMIN)
    await live(world)
    shown = texts_of(await insights(world))
    (answered,) = world.workspace.questions(REGIONS)

    assert insight_texts.FAILURES in shown
    assert insight_texts.RATED_BADLY in shown
    assert any(answered.conversation_id in text for text in shown)
    assert insight_texts.NO_TEXTS in shown
    everything = words(cards_in(world)).replace(insight_texts.ANSWERED, "")
    assert not [
        text for text in (REGIONS, MONTHS, "wrong year", "Ann", "Bob") if text in everything
    ]


async def test_texts_are_shown_if_they_are_recorded(start: Start) -> None:
    """Questions and comments; names never."""
    world = await start(ADMINS=ADMIN, AUDIT_QUESTIONS="true")
    await live(world)
    shown = words(await insights(world))

    assert REGIONS in shown
    assert "wrong year" in shown
    assert "Ann" not in shown.replace(insight_texts.ANSWERED, "")


async def test_texts_are_not_shown_once_that_is_switched_off(start: Start, tmp_path: Path) -> None:
    """They stay in the trail for their time."""
    store = {"STORAGE": f"sqlite:///{tmp_path}/bot.sqlite3", "ADMINS": ADMIN}
    before = await start(AUDIT_QUESTIONS="true", **store)
    await live(before)
    await before.close()
    shown = words(await insights(await start(**store)))

    assert insight_texts.NO_TEXTS in shown
    assert [text for text in (REGIONS, "wrong year") if text in shown] == []


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        (eve(webchat("Eve")), insight_texts.ADMINS_ONLY),
        (eve(directory_id=OTHER), insight_texts.ADMINS_ONLY),
        (eve(directory_id=""), insight_texts.ADMINS_ONLY),
        (eve(group()), insight_texts.IN_OWN_CHAT),
    ],
)
@pytest.mark.parametrize("is_pressed", [False, True])
async def test_others_and_other_places_see_nothing(
    start: Start, who: Changes, sentence: str, *, is_pressed: bool
) -> None:
    """Neither by the command nor by the buttons of a card that they may have got."""
    world = await start(ADMINS=ADMIN)
    await live(world)
    if is_pressed:
        for text in ("", "file"):
            await world.press(CardAction(ActionKind.INSIGHTS, "", text, 1).to_json(), **who)
    else:
        await world.say("insights", **who)
    await said(world, sentence, who)
    await asyncio.sleep(1)

    assert cards_in(world, chat_of(who)) == []
    refusals = [line for line in await _lines(world) if line["kind"] == "refusal"]
    expected = ["insights"] * (1 + is_pressed) if sentence == insight_texts.ADMINS_ONLY else []
    assert [line["detail"] for line in refusals] == expected


async def _lines(world: World) -> list[dict[str, Any]]:
    assert world.client.app is not None
    return list(await world.client.app[KEEPER].store.trail.since(0))


async def test_nobody_is_an_administrator_by_default(world: World) -> None:
    """An empty id is no administrator's."""
    await world.say("insights", **eve())
    await said(world, insight_texts.ADMINS_ONLY, eve())


async def test_without_a_trail_there_are_no_insights(start: Start) -> None:
    """The setting says so."""
    world = await start(ADMINS=ADMIN, AUDIT_DAYS="0")
    await world.say("insights", **eve())
    await said(world, insight_texts.NO_AUDIT, eve())


async def test_a_trail_that_cannot_be_read(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person is told."""

    async def unavailable(*_: object) -> None:
        raise StorageUnavailableError("no space")

    world = await start(ADMINS=ADMIN)
    monkeypatch.setattr(SqliteTrail, "since", unavailable)
    await world.say("insights", **eve())
    await said(world, insight_texts.NOT_READ, eve())


async def test_a_button_shows_another_week(start: Start) -> None:
    """It is a new message; the first card stays."""
    world = await start(ADMINS=ADMIN)
    await live(world)
    await world.client.app[KEEPER].store.trail.add([OLD])
    card = await insights(world)
    (before, *_) = actions(card, ActionKind.INSIGHTS)
    await world.press(before, **eve())
    await world.until(lambda: len(cards_in(world)) == 2)

    assert insight_texts.NOTHING in texts_of(cards_in(world)[1])
    assert insight_texts.NOTHING not in texts_of(cards_in(world)[0])
