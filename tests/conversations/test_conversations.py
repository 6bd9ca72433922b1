"""Conversations over real HTTP with a simulated workspace and a fake channel."""

import asyncio
import logging
from typing import Any

import pytest

from cards import MAX_TEXT_CHARS, ActionKind
from simulator import Fault
from tests.cards.look import elements, words
from tests.harness.fake_channel import HTML_STATUS
from tests.harness.fixtures import Start
from tests.harness.world import BOT, World, card_of

QUESTION = "Show revenue by region"
GROUP: dict[str, Any] = {
    "conversation": {"id": "19:group", "conversationType": "groupChat", "isGroup": True}
}


def submits(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the buttons that send a payload."""
    buttons = elements(card_of(message), "Action.Submit")
    return [button for button in buttons if button["data"]["do"] == ActionKind.ASK]


async def test_a_question_is_answered(world: World) -> None:
    """The answer has text, table, SQL, follow-ups and the AI notice."""
    await world.say(QUESTION)

    answer = await world.answer()
    card = card_of(answer)
    (table,) = elements(card, "Table")
    assert len(elements(table, "TableRow")) > 3
    assert "SELECT" in words(answer)
    assert elements(card, "Action.ToggleVisibility")
    assert len(submits(answer)) == 3
    assert "Powered by Databricks Genie" in words(answer)
    assert answer["summary"]


async def test_progress_comes_first_and_becomes_the_answer(world: World) -> None:
    """There is one message per question."""
    await world.say(QUESTION, **GROUP)
    await world.answer("19:group")

    kinds = [(method, activity["type"]) for method, activity in world.channel.calls]
    assert kinds[0] == ("POST", "message")
    assert {method for method, _ in kinds[1:]} == {"PUT"}
    assert len(world.channel.of("19:group")) == 1


async def test_other_channels_show_typing_too(world: World) -> None:
    """They have no streams."""
    await world.say(QUESTION, channelId="emulator")
    await world.answer()

    kinds = [(method, activity["type"]) for method, activity in world.channel.calls]
    assert kinds[:2] == [("POST", "typing"), ("POST", "message")]
    assert {method for method, _ in kinds[2:]} == {"PUT"}
    assert len(world.channel.of("a:ann")) == 1


async def test_a_teams_channel_shows_no_typing(world: World) -> None:
    """Teams does not draw it there, and the progress card comes first."""
    thread: dict[str, Any] = {
        "id": "19:x@thread.tacv2;messageid=1",
        "conversationType": "channel",
        "isGroup": True,
    }
    await world.say(QUESTION, conversation=thread)
    await world.answer(thread["id"])

    assert {activity["type"] for _, activity in world.channel.calls} == {"message"}


async def test_answers_reply_to_the_question(world: World) -> None:
    """A channel groups messages by it; the SDK would invent an id."""
    activity = world.activity(QUESTION)
    await world.post(activity)

    assert (await world.answer())["replyToId"] == activity["id"]


async def test_a_follow_up_continues_the_conversation(world: World) -> None:
    """Genie knows the meaning of "that" only in the same conversation."""
    await world.say(QUESTION)
    await world.answer()
    await world.say("and by month?")
    await world.answer(count=2)

    first, second = world.workspace.questions()
    assert first.conversation_id == second.conversation_id


async def test_new_starts_another_conversation(world: World) -> None:
    """The command is the whole message, in any case."""
    await world.say(QUESTION)
    await world.answer()
    await world.say(" New ")
    await world.say(QUESTION)
    await world.answer(count=3)

    first, second = world.workspace.questions()
    assert first.conversation_id != second.conversation_id


async def test_new_is_not_undone_by_an_open_question(world: World) -> None:
    """The open question belongs to the previous session."""
    await world.say(QUESTION)
    await world.say("new")
    await world.answer(count=2)
    await world.say(QUESTION)
    await world.answer(count=3)

    first, second = world.workspace.questions()
    assert first.conversation_id != second.conversation_id


async def test_new_in_a_question_is_a_question(world: World) -> None:
    """Only the whole message is a command."""
    await world.say("new customers by month")
    await world.answer()

    assert [q.text for q in world.workspace.questions()] == ["new customers by month"]


async def test_a_pressed_follow_up_is_asked(world: World) -> None:
    """The answer quotes it, since a press leaves no message in the chat."""
    await world.say(QUESTION)
    button = submits(await world.answer())[0]

    await world.press(button["data"])
    answer = await world.answer(count=2)

    asked = world.workspace.questions()[-1]
    assert asked.text == button["data"]["text"]
    assert asked.text in words(answer)
    assert asked.conversation_id == world.workspace.questions()[0].conversation_id


async def test_two_people_in_a_group_have_their_own_conversations(world: World) -> None:
    """Each answer names the asker."""
    bob = {"from": {"id": "29:bob", "name": "Bob"}}
    await world.say("Show revenue by region", **GROUP)
    await world.answer("19:group")
    await world.say("Show revenue by month", **GROUP, **bob)
    answer = await world.answer("19:group", count=2)

    first, second = world.workspace.questions()
    assert first.conversation_id != second.conversation_id
    assert "Bob" in words(answer)


async def test_a_group_is_recognised_by_its_type(world: World) -> None:
    """Some channels omit isGroup."""
    await world.say(QUESTION, conversation={"id": "19:g", "conversationType": "groupChat"})

    assert "Ann asked" in words(await world.answer("19:g"))


async def test_a_mention_is_not_part_of_the_question(world: World) -> None:
    """A group message starts with the bot's name."""
    at = {"type": "mention", "mentioned": BOT, "text": "<at>Genie</at>"}
    await world.say(f"<at>Genie</at>{QUESTION}", **GROUP, entities=[at])
    await world.answer("19:group")

    assert [q.text for q in world.workspace.questions()] == [QUESTION]


async def test_chinese_is_answered(world: World) -> None:
    """Many people write Traditional Chinese."""
    await world.say("各地區的營收是多少?", locale="zh-TW")

    assert elements(card_of(await world.answer()), "Table")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": ""}, "question"),
        (
            {"text": None, "attachments": [{"contentType": "image/png", "contentUrl": "x"}]},
            "pictures",
        ),
        ({"text": None, "attachments": [{"contentType": "audio/mp4"}]}, "voice"),
        ({"text": "x" * (MAX_TEXT_CHARS + 1)}, f"{MAX_TEXT_CHARS:,}"),
    ],
    ids=["nothing", "picture", "voice note", "over-long"],
)
async def test_unreadable_messages_get_a_reply(
    world: World, changes: dict[str, Any], said: str
) -> None:
    """Without a reply the bot would seem broken."""
    response = await world.post(world.activity(**changes))

    assert response.status == 201
    assert said in (await world.answer())["text"]
    assert world.workspace.questions() == []


