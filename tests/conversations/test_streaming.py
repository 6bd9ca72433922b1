"""Streams in Teams' 1:1 chats: their lines, their intervals, and their end."""

from itertools import pairwise

import pytest

from bot.messaging.stream import BEFORE_FINAL_S, EVERY_S, LONGEST_S
from cards.texts import progress_texts
from tests.cards.look import elements, texts_of, words
from tests.harness.fake_channel import STREAM_LASTS_S, Call, Refusal
from tests.harness.people import chat_of, personal
from tests.harness.world import World, card_of, is_progress

QUESTION = "Show revenue by region"
ANN = chat_of(personal())


def said(world: World) -> list[str]:
    """Return the lines of the stream."""
    return [call.activity["text"] for call in world.channel.lines(ANN)]


def final(world: World) -> Call:
    """Return the call that ended the only stream."""
    (call,) = [call for call in world.channel.log_of(ANN) if call.stream_type == "final"]
    return call


async def test_lines_show_genies_status_and_thoughts(world: World) -> None:
    """A line that never changes looks like a hanging bot."""
    await world.say(f"{QUESTION} [slow 0.4]")
    await world.answer()

    told = said(world)
    phases = [
        progress_texts.UNDERSTANDING,
        progress_texts.FINDING_DATA,
        progress_texts.WRITING_QUERY,
        progress_texts.RUNNING_QUERY,
    ]
    seen = [next(at for at, line in enumerate(told) if line.startswith(p)) for p in phases]
    assert told[0].startswith(progress_texts.SENDING)
    assert seen == sorted(seen)
    assert any("Filter" in line or "net amount" in line for line in told)


async def test_the_text_of_the_end_is_shown_literally(world: World) -> None:
    """It is Markdown, and quotes the question where Genie has not written a text."""
    await world.say(f"{QUESTION} [fail] [x](https://evil.example) **b**")
    await world.answer()

    text = final(world).activity["text"]
    assert "evil.example" in text
    assert "](" not in text
    assert "**" not in text


async def test_lines_have_a_minimum_interval_and_are_not_repeated(world: World) -> None:
    """Teams accepts one request per second, and a repeated line would waste one."""
    await world.say(f"{QUESTION} [slow 0.4]")
    await world.answer()

    lines = world.channel.lines(ANN)
    assert len(lines) > 4
    assert all(later.at - earlier.at >= EVERY_S for earlier, later in pairwise(lines))
    assert all(a.activity["text"] != b.activity["text"] for a, b in pairwise(lines))
    assert {call.status for call in world.channel.log} <= {201, 202}


async def test_lines_belong_to_one_stream_and_are_numbered(world: World) -> None:
    """Teams sorts lines by number, and opens another stream for a line without an id."""
    await world.say(f"{QUESTION} [slow 0.2]")
    answer = await world.answer()

    infos = [call.stream or {} for call in world.channel.lines(ANN)]
    assert [info["streamSequence"] for info in infos] == list(range(1, len(infos) + 1))
    assert "streamId" not in infos[0]
    assert {info["streamId"] for info in infos[1:]} == {answer["id"]}


@pytest.mark.parametrize("takes", ["", "[slow 0.2]"])
async def test_the_stream_ends_as_the_answer(world: World, takes: str) -> None:
    """Text, card, AI label and thumbs can be sent only at the end."""
    await world.say(f"{QUESTION} {takes}")
    answer = await world.answer()

    (label,) = [e for e in answer["entities"] if e["type"] == "https://schema.org/Message"]
    (info,) = [e for e in answer["entities"] if e["type"] == "streaminfo"]
    assert answer["type"] == "message"
    assert answer["text"]
    assert elements(card_of(answer), "Table")
    assert label["additionalType"] == ["AIGeneratedContent"]
    assert info == {"type": "streaminfo", "streamType": "final", "streamId": answer["id"]}
    assert len(world.channel.of(ANN)) == 1


@pytest.mark.parametrize("takes", ["", "[slow 0.03]", "[slow 0.2]"])
async def test_the_end_has_a_minimum_interval_from_the_last_line(world: World, takes: str) -> None:
    """Otherwise Teams refuses the answer itself with 429."""
    await world.say(f"{QUESTION} {takes}")
    await world.answer()

    assert final(world).at - world.channel.lines(ANN)[-1].at >= BEFORE_FINAL_S
    assert {call.status for call in world.channel.log} <= {201, 202}


async def test_the_start_of_a_warehouse_is_mentioned(world: World) -> None:
    """It is the reason why the first question of the day takes minutes."""
    await world.say(f"{QUESTION} [warehouse] [slow 0.4]")
    await world.answer()

    assert any(line.startswith(progress_texts.STARTING_WAREHOUSE) for line in said(world))


async def test_no_typing_is_sent_while_a_stream_is_open(world: World) -> None:
    """The stream shows that the bot works, and Teams would draw both."""
    await world.say(f"{QUESTION} [slow 0.2]")
    await world.answer()

    assert all(call.stream for call in world.channel.log_of(ANN))


