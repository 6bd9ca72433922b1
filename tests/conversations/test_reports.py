"""Reports of answers to the data team, in a chat of theirs."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.turns.routes import KEEPER
from cards import ActionKind, CardAction
from cards.texts import answer_texts, notice_texts, report_texts
from simulator import SALES_SPACE_ID
from tests.cards.look import actions, elements, texts_of, words
from tests.harness.fake_channel import Activity, Refusal
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, Changes, chat_of, emulator, group, personal, team
from tests.harness.world import World, card_of

DATA_TEAM = "19:data-team@thread.v2"
QUESTION = "Top 24 products by revenue"
ANN = "a:ann"
places = pytest.mark.parametrize("who", [personal(), group(), team()])


@pytest.fixture
async def world(start: Start) -> World:
    """A bot whose data team has a chat."""
    return await start(REPORT_CHAT=DATA_TEAM)


def reports(world: World) -> list[Activity]:
    """Return what the data team has got."""
    return world.channel.of(DATA_TEAM)


def button(message: Activity, do: ActionKind, text: str = "") -> Any:
    """Return the payload of a button."""
    return next(each for each in actions(card_of(message), do) if text in each["text"])


async def said(world: World, text: str, chat: str) -> None:
    """Wait until this text is in the chat."""
    await world.until(lambda: text in words(world.channel.of(chat)))


async def rated_bad(world: World, who: Changes) -> Activity:
    """Ask, rate the answer as not helpful, and return it with its button."""
    await world.say(QUESTION, **who)
    await world.answered(chat_of(who))
    answer = world.answers(chat_of(who))[0]
    press = button(answer, ActionKind.RATE, "NEGATIVE")
    await world.press(press | {"comment": "wrong total"}, **who)
    await said(world, report_texts.REPORT, chat_of(who))
    return world.answers(chat_of(who))[0]


async def failed(world: World, who: Changes) -> Activity:
    """Ask what Genie cannot answer, and return the problem card."""
    await world.say(f"{QUESTION} [fail]", **who)
    await said(world, report_texts.REPORT, chat_of(who))
    return next(m for m in world.channel.of(chat_of(who)) if report_texts.REPORT in words(m))


@places
@pytest.mark.parametrize("is_failure", [True, False])
async def test_a_report_holds_ids_and_no_data(
    world: World, who: Changes, *, is_failure: bool
) -> None:
    """Neither rows, SQL and question, nor who has asked, rated or reported."""
    answer = await (failed if is_failure else rated_bad)(world, who)
    await world.press(button(answer, ActionKind.REPORT), **who)
    await said(world, report_texts.REPORTED, chat_of(who))

    (report,) = reports(world)
    (asked,) = world.workspace.questions()
    told = words(report)
    title = report_texts.FAILURE if is_failure else report_texts.BAD_ANSWER
    reference = button(answer, ActionKind.REPORT)["id"]
    for part in (SALES_SPACE_ID, asked.conversation_id, asked.message_id, reference, title):
        assert part in told
    assert f"/genie/rooms/{SALES_SPACE_ID}/chats/{asked.conversation_id}" in told
    shown = [each for each in texts_of(card_of(answer)) if len(each) > len("rank")]
    known = (reference, answer_texts.OPEN_IN_DATABRICKS)
    assert [cell for cell in shown if cell in told and not any(k in cell for k in known)] == []
    for secret in ("SELECT", QUESTION, "wrong total", "Ann", "29:ann", "Table", "CodeBlock"):
        assert secret not in told


@places
async def test_an_answer_is_reported_once(world: World, who: Changes) -> None:
    """However often, and by whom, the button is pressed."""
    press = button(await rated_bad(world, who), ActionKind.REPORT)
    await asyncio.gather(*(world.press(press, **who) for _ in range(5)))
    await said(world, report_texts.REPORTED_BEFORE, chat_of(who))
    await world.close()

    assert len(reports(world)) == 1
    texts = [m.get("text") for m in world.channel.of(chat_of(who))]
    assert texts.count(report_texts.REPORTED) == 1
    assert texts.count(report_texts.REPORTED_BEFORE) == 4


async def test_two_instances_report_it_once(start: Start, tmp_path: Path) -> None:
    """They share what was reported."""
    settings = {"STORAGE": f"sqlite:///{tmp_path}/bot.sqlite3", "REPORT_CHAT": DATA_TEAM}
    one, other = await start(**settings), await start(**settings)
    press = button(await rated_bad(one, group()), ActionKind.REPORT)
    await asyncio.gather(one.press(press, **group("Bob")), other.press(press, **group("Ann")))
    await said(one, report_texts.REPORTED_BEFORE, GROUP_ID)
    for world in (one, other):
        await world.close()

    assert len(reports(one)) == 1


@pytest.mark.parametrize("refusal", [403, 404, 500])
async def test_a_report_that_is_refused_can_be_sent_again(world: World, refusal: int) -> None:
    """The bot may not be in that chat yet."""
    answer = await rated_bad(world, personal())
    refuse_reports(world, Refusal(refusal))
    await world.press(button(answer, ActionKind.REPORT), **personal())
    await said(world, report_texts.REPORT_FAILED, ANN)
    world.channel.refuse = lambda *_: None
    await world.press(button(answer, ActionKind.REPORT), **personal())
    await said(world, report_texts.REPORTED, ANN)

    assert len(reports(world)) == 1


async def test_a_report_that_may_have_arrived_is_not_sent_again(world: World) -> None:
    """The person is told what to do if it has not."""
    answer = await rated_bad(world, personal())
    refuse_reports(world, Refusal(502, is_carried_out=True))
    press = button(answer, ActionKind.REPORT)
    await world.press(press, **personal())
    await said(world, report_texts.REPORT_UNCERTAIN.format(reference=press["id"]), ANN)
    world.channel.refuse = lambda *_: None
    await world.press(press, **personal())
    await said(world, report_texts.REPORTED_BEFORE, ANN)

    assert len(reports(world)) == 1


def refuse_reports(world: World, refusal: Refusal) -> None:
    """Let the channel refuse messages to the data team's chat."""

    def refuse(_: str, activity: Activity) -> Refusal | None:
        is_report = activity.get("conversation", {}).get("id") == DATA_TEAM
        return refusal if is_report else None

    world.channel.refuse = refuse


