"""Retries and rates of messages, through a real adapter to a channel with scripted responses."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import pairwise
from typing import Protocol

import aiohttp
import pytest
from aiohttp.test_utils import unused_port
from pytest_aiohttp.plugin import AiohttpServer

from bot.channel import exchange
from bot.channel.adapter import BotAdapter, bot_adapter
from bot.channel.chat import Chat
from bot.channel.connector import ChannelConnections
from bot.channel.errors import ChannelBusyError, ChannelError, ChannelRefusedError
from bot.channel.message import Message
from bot.channel.rates import Urgency
from tests.clocks import FakeClock
from tests.harness.recorder import RESET, SILENCE, Recorder, Reply
from tests.harness.world import BOT


class Verb(Protocol):
    """Does something in a conversation."""

    async def __call__(self, chat: Chat, urgency: Urgency, *, is_repeatable: bool) -> object: ...


async def reply(chat: Chat, urgency: Urgency, *, is_repeatable: bool) -> None:
    """Send a message."""
    await chat.send(Message("hello"), urgency, is_repeatable=is_repeatable)


async def update(chat: Chat, urgency: Urgency, **_: bool) -> None:
    """Update a message."""
    await chat.update("message-1", Message("hello"), urgency)


async def delete(chat: Chat, urgency: Urgency, **_: bool) -> None:
    """Delete a message."""
    await chat.delete("message-1", urgency)


CHANGES: list[Verb] = [update, delete]
VERBS = [reply, *CHANGES]
PASSING = [Reply.refusing(429), Reply.refusing(412)]
UNCLEAR = [Reply.refusing(502), Reply.refusing(504), RESET]


@pytest.fixture
def clock() -> FakeClock:
    """A clock that advances only by waiting."""
    return FakeClock()


@pytest.fixture
def adapter(session: aiohttp.ClientSession, clock: FakeClock) -> BotAdapter:
    """The adapter of an unregistered bot."""
    connections = ChannelConnections(session, clock)
    return bot_adapter(connections, app_id="", password="", app_type="", tenant_id="")


Line = Callable[..., Awaitable[None]]


@pytest.fixture
def line(adapter: BotAdapter, recorder: Recorder, clock: FakeClock) -> Line:
    """Returns a function that does something in a conversation."""
    recorder.clock = clock

    async def say(
        verb: Verb,
        urgency: Urgency = Urgency.ANSWER,
        *,
        is_repeatable: bool = True,
        conversation_id: str = "a:ann",
    ) -> None:
        reference = {
            "activityId": "activity-1",
            "channelId": "msteams",
            "serviceUrl": recorder.url,
            "conversation": {"id": conversation_id},
            "user": {"id": "29:ann"},
            "bot": BOT,
        }
        do = partial(verb, urgency=urgency, is_repeatable=is_repeatable)
        await adapter.resume(reference, do)

    return say


async def use_up_room(line: Line, verb: Verb, urgency: Urgency) -> None:
    """Do something until there is no room."""
    for _ in range(10):
        await line(verb, urgency)


@pytest.mark.parametrize("first", [*PASSING, *UNCLEAR[:-1]])
@pytest.mark.parametrize("verb", CHANGES)
async def test_updates_and_deletions_are_retried(
    line: Line, recorder: Recorder, clock: FakeClock, verb: Verb, first: Reply
) -> None:
    """They are idempotent, whatever the outcome of the first attempt."""
    recorder.will_reply(first)

    await line(verb, is_repeatable=False)

    assert len(recorder.requests) == 2
    assert recorder.requests[0] == recorder.requests[1]
    assert len(clock.pauses) == 1


@pytest.mark.parametrize("verb", CHANGES)
async def test_updates_and_deletions_are_retried_after_a_broken_connection(
    line: Line, recorder: Recorder, clock: FakeClock, verb: Verb
) -> None:
    """The session itself retries once without a pause; a channel during an outage needs one."""
    recorder.will_reply(RESET, RESET)

    await line(verb, is_repeatable=False)

    assert len(recorder.requests) == 3
    assert len(clock.pauses) == 1


@pytest.mark.parametrize("first", PASSING)
async def test_new_messages_that_certainly_did_not_arrive_are_retried(
    line: Line, recorder: Recorder, first: Reply
) -> None:
    """This includes answers, and does not duplicate them."""
    recorder.will_reply(first)

    await line(reply, is_repeatable=False)

    assert len(recorder.requests) == 2
    assert recorder.requests[0] == recorder.requests[1]


@pytest.mark.parametrize("first", UNCLEAR)
async def test_notices_are_retried_although_they_may_be_duplicated(
    line: Line, recorder: Recorder, first: Reply
) -> None:
    """A duplicate notice is better than none."""
    recorder.will_reply(first)

    await line(reply)

    assert len(recorder.requests) == 2


@pytest.mark.parametrize("first", UNCLEAR)
async def test_an_answer_that_may_have_arrived_is_not_retried(
    line: Line, recorder: Recorder, clock: FakeClock, first: Reply
) -> None:
    """The sender gets an error that says so."""
    recorder.will_reply(first)

    with pytest.raises(ChannelError) as caught:
        await line(reply, is_repeatable=False)

    assert caught.value.may_have_arrived
    assert len(recorder.requests) == 1
    assert clock.pauses == []


async def test_after_a_timeout_the_outcome_is_unknown(
    line: Line, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A channel that is too slow may have shown the message."""
    monkeypatch.setattr(exchange, "TIMEOUT", aiohttp.ClientTimeout(total=0.02))
    recorder.will_reply(SILENCE)

    with pytest.raises(ChannelError) as caught:
        await line(reply, is_repeatable=False)

    assert caught.value.may_have_arrived
    assert len(recorder.requests) == 1


