"""How often something is said, and when: through a real adapter, to a channel with a script."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from itertools import pairwise
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import unused_port
from botbuilder.core import TurnContext
from botbuilder.schema import (
    Activity,
)
from pytest_aiohttp.plugin import AiohttpServer

from bot.channel import connector
from bot.channel.adapter import BotAdapter, bot_adapter
from bot.channel.connector import ChannelConnections
from bot.channel.delivery import saying
from bot.channel.errors import ChannelBusyError, ChannelError, ChannelRefusedError
from bot.channel.rates import Urgency
from tests.clocks import FakeClock
from tests.harness.recorder import RESET, SILENCE, Recorder, Reply
from tests.harness.world import BOT

Verb = Callable[[TurnContext], Awaitable[Any]]


async def reply(context: TurnContext) -> None:
    """Reply to what a person wrote."""
    await context.send_activity("hello")


async def send(context: TurnContext) -> None:
    """Say something that replies to nothing."""
    context.activity.id = None
    await context.send_activity("hello")


async def update(context: TurnContext) -> None:
    """Change a message."""
    await context.update_activity(Activity(type="message", id="message-1", text="hello"))


async def delete(context: TurnContext) -> None:
    """Take a message back."""
    await context.delete_activity("message-1")


NEW_MESSAGES = [reply, send]
CHANGES = [update, delete]
PASSING = [Reply.refusing(429), Reply.refusing(412)]
UNCLEAR = [Reply.refusing(502), Reply.refusing(504), RESET]


@pytest.fixture
def clock() -> FakeClock:
    """Time that passes by waiting only."""
    return FakeClock()


@pytest.fixture
def adapter(session: aiohttp.ClientSession, clock: FakeClock) -> BotAdapter:
    """The adapter of a bot that nobody has registered."""
    connections = ChannelConnections(session, clock)
    return bot_adapter(connections, app_id="", password="", app_type="", tenant_id="")


Line = Callable[..., Awaitable[None]]


@pytest.fixture
def line(adapter: BotAdapter, recorder: Recorder, clock: FakeClock) -> Line:
    """Do something in a conversation, of some urgency or unmarked."""
    recorder.clock = clock

    async def do(
        verb: Verb,
        urgency: Urgency | None = Urgency.ANSWER,
        *,
        is_repeatable: bool = True,
        conversation_id: str = "a:ann",
    ) -> None:
        reference = {
            "activityId": "activity-1",
            "channelId": "msteams",
            "serviceUrl": recorder.url,
            "conversation": {"id": conversation_id},
            "bot": BOT,
        }
        with saying(urgency, is_repeatable=is_repeatable) if urgency else nullcontext():
            await adapter.resume_turn(reference, verb)

    return do


async def use_up_room(line: Line, verb: Verb, urgency: Urgency) -> None:
    """Do something more often than there is room for."""
    for _ in range(10):
        await line(verb, urgency)


@pytest.mark.parametrize("first", [*PASSING, *UNCLEAR[:-1]])
@pytest.mark.parametrize("verb", CHANGES)
async def test_changes_are_repeated(
    line: Line, recorder: Recorder, clock: FakeClock, verb: Verb, first: Reply
) -> None:
    """To change something twice does no harm, whatever became of the first time."""
    recorder.will_reply(first)

    await line(verb, is_repeatable=False)

    assert len(recorder.requests) == 2
    assert recorder.requests[0] == recorder.requests[1]
    assert len(clock.pauses) == 1


@pytest.mark.parametrize("verb", CHANGES)
async def test_changes_are_repeated_when_the_connection_breaks(
    line: Line, recorder: Recorder, clock: FakeClock, verb: Verb
) -> None:
    """The session does so once by itself, and at once; a channel in trouble needs a pause."""
    recorder.will_reply(RESET, RESET)

    await line(verb, is_repeatable=False)

    assert len(recorder.requests) == 3
    assert len(clock.pauses) == 1


@pytest.mark.parametrize("first", PASSING)
@pytest.mark.parametrize("verb", NEW_MESSAGES)
async def test_new_messages_are_repeated_when_they_certainly_do_not_stand_there(
    line: Line, recorder: Recorder, verb: Verb, first: Reply
) -> None:
    """Of answers, too, there is one."""
    recorder.will_reply(first)

    await line(verb, is_repeatable=False)

    assert len(recorder.requests) == 2
    assert recorder.requests[0] == recorder.requests[1]


@pytest.mark.parametrize("first", UNCLEAR)
@pytest.mark.parametrize("verb", NEW_MESSAGES)
async def test_new_messages_that_may_stand_there_twice_are_repeated(
    line: Line, recorder: Recorder, verb: Verb, first: Reply
) -> None:
    """A second notice is better than none."""
    recorder.will_reply(first)

    await line(verb)

    assert len(recorder.requests) == 2


@pytest.mark.parametrize("first", UNCLEAR)
async def test_an_answer_that_may_stand_there_is_not_repeated(
    line: Line, recorder: Recorder, clock: FakeClock, first: Reply
) -> None:
    """Its sender has to know that, to say something that makes sense either way."""
    recorder.will_reply(first)

    with pytest.raises(ChannelError) as caught:
        await line(reply, is_repeatable=False)

    assert caught.value.may_have_arrived
    assert len(recorder.requests) == 1
    assert clock.pauses == []


async def test_nobody_knows_what_became_of_a_message_without_an_answer(
    line: Line, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A channel that takes too long may have shown it."""
    monkeypatch.setattr(connector, "TIMEOUT", aiohttp.ClientTimeout(total=0.02))
    recorder.will_reply(SILENCE)

    with pytest.raises(ChannelError) as caught:
        await line(reply, is_repeatable=False)

    assert caught.value.may_have_arrived
    assert len(recorder.requests) == 1


