"""Other rows and charts are shown in the answer's own message, without posting again."""

from typing import Any

import pytest

from cards import (
    ActionKind,
    CardAction,
)
from cards.texts import notice_texts, problem_texts
from tests.cards.look import elements, grid, words
from tests.conversations.test_groups import SLOW
from tests.conversations.test_ratings import ratings, thumb
from tests.harness.fake_channel import Activity, Refusal
from tests.harness.people import GROUP_ID, Changes, chat_of, emulator, group, personal, team
from tests.harness.world import World, card_of

MANY = "Revenue by month for all time"
FIRST, SECOND, THIRD = "Rows 1–10 of 34", "Rows 11–20 of 34", "Rows 21–34 of 34"
ANN = "a:ann"

everywhere = pytest.mark.parametrize(
    "who", [personal(), group(), team(), emulator()], ids=["personal", "group", "team", "emulator"]
)


def rows_button(message: Activity, row: int) -> Any:
    """Return the payload of the button to the rows from this one on."""
    buttons = [b["data"] for b in elements(card_of(message), "Action.Submit")]
    return next(d for d in buttons if d["do"] == ActionKind.ROWS and d["text"] == str(row))


async def shows(world: World, chat: str, text: str) -> Activity:
    """Wait until the chat's only answer contains this text, and return it."""
    await world.until(lambda: text in words(world.answers(chat)))
    (answer,) = world.answers(chat)
    return answer


@everywhere
async def test_rows_are_paged_in_place(world: World, who: Changes) -> None:
    """Paging goes forward to the end and back; the question is not posted again."""
    chat = chat_of(who)
    await world.say(MANY, **who)
    first = await shows(world, chat, FIRST)
    await world.press(rows_button(first, 10), **who)
    second = await shows(world, chat, SECOND)
    await world.press(rows_button(second, 20), **who)
    third = await shows(world, chat, THIRD)
    await world.press(rows_button(third, 10), **who)
    again = await shows(world, chat, SECOND)

    tables = [grid(elements(card_of(m), "Table")[0])[1:] for m in (first, second, third, again)]
    assert [len(rows) for rows in tables] == [10, 10, 14, 10]
    assert tables[1] == tables[3]
    assert len({tuple(row) for rows in tables[:3] for row in rows}) == 34
    assert {m["id"] for m in (first, second, third, again)} == {first["id"]}
    assert len(world.workspace.questions()) == 1


async def test_the_text_above_the_card_is_kept(world: World) -> None:
    """A stream ends in a text with a card, and an update replaces both."""
    await world.say(MANY)
    first = await shows(world, ANN, FIRST)
    await world.press(rows_button(first, 10))
    second = await shows(world, ANN, SECOND)

    assert first["text"]
    assert second["text"] == first["text"]
    assert second["entities"] == [e for e in first["entities"] if e["type"] != "streaminfo"]


async def test_all_members_of_a_chat_can_turn_the_page(world: World) -> None:
    """The card belongs to the chat; people in other chats cannot."""
    await world.say(MANY, **group("Ann"))
    first = await shows(world, GROUP_ID, FIRST)
    button = rows_button(first, 10)

    await world.press(button, **personal("Bob"))
    await world.until(lambda: notice_texts.OLD_ANSWER in words(world.channel.of("a:bob")))
    assert FIRST in words(world.answers(GROUP_ID))
    await world.press(button, **group("Bob"))

    await shows(world, GROUP_ID, SECOND)


async def test_only_the_latest_of_several_presses_is_drawn(world: World) -> None:
    """A person who presses repeatedly does not wait for each page."""
    await world.say(MANY, **group())
    first = await shows(world, GROUP_ID, FIRST)
    reference = rows_button(first, 10)["id"]
    for row in (10, 20, 10, 20, 10, 20):
        await world.press(CardAction(ActionKind.ROWS, reference, str(row), 1).to_json(), **group())
    await shows(world, GROUP_ID, THIRD)
    await world.close()

    drawn = [c for c in world.channel.log_of(GROUP_ID) if "of 34" in words(c.activity)]
    assert THIRD in words(world.answers(GROUP_ID))
    assert len(drawn) < 7


async def test_expired_rows_are_executed_again(world: World) -> None:
    """Genie keeps them for an hour."""
    await world.say(MANY, **group())
    first = await shows(world, GROUP_ID, FIRST)
    world.workspace.expire_results()

    await world.press(rows_button(first, 10), **group())
    await shows(world, GROUP_ID, SECOND)

    assert any(request.path.endswith("/execute-query") for request in world.workspace.requests)


async def test_a_page_of_a_deleted_answer_says_so(world: World) -> None:
    """The answer in the chat is unchanged."""
    await world.say(MANY, **group())
    first = await shows(world, GROUP_ID, FIRST)
    (asked,) = world.workspace.questions()
    world.workspace.delete_message(asked.message_id)

    await world.press(rows_button(first, 10), **group())
    await world.until(lambda: problem_texts.MESSAGE_GONE[1] in words(world.channel.of(GROUP_ID)))

    assert FIRST in words(world.answers(GROUP_ID))