async def test_a_message_is_retried_while_the_connection_is_refused(
    line: Line,
    recorder: Recorder,
    clock: FakeClock,
    aiohttp_server: AiohttpServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing has been sent without a connection, so that even an answer can be retried."""
    port, late = unused_port(), Recorder()
    recorder.url = f"http://127.0.0.1:{port}"
    sleep = clock.sleep

    async def sleep_until_listening(seconds: float) -> None:
        await sleep(seconds)
        if len(clock.pauses) == 3:
            await aiohttp_server(late.app, port=port)

    monkeypatch.setattr(clock, "sleep", sleep_until_listening)

    await line(reply, is_repeatable=False)

    assert len(late.requests) == 1
    assert len(clock.pauses) == 3


async def test_without_a_connection_a_message_has_not_arrived(
    line: Line, recorder: Recorder, clock: FakeClock
) -> None:
    """The person may be told to ask again."""
    recorder.url = f"http://127.0.0.1:{unused_port()}"

    with pytest.raises(ChannelError) as caught:
        await line(reply, is_repeatable=False)

    assert not caught.value.may_have_arrived
    assert len(clock.pauses) > 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 500])
@pytest.mark.parametrize("verb", VERBS)
async def test_permanent_errors_are_not_retried(
    line: Line, recorder: Recorder, clock: FakeClock, verb: Verb, status: int
) -> None:
    """The channel has refused."""
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
        (Urgency.REPLACEMENT, 3, 4),
    ],
)
async def test_the_retry_deadline_depends_on_the_urgency(
    line: Line, recorder: Recorder, urgency: Urgency, least_s: float, most_s: float
) -> None:
    """Progress is soon outdated; a lost answer has cost a person minutes."""
    recorder.usual = Reply.refusing(429)

    with pytest.raises(ChannelRefusedError) as caught:
        await line(reply, urgency)

    assert caught.value.status == 429
    assert least_s <= recorder.times[-1] - recorder.times[0] <= most_s


async def test_typing_is_not_retried(line: Line, recorder: Recorder) -> None:
    """It is optional."""
    recorder.usual = Reply.refusing(429)

    with pytest.raises(ChannelRefusedError):
        await line(reply, Urgency.TYPING)

    assert len(recorder.requests) == 1


async def test_retry_intervals_grow_up_to_a_limit(
    line: Line, recorder: Recorder, clock: FakeClock
) -> None:
    """The load on a channel during an outage decreases, but an answer is still retried."""
    recorder.usual = Reply.refusing(504)

    with pytest.raises(ChannelRefusedError):
        await line(update)

    for pause_s, least_s in zip(clock.pauses, [1, 2, 4, 8, 15, 15], strict=False):
        assert least_s <= pause_s <= least_s * 1.25
    assert max(clock.pauses) <= 15 * 1.25


async def test_retry_intervals_have_jitter(
    line: Line, recorder: Recorder, clock: FakeClock
) -> None:
    """Otherwise all calls that were refused together would be retried together."""
    recorder.will_reply(*[Reply.refusing(429), Reply()] * 5)

    for _ in range(5):
        await line(update)

    assert len(set(clock.pauses)) == 5


@pytest.mark.parametrize("urgency", [Urgency.PROGRESS, Urgency.ANSWER])
async def test_retry_after_is_respected(
    line: Line, recorder: Recorder, clock: FakeClock, urgency: Urgency
) -> None:
    """The retry finds room again."""
    recorder.will_reply(Reply.refusing(429, retry_after="3"))

    await line(reply, urgency)

    assert len(clock.pauses) == 1
    assert 3 <= recorder.times[1] - recorder.times[0] <= 3.75


@pytest.mark.parametrize("text", ["0", "-5", "soon", "٣", "²", "", "1.5", "Wed, 21 Oct 2026 07:28"])
async def test_an_invalid_retry_after_causes_no_tight_loop(
    line: Line, recorder: Recorder, text: str
) -> None:
    """A gateway may send any value."""
    recorder.usual = Reply.refusing(429, retry_after=text)

    with pytest.raises(ChannelRefusedError):
        await line(reply)

    assert min(late - early for early, late in pairwise(recorder.times)) >= 1
    assert len(recorder.times) > 5


@pytest.mark.parametrize("verb", VERBS)
async def test_retry_after_applies_to_the_whole_conversation(
    line: Line, recorder: Recorder, verb: Verb
) -> None:
    """The channel refuses the conversation, and each further call counts against it."""
    recorder.will_reply(Reply.refusing(429, retry_after="20"))
    with pytest.raises(ChannelRefusedError):
        await line(update, Urgency.TYPING)

    with pytest.raises(ChannelBusyError):
        await line(verb, Urgency.PROGRESS)
    with pytest.raises(ChannelBusyError):  # whose deadline is earlier
        await line(verb, Urgency.NOTICE)
    await line(verb, Urgency.ANSWER)

    assert len(recorder.requests) == 2
    assert recorder.times[1] - recorder.times[0] == pytest.approx(20)


async def test_other_conversations_do_not_wait(
    line: Line, recorder: Recorder, clock: FakeClock
) -> None:
    """Each conversation has its own rate."""
    recorder.will_reply(Reply.refusing(429, retry_after="20"))
    with pytest.raises(ChannelRefusedError):
        await line(reply, Urgency.TYPING)

    await line(reply, Urgency.TYPING, conversation_id="a:bob")

    assert len(recorder.requests) == 2
    assert clock.pauses == []


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("urgency", [Urgency.TYPING, Urgency.PROGRESS])
async def test_progress_is_dropped_if_there_is_no_room(
    line: Line, recorder: Recorder, clock: FakeClock, verb: Verb, urgency: Urgency
) -> None:
    """A newer one follows soon; every kind of call counts."""
    with pytest.raises(ChannelBusyError):
        await use_up_room(line, verb, urgency)

    assert len(recorder.requests) == int(7 * urgency.share)
    assert clock.pauses == []


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("urgency", [Urgency.NOTICE, Urgency.ANSWER, Urgency.REPLACEMENT])
async def test_answers_and_notices_wait_for_room(
    line: Line, recorder: Recorder, verb: Verb, urgency: Urgency
) -> None:
    """Otherwise Teams would refuse them."""
    for _ in range(20):
        await line(verb, urgency)

    assert len(recorder.requests) == 20
    for early, late in zip(recorder.times, recorder.times[7:], strict=False):
        assert late - early >= 1 - 1e-6
    for early, late in zip(recorder.times, recorder.times[8:], strict=False):
        assert late - early >= 2 - 1e-6


async def test_concurrent_calls_stay_within_the_rate(
    line: Line, recorder: Recorder, clock: FakeClock
) -> None:
    """Several people ask in one channel."""
    began_at = clock.monotonic()

    await asyncio.gather(*(line(reply) for _ in range(20)))

    assert len(recorder.requests) == 20
    assert clock.monotonic() - began_at >= 4  # 8 per 2 s


@pytest.mark.parametrize("urgency", [Urgency.NOTICE, Urgency.ANSWER])
async def test_answers_go_before_progress(
    line: Line, recorder: Recorder, clock: FakeClock, urgency: Urgency
) -> None:
    """Progress must not use up the room for the answer."""
    with pytest.raises(ChannelBusyError):
        await use_up_room(line, update, Urgency.PROGRESS)
    shown = len(recorder.requests)

    await line(update, urgency)

    assert len(recorder.requests) == shown + 1
    assert clock.pauses == []