async def test_a_long_wait_is_explained(world: World) -> None:
    """After 45 s people wonder whether the bot still works."""
    await world.say(f"{QUESTION} [slow 0.7]")
    await world.answer()

    first = world.channel.lines(ANN)[0].at
    slow = [
        c.at - first for c in world.channel.lines(ANN) if progress_texts.SLOW in c.activity["text"]
    ]
    assert slow
    assert 40 < slow[0] < 90


async def test_a_card_continues_a_stream_before_its_time_limit(world: World) -> None:
    """Teams limits a stream to two minutes, and Genie may take ten; it is still one message."""
    await world.say(f"{QUESTION} [slow 200]")
    await world.until(lambda: len(world.channel.of(ANN)) == 1)
    began = world.channel.lines(ANN)[0].at

    (progress,) = world.channel.of(ANN)
    assert is_progress(progress)
    assert progress_texts.STOP in words(progress)
    assert LONGEST_S <= final(world).at - began <= STREAM_LASTS_S

    world.workspace.clock.advance(300)
    answer = await world.answer()

    assert answer["id"] == progress["id"]
    assert elements(card_of(answer), "Table")
    assert world.channel.log_of(ANN)[-1].method == "PUT"
    assert len(world.channel.of(ANN)) == 1


async def test_the_card_after_a_stream_shows_progress(world: World) -> None:
    """Updates have no time limit, so that the person sees progress for ten minutes."""
    await world.say(f"{QUESTION} [slow 200]")
    await world.until(lambda: len(world.channel.of(ANN)) == 1)
    world.workspace.clock.advance(150)
    await world.until(lambda: f"➤ {progress_texts.RUNNING_QUERY}" in words(world.channel.of(ANN)))
    world.workspace.clock.advance(100)

    assert elements(card_of(await world.answer()), "Table")


async def test_the_next_question_waits_in_its_own_message(world: World) -> None:
    """Teams has one stream per chat; the message is deleted when its own stream begins."""
    await world.say(f"{QUESTION} [slow 0.2]")
    await world.say("Show revenue by month [slow 0.1]")
    await world.until(lambda: progress_texts.AFTER_YOURS.one in words(world.channel.of(ANN)))
    (waiting,) = [m for m in world.channel.of(ANN) if is_progress(m)]
    assert not any(call.activity_id for call in world.channel.log_of(ANN) if call.method == "PUT")
    await world.answer(count=2)

    first, second = world.channel.of(ANN)
    log = world.channel.log_of(ANN)
    (deleted,) = [number for number, call in enumerate(log) if call.method == "DELETE"]
    begun = [n for n, call in enumerate(log) if call.stream and "streamId" not in call.stream]
    assert "region" in words(card_of(first))
    assert "month" in words(card_of(second))
    assert log[deleted].activity_id == waiting["id"]
    assert begun[0] < deleted < begun[1]


async def test_a_waiting_card_that_cannot_be_deleted_becomes_one_line(world: World) -> None:
    """Not every chat allows a bot to delete; the card must not seem to wait."""
    world.channel.refuse = lambda method, _: 501 if method == "DELETE" else None
    await world.say(f"{QUESTION} [slow 0.2]")
    await world.say("Show revenue by month [slow 0.1]")
    await world.until(lambda: progress_texts.AFTER_YOURS.one in words(world.channel.of(ANN)))
    await world.answer(count=3)
    await world.close()

    lines = [m for m in world.channel.of(ANN) if not elements(card_of(m), "Table")]
    (only,) = [text for line in lines for text in texts_of(card_of(line))]
    assert only.startswith(progress_texts.ASKED_BELOW)
    assert not elements(lines, "Action.Submit")
    assert len(world.channel.of(ANN)) == 3


async def test_one_stream_at_a_time(world: World) -> None:
    """Teams refuses a second one."""
    for number in range(1, 6):
        await world.say(f"Top {number} products by revenue [slow 0.05]")
    await world.answer(count=5)
    await world.close()

    open_streams: set[str] = set()
    for call in world.channel.log_of(ANN):
        assert call.is_taken
        if call.stream_type == "informative" and "streamId" not in (call.stream or {}):
            assert not open_streams
            open_streams.add("open")
        elif call.stream_type == "final":
            open_streams.clear()
    assert len(world.channel.of(ANN)) == 5


async def test_an_end_with_a_lost_response_is_shown_once(world: World) -> None:
    """Teams has executed it, and refuses the retry; a second message would be a duplicate."""
    failures = [Refusal(502, is_carried_out=True)]

    def refuse(_: str, activity: dict[str, object]) -> Refusal | None:
        is_final = "'streamType': 'final'" in str(activity.get("entities"))
        return failures.pop() if is_final and failures else None

    world.channel.refuse = refuse
    await world.say(QUESTION)
    await world.answer()
    await world.close()

    (answer,) = world.channel.of(ANN)
    assert failures == []
    assert elements(card_of(answer), "Table")