async def test_without_updates_a_page_is_a_new_message(world: World) -> None:
    """Web Chat shows messages as they were sent."""
    who = emulator(channel_id="webchat")
    world.channel.refuse = lambda method, _: 501 if method in {"PUT", "DELETE"} else None
    await world.say(MANY, **who)
    first = await world.answered(chat_of(who))
    await world.press(rows_button(first, 10), **who)
    second = await world.answered(chat_of(who), count=2)
    await world.press(rows_button(second, 20), **who)
    third = await world.answered(chat_of(who), count=3)

    assert FIRST in words(first)
    assert SECOND in words(second)
    assert THIRD in words(third)


@pytest.mark.parametrize(
    "changes",
    [{"text": "x"}, {"text": "-1"}, {"text": "9" * 40}, {"do": "kind", "text": "pie"}, {"at": 101}],
)
async def test_a_forged_button_does_nothing(world: World, changes: dict[str, Any]) -> None:
    """A client can send any payload."""
    await world.say(MANY, **group())
    first = await shows(world, GROUP_ID, FIRST)
    await world.press(rows_button(first, 10) | changes, **group())
    await world.until(lambda: notice_texts.OLD_BUTTON in words(world.channel.of(GROUP_ID)))

    assert FIRST in words(world.answers(GROUP_ID))


async def test_buttons_of_an_unknown_answer_say_so(world: World) -> None:
    """Its record may have expired."""
    await world.press(CardAction(ActionKind.ROWS, "deadbeef", "10", 1).to_json())
    await world.until(lambda: notice_texts.OLD_ANSWER in words(world.channel.of(ANN)))

    assert world.workspace.questions() == []


async def test_an_outage_while_paging_keeps_the_answer(world: World) -> None:
    """The message contains the answer, and must not be deleted."""
    await world.say(MANY, **group())
    first = await shows(world, GROUP_ID, FIRST)
    world.channel.refuse = lambda method, _: Refusal(502) if method in {"PUT", "POST"} else None
    await world.press(rows_button(first, 10), **group())
    await world.close()

    assert FIRST in words(world.answers(GROUP_ID))
    assert not [c for c in world.channel.log_of(GROUP_ID) if c.method == "DELETE"]


async def test_after_an_outage_the_page_turns_in_the_same_message(world: World) -> None:
    """A temporary refusal does not move the answer to a new message."""
    await world.say(MANY, **group())
    first = await shows(world, GROUP_ID, FIRST)
    world.channel.refuse = lambda method, _: Refusal(500) if method == "PUT" else None
    await world.press(rows_button(first, 10), **group())
    await world.until(lambda: world.channel.log_of(GROUP_ID)[-1].status == 500)
    world.channel.refuse = lambda *_: None
    await world.press(rows_button(first, 10) | {"text": "20"}, **group())
    third = await shows(world, GROUP_ID, THIRD)

    assert third["id"] == first["id"]


async def test_results_keep_their_numbers_when_more_can_be_read(world: World) -> None:
    """A query that Genie corrected keeps its number if it was shown, or buttons would be wrong."""
    world.workspace.fail_next(path_contains="query-result", times=2, status=403)
    await world.say(f"{MANY} [retry]", **group())
    unread = await world.answered(GROUP_ID)
    reference = elements(card_of(unread), "Action.Submit")[0]["data"]["id"]
    await world.press(CardAction(ActionKind.ROWS, reference, "10", 2).to_json(), **group())

    await shows(world, GROUP_ID, SECOND)


async def test_a_deleted_answer_is_sent_again(world: World) -> None:
    """The message was deleted at the time of a press."""
    await world.say(MANY, **group())
    first = await shows(world, GROUP_ID, FIRST)
    del world.channel.messages[first["id"]]
    await world.press(rows_button(first, 10), **group())
    second = await shows(world, GROUP_ID, SECOND)
    await world.press(rows_button(second, 20), **group())
    third = await shows(world, GROUP_ID, THIRD)

    assert third["id"] == second["id"] != first["id"]


async def test_the_buttons_of_an_answer_with_a_mention_work_at_once(world: World) -> None:
    """They work even before the progress card has been tidied up in a slow channel."""
    is_slow: list[bool] = []

    def refuse(method: str, activity: Activity) -> Refusal | None:
        if method == "PUT" and "See below" in str(activity.get("summary")) and not is_slow:
            is_slow.append(True)
            return Refusal(429, retry_after="25")
        return None

    world.channel.refuse = refuse
    await world.say(f"{MANY} {SLOW}", **group())
    await world.until(lambda: bool(is_slow))
    (answer,) = world.answers(GROUP_ID)
    await world.post(thumb(world, answer, "like", **group()))
    await world.press(rows_button(answer, 10), **group())
    second = await shows(world, GROUP_ID, SECOND)
    await world.close()

    assert second["id"] == answer["id"]
    assert len(world.answers(GROUP_ID)) == 1
    assert ratings(world) == [{"rating": "POSITIVE"}]