@pytest.mark.parametrize("settings", [{}, {"REPORT_CHAT": DATA_TEAM}])
async def test_what_cannot_be_reported_has_no_button(
    start: Start, settings: dict[str, str]
) -> None:
    """Without a chat, or in a channel from which it cannot be reached; a forged press does not."""
    world = await start(**settings)
    who = emulator() if settings else personal()
    await world.say(QUESTION, **who)
    answer = await world.answered(chat_of(who))
    await world.press(button(answer, ActionKind.RATE, "NEGATIVE"), **who)
    await said(world, "Not helpful" if settings else "not find this helpful", chat_of(who))
    await world.say(f"{QUESTION} [fail]", **who)
    await world.until(lambda: "could not answer" in words(world.channel.of(chat_of(who))))
    assert report_texts.REPORT not in words(world.channel.of(chat_of(who)))


@pytest.mark.parametrize(
    ("settings", "notice"),
    [
        ({}, notice_texts.OLD_BUTTON),
        ({"REPORT_CHAT": DATA_TEAM}, notice_texts.OLD_BUTTON),
    ],
)
async def test_a_forged_press_reports_nothing(
    start: Start, settings: dict[str, str], notice: str
) -> None:
    """Only what failed or was rated as not helpful can be reported."""
    world = await start(**settings)
    await world.say(QUESTION, **personal())
    answer = await world.answered(ANN)
    reference = button(answer, ActionKind.FILE)["id"] if actions(card_of(answer), "file") else ""
    reference = reference or elements(card_of(answer), "Action.Submit")[0]["data"]["id"]
    await world.press(CardAction(ActionKind.REPORT, reference).to_json(), **personal())
    await said(world, notice, ANN)
    await world.press(CardAction(ActionKind.REPORT, "unknown").to_json(), **personal())
    await said(world, notice_texts.OLD_ANSWER, ANN)
    await world.close()

    assert reports(world) == []


async def test_a_report_is_in_the_language_of_who_has_asked(world: World) -> None:
    """Like the answer."""
    who = personal() | {"locale": "zh-TW"}
    await world.say(f"{QUESTION} [fail]", **who)
    await said(world, "回報給資料團隊", ANN)
    card = next(m for m in world.channel.of(ANN) if "回報給資料團隊" in words(m))
    await world.press(button(card, ActionKind.REPORT), **who)
    await said(world, "已回報給資料團隊", ANN)

    (report,) = reports(world)
    assert "Genie 的訊息" in words(report)


async def test_a_report_is_in_the_audit(world: World) -> None:
    """Once, by whom and of which answer."""
    press = button(await rated_bad(world, personal()), ActionKind.REPORT)
    await asyncio.gather(*(world.press(press, **personal()) for _ in range(3)))
    await said(world, report_texts.REPORTED_BEFORE, ANN)
    assert world.client.app is not None
    trail = await world.client.app[KEEPER].store.trail.since(0)
    question, rating, report = (
        [line for line in trail if line["kind"] == kind]
        for kind in ("question", "rating", "report")
    )

    assert len(question) == len(rating) == len(report) == 1
    assert report[0]["reference"] == question[0]["reference"]
    assert report[0]["user_id"] == "29:ann"