async def test_a_message_is_repeated_while_nobody_listens(
    line: Line,
    recorder: Recorder,
    clock: FakeClock,
    aiohttp_server: AiohttpServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without a connection nothing has been sent, so that even an answer may be sent again."""
    port, late = unused_port(), Recorder()
    recorder.url = f"http://127.0.0.1:{port}"
    sleep = clock.sleep

    async def sleep_until_somebody_listens(seconds: float) -> None:
        await sleep(seconds)
        if len(clock.pauses) == 3:
            await aiohttp_server(late.app, port=port)

    monkeypatch.setattr(clock, "sleep", sleep_until_somebody_listens)

    await line(reply, is_repeatable=False)

    assert len(late.requests) == 1
    assert len(clock.pauses) == 3


async def test_without_a_connection_a_message_has_not_arrived(
    line: Line, recorder: Recorder, clock: FakeClock
) -> None:
    """Whoever asked may be told to ask again."""
    recorder.url = f"http://127.0.0.1:{unused_port()}"

    with pytest.raises(ChannelError) as caught:
        await line(reply, is_repeatable=False)

    assert not caught.value.may_have_arrived
    assert len(clock.pauses) > 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 500])
@pytest.mark.parametrize("verb", [*NEW_MESSAGES, *CHANGES])
async def test_what_would_fail_again_is_tried_once(
    line: Line, recorder: Recorder, clock: FakeClock, verb: Verb, status: int
) -> None:
    """The channel has said no."""
    recorder.usual = Reply.refusing(status)

    with pytest.raises(ChannelRefusedError) as caught:
        await line(verb)

    assert caught.value.status == status
    assert len(recorder.requests) == 1
    assert clock.pauses == []


@pytest.mark.parametrize(
    ("urgency", "least_s", "most_s"),
    [
        (Urgency.TYPING, 0, 0),
        (Urgency.PROGRESS, 2, 4),
        (Urgency.NOTICE, 3, 8),
        (Urgency.ANSWER, 90, 120),
    ],
)
async def test_how_long_it_is_tried_depends_on_what_it_is(
    line: Line, recorder: Recorder, urgency: Urgency, least_s: float, most_s: float
) -> None:
    """Progress is soon out of date; an answer that got lost has cost a person minutes."""
    recorder.usual = Reply.refusing(429)

    with pytest.raises(ChannelRefusedError) as caught:
        await line(reply, urgency)

    assert caught.value.status == 429
    assert least_s <= recorder.times[-1] - recorder.times[0] <= most_s


async def test_typing_is_tried_once(line: Line, recorder: Recorder) -> None:
    """Nobody misses it."""
    recorder.usual = Reply.refusing(429)

    with pytest.raises(ChannelRefusedError):
        await line(reply, Urgency.TYPING)

    assert len(recorder.requests) == 1


async def test_pauses_grow_up_to_a_limit(line: Line, recorder: Recorder, clock: FakeClock) -> None:
    """A channel in trouble is left alone more and more, but an answer is not forgotten."""
    recorder.usual = Reply.refusing(504)

    with pytest.raises(ChannelRefusedError):
        await line(update)

    for pause_s, least_s in zip(clock.pauses, [1, 2, 4, 8, 15, 15], strict=False):
        assert least_s <= pause_s <= least_s * 1.25
    assert max(clock.pauses) <= 15 * 1.25


async def test_pauses_differ_by_chance(line: Line, recorder: Recorder, clock: FakeClock) -> None:
    """Else all who were refused together would come back together."""
    recorder.will_reply(*[Reply.refusing(429), Reply()] * 5)

    for _ in range(5):
        await line(update)

    assert len(set(clock.pauses)) == 5


@pytest.mark.parametrize("urgency", [Urgency.PROGRESS, Urgency.ANSWER])
async def test_what_the_channel_asks_for_is_waited_out(
    line: Line, recorder: Recorder, clock: FakeClock, urgency: Urgency
) -> None:
    """It knows better than we; the next try finds room again."""
    recorder.will_reply(Reply.refusing(429, retry_after="3"))

    await line(reply, urgency)

    assert len(clock.pauses) == 1
    assert 3 <= recorder.times[1] - recorder.times[0] <= 3.75


@pytest.mark.parametrize("text", ["0", "-5", "soon", "٣", "²", "", "1.5", "Wed, 21 Oct 2026 07:28"])
async def test_a_strange_retry_after_makes_no_tight_loop(
    line: Line, recorder: Recorder, text: str
) -> None:
    """A gateway may send anything."""
    recorder.usual = Reply.refusing(429, retry_after=text)

    with pytest.raises(ChannelRefusedError):
        await line(reply)

    assert min(late - early for early, late in pairwise(recorder.times)) >= 1
    assert len(recorder.times) > 5


@pytest.mark.parametrize("verb", [*NEW_MESSAGES, *CHANGES])
async def test_others_in_the_conversation_wait_too(
    line: Line, recorder: Recorder, verb: Verb
) -> None:
    """The channel refuses the conversation, not the call; each further one counts against us."""
    recorder.will_reply(Reply.refusing(429, retry_after="20"))
    with pytest.raises(ChannelRefusedError):
        await line(update, Urgency.TYPING)

    with pytest.raises(ChannelBusyError):
        await line(verb, Urgency.PROGRESS)
    with pytest.raises(ChannelBusyError):  # whose patience ends sooner
        await line(verb, Urgency.NOTICE)
    await line(verb, Urgency.ANSWER)

    assert len(recorder.requests) == 2
    assert recorder.times[1] - recorder.times[0] == pytest.approx(20)


async def test_other_conversations_do_not_wait(
    line: Line, recorder: Recorder, clock: FakeClock
) -> None:
    """They have rates of their own."""
    recorder.will_reply(Reply.refusing(429, retry_after="20"))
    with pytest.raises(ChannelRefusedError):
        await line(reply, Urgency.TYPING)

    await line(reply, Urgency.TYPING, conversation_id="a:bob")

    assert len(recorder.requests) == 2
    assert clock.pauses == []


@pytest.mark.parametrize("verb", [*NEW_MESSAGES, *CHANGES])
@pytest.mark.parametrize("urgency", [Urgency.TYPING, Urgency.PROGRESS])
async def test_progress_is_left_out_when_there_is_no_room(
    line: Line, recorder: Recorder, clock: FakeClock, verb: Verb, urgency: Urgency
) -> None:
    """The next will be newer, and is soon there; every kind of call counts."""
    with pytest.raises(ChannelBusyError):
        await use_up_room(line, verb, urgency)

    assert len(recorder.requests) == int(7 * urgency.share)
    assert clock.pauses == []


@pytest.mark.parametrize("verb", [*NEW_MESSAGES, *CHANGES])
@pytest.mark.parametrize("urgency", [Urgency.NOTICE, Urgency.ANSWER])
async def test_what_matters_waits_for_room(
    line: Line, recorder: Recorder, verb: Verb, urgency: Urgency
) -> None:
    """Teams would refuse it."""
    for _ in range(20):
        await line(verb, urgency)

    assert len(recorder.requests) == 20
    for early, late in zip(recorder.times, recorder.times[7:], strict=False):
        assert late - early >= 1 - 1e-6
    for early, late in zip(recorder.times, recorder.times[8:], strict=False):
        assert late - early >= 2 - 1e-6


async def test_all_who_wait_at_once_keep_to_the_rate(
    line: Line, recorder: Recorder, clock: FakeClock
) -> None:
    """Several people ask in one channel."""
    began_at = clock.monotonic()

    await asyncio.gather(*(line(reply) for _ in range(20)))

    assert len(recorder.requests) == 20
    assert clock.monotonic() - began_at >= 4  # 8 in each 2 s


@pytest.mark.parametrize("urgency", [Urgency.NOTICE, Urgency.ANSWER])
async def test_finals_go_before_progress(
    line: Line, recorder: Recorder, clock: FakeClock, urgency: Urgency
) -> None:
    """Progress may not use up what the answer needs."""
    with pytest.raises(ChannelBusyError):
        await use_up_room(line, update, Urgency.PROGRESS)
    shown = len(recorder.requests)

    await line(update, urgency)

    assert len(recorder.requests) == shown + 1
    assert clock.pauses == []


async def test_urgency_stays_with_its_own_task(line: Line, recorder: Recorder) -> None:
    """Many speak at once, and one sends typing."""
    is_typing, is_done = asyncio.Event(), asyncio.Event()

    async def type_for_long() -> None:
        with saying(Urgency.TYPING):
            is_typing.set()
            await is_done.wait()

    task = asyncio.create_task(type_for_long())
    await is_typing.wait()
    recorder.will_reply(Reply.refusing(429))

    await line(reply, None)
    is_done.set()
    await task

    assert len(recorder.requests) == 2


async def test_urgency_ends_with_its_block(line: Line, recorder: Recorder) -> None:
    """Also when what it sent has failed."""
    recorder.will_reply(Reply.refusing(403), Reply.refusing(429))

    async def logic(context: TurnContext) -> None:
        with pytest.raises(ChannelRefusedError), saying(Urgency.TYPING):
            await context.send_activity("refused")
        await context.send_activity("repeated")

    await line(logic, Urgency.NOTICE)

    assert recorder.texts() == ["refused", "repeated", "repeated"]