async def test_help_explains_the_bot(world: World) -> None:
    """It says what to type, and has buttons."""
    await world.say("help")

    message = await world.answer()
    assert "new" in words(message)
    assert submits(message)


@pytest.mark.parametrize("fault", ["[fail]", "[cancel]", "[gone]", "[429]"])
async def test_failures_are_explained(world: World, fault: str) -> None:
    """The card says what happened, what to do, and a reference for support."""
    await world.say(f"{QUESTION} {fault}")

    answer = await world.answer()
    assert not elements(card_of(answer), "Table")
    assert "eference" in words(answer)


async def test_the_reference_on_the_card_is_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The log does not contain the question or the answer."""
    caplog.set_level(logging.INFO)
    await world.say(f"{QUESTION} [fail]")
    answer = await world.answer()
    await world.until(lambda: any(r.message == "question done" for r in caplog.records))

    (done,) = [r for r in caplog.records if r.message == "question done"]
    assert done.__dict__["reference"] in words(answer)
    assert "region" not in "".join(str(r.__dict__) for r in caplog.records if r.name != "root")


async def test_an_unreadable_result_is_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The text is shown; the log has the reason under the card's reference."""
    denied = {"error_code": "PERMISSION_DENIED", "message": "You may not use the warehouse."}
    world.workspace.fail_next(
        Fault.STATUS, path_contains="query-result", times=9, status=403, body=denied
    )
    await world.say(QUESTION)
    answer = await world.answer()

    (logged,) = [r.__dict__ for r in caplog.records if r.message == "result unreadable"]
    assert "PERMISSION_DENIED" in logged["error"]
    assert logged["reference"] in words(answer)
    assert "North" in words(answer)


async def test_a_wrong_token_is_explained(start: Start) -> None:
    """The person is told to contact the administrator."""
    world = await start(DATABRICKS_TOKEN="wrong")
    await world.say(QUESTION)

    assert "eference" in words(await world.answer())


@pytest.mark.parametrize("status", [403, 404, HTML_STATUS])
async def test_an_answer_survives_a_refused_update(world: World, status: int) -> None:
    """The answer comes as a new message, and the progress message does not remain."""
    world.channel.refuse = lambda method, _: status if method == "PUT" else None
    await world.say(QUESTION)

    assert elements(card_of(await world.answer()), "Table")
    await world.until(lambda: len(world.channel.of("a:ann")) == 1)


@pytest.mark.parametrize("status", [403, HTML_STATUS])
async def test_an_answer_survives_refused_progress(world: World, status: int) -> None:
    """Typing and progress are optional."""

    def refuse(method: str, activity: dict[str, Any]) -> int | None:
        is_answer = method == "POST" and elements(activity, "Table")
        return None if is_answer else status

    world.channel.refuse = refuse
    await world.say(QUESTION)

    assert elements(card_of(await world.answer()), "Table")


@pytest.mark.parametrize("status", [401, HTML_STATUS])
async def test_an_answer_that_cannot_be_delivered_is_logged(
    world: World, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    """An operator has to act."""
    caplog.set_level(logging.INFO)
    world.channel.refuse = lambda *_: status
    await world.say(QUESTION)
    await world.until(lambda: any(r.message == "question done" for r in caplog.records))

    errors = [r.message for r in caplog.records if r.levelno == logging.ERROR]
    assert errors[0] == "answer not delivered"
    assert len(world.workspace.questions()) == 1


@pytest.mark.parametrize("text", ["help", "new", ""])
async def test_a_notice_that_cannot_be_delivered_is_ignored(world: World, text: str) -> None:
    """The turn is acknowledged, or the channel would deliver it again."""
    world.channel.refuse = lambda *_: HTML_STATUS

    await world.say(text)


async def test_a_hundred_people_at_once(world: World) -> None:
    """All hundred answers are correct: none is lost, posted twice, or another person's."""
    people = range(2, 102)  # with one product there would be no table

    async def ask(number: int) -> None:
        who = {
            "from": {"id": f"29:{number}", "name": f"Person {number}"},
            "conversation": {"id": f"a:{number}"},
        }
        await world.say(f"Top {number} products by revenue", **who)
        answer = await world.answer(f"a:{number}")
        (table,) = elements(card_of(answer), "Table")
        assert f"Top {number} products by revenue" in words(answer)
        assert len(elements(table, "TableRow")) == (number if number <= 15 else 10) + 1

    await asyncio.gather(*map(ask, people))

    asked = [question.text for question in world.workspace.questions()]
    assert sorted(asked) == sorted(f"Top {number} products by revenue" for number in people)
    assert len({question.conversation_id for question in world.workspace.questions()}) == 100
