"""Whatever a client sends: no error of the server, and nothing in the log that looks like one."""

import logging
from collections import Counter
from typing import Any
from urllib.parse import quote

import pytest

from testkit.fuzzing import Fuzzer, Input, buttons, valid_activities
from tests.harness.people import Changes, chat_of, group, personal
from tests.harness.world import World

INPUTS = 500
ASK = "Show revenue by region"
SCORECARD = "Show the scorecard of all stores"
# The protocol's answer to an invoke that the bot does not know.
UNKNOWN_INVOKE = 501


async def real_payloads(world: World, who: Changes) -> list[dict[str, Any]]:
    """Return the data of all buttons after two questions, and of the bot's own lists."""
    for number, text in enumerate([ASK, SCORECARD], start=1):
        await world.say(text, **who)
        await world.answered(chat_of(who), count=number)
    for text in ("history", "language", "help"):
        await world.say(text, **who)
    return list(buttons(world.channel.of(chat_of(who))))


async def status_of(world: World, sent: Input) -> int:
    """Send an input, and return the status."""
    if sent.kind == "link":
        async with world.client.get("/files/" + quote(sent.token, safe="")) as response:
            return response.status
    headers = {**world.headers, "Content-Type": "application/json"}
    async with world.client.post("/api/messages", data=sent.body, headers=headers) as response:
        return response.status


@pytest.mark.parametrize("who", [personal(), group()], ids=["personal", "group"])
async def test_no_input_breaks_the_bot(
    trusted: World, who: Changes, caplog: pytest.LogCaptureFixture
) -> None:
    """Each is refused, answered or ignored, and another person is served afterwards."""
    fuzzer = Fuzzer(
        1,
        activities=valid_activities(trusted.activity(ASK, **who)),
        press=trusted.activity(None, **who),
        payloads=await real_payloads(trusted, who),
        tokens=[],
    )
    statuses = Counter(
        [(sent.kind, await status_of(trusted, sent)) for sent in fuzzer.inputs(INPUTS)]
    )
    await trusted.say(ASK, **personal("Bob"))
    await trusted.answered(chat_of(personal("Bob")))

    errors = {each: n for each, n in statuses.items() if each[1] >= 500}
    assert not errors.keys() - {("activity", UNKNOWN_INVOKE)}
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []
    assert {kind for kind, _ in statuses} == {"link", "bytes", "press", "activity"}
