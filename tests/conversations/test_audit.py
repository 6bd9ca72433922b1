"""The audit trail has one line for each question, and what else people do; it joins Databricks'."""

import asyncio
import logging
from collections import Counter
from typing import Any

import aiohttp
import pytest

from bot.audit.audit import AUDIT_LOG
from bot.turns.routes import KEEPER
from cards import ActionKind
from cards.texts import notice_texts, progress_texts, talk_texts
from simulator import SALES_SPACE_ID, TOKEN, Workspace
from simulator.routes_history import HISTORY
from tests.cards.look import elements, words
from tests.harness.fixtures import Start
from tests.harness.people import Changes, group, personal, webchat
from tests.harness.world import World, card_of

REGIONS, MONTHS = "Show revenue by region", "Show revenue by month"
SECRETS = ("Ann", "Bob", "Show revenue", "because", "region", "SELECT")
TENANT = "4a7c8a4e-0000-4000-8000-000000000001"
ANN = personal() | {"from": {"id": "29:ann", "name": "Ann", "aadObjectId": "entra-ann"}}
ANN |= {"channelData": {"tenant": {"id": TENANT}}}

Line = dict[str, Any]


async def lines(world: World, kind: str = "") -> list[Line]:
    """Return the lines of the trail, of one kind or of all."""
    assert world.client.app is not None
    found = await world.client.app[KEEPER].store.trail.since(0)
    return [line for line in found if kind in {"", line["kind"]}]


async def until_lines(world: World, count: int, kind: str = "") -> list[Line]:
    """Wait for this many lines, and check that no more follow soon."""
    async with asyncio.timeout(60):
        while len(await lines(world, kind)) < count:  # noqa: ASYNC110 - there is no event
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)
    found = await lines(world, kind)
    assert len(found) == count, found
    return found


def history(world: World) -> dict[str, str]:
    """Return the space of each statement in Databricks' query history."""
    return {e.statement.statement_id: e.space_id for e in world.workspace.history}


def messages(world: World) -> Counter[tuple[str, str]]:
    """Return the messages that Genie was asked, by conversation and message."""
    return Counter((q.conversation_id, q.message_id) for q in world.workspace.questions())


def ids_of(found: list[Line]) -> Counter[tuple[str, str]]:
    """Return the messages in lines that are not shared."""
    return Counter(
        (line["genie_conversation_id"], line["genie_message_id"])
        for line in found
        if "is_shared" not in line and "genie_message_id" in line
    )


async def stopped(world: World, question: str, who: Changes) -> None:
    """Ask, and stop once Genie has the question."""
    asked = len(world.workspace.questions())
    await world.say(question, **who)
    await world.until(lambda: len(world.workspace.questions()) > asked)
    await world.say("stop", **who)
    chat = who["conversation"]["id"]
    await world.until(lambda: progress_texts.STOPPED in words(world.channel.of(chat)))


async def test_a_question_has_one_line(world: World) -> None:
    """It says who asked when, where and with whose identity, and what became of it."""
    await world.say(REGIONS, **ANN)
    await world.answered("a:ann")
    (line,) = await until_lines(world, 1)
    (asked,) = world.workspace.questions()
    (statement,) = history(world)

    measured = {name: line.pop(name) for name in ("id", "time", "at", "ms", "reference")}
    assert line == {
        "kind": "question",
        "outcome": "answered",
        "channel_id": "msteams",
        "user_id": "29:ann",
        "directory_id": "entra-ann",
        "tenant_id": TENANT,
        "conversation_id": "a:ann",
        "conversation_kind": "personal",
        "space_id": SALES_SPACE_ID,
        "identity": "bot",
        "genie_conversation_id": asked.conversation_id,
        "genie_message_id": asked.message_id,
        "statement_ids": [statement],
    }
    assert 0 <= measured["ms"] < 60_000
    assert not [word for word in SECRETS if word in str(line)]


async def test_a_day_joins_databricks_history(start: Start) -> None:
    """Answered, failed, stopped, shared, repeated, replaced, read again: none missing or double."""
    world = await start(GENIE_QUESTIONS_PER_MINUTE="600")
    bob, here = personal("Bob"), group("Ann")
    for name in ("Ann", "Bob"):  # both get the same answer
        await world.say(f"{REGIONS} [slow 2]", **personal(name))
        await world.until(lambda: bool(world.workspace.questions()))
    await world.answered("a:ann")
    await world.answered("a:bob")
    await world.say("and by month?", **bob)  # repeats the shared question first
    await world.answered("a:bob", count=2)
    await world.say(f"{MONTHS} [fail]", **personal())
    await until_lines(world, 5)
    await world.say(f"{MONTHS} [full]", **personal())  # is asked again in a new conversation
    await world.answered("a:ann", count=2)
    await stopped(world, f"{REGIONS} [slow 100]", here)
    await world.say(f"{MONTHS} [retry]", **here)
    await world.answered(here["conversation"]["id"])
    found = await until_lines(world, 9, "question")

    assert ids_of(found) == messages(world)
    assert Counter(line["outcome"] for line in found) == {
        "answered": 5,
        "repeated": 1,
        "failed": 1,
        "replaced": 1,
        "stopped": 1,
    }
    (failed,) = [line for line in found if line["outcome"] == "failed"]
    assert failed["error"]
    (shared,) = [line for line in found if "is_shared" in line]
    assert shared["user_id"] == "29:bob"
    stated = {each for line in found for each in line.get("statement_ids", ())}
    assert stated <= history(world).keys()
    answered = [line for line in found if line["outcome"] == "answered"]
    assert all(line["statement_ids"] for line in answered)


async def test_the_query_history_names_the_space(
    world: World, workspace: tuple[Workspace, str], session: aiohttp.ClientSession
) -> None:
    """So the two are joined by the ids of statements, as in system.query.history."""
    await world.say(REGIONS)
    await world.answered("a:ann")
    (line,) = await until_lines(world, 1)
    token = {"Authorization": f"Bearer {TOKEN}"}
    async with session.get(workspace[1].rstrip("/") + HISTORY, headers=token) as response:
        (entry,) = (await response.json())["res"]

    assert [entry["query_id"]] == line["statement_ids"]
    assert entry["query_source"] == {"genie_space_id": line["space_id"]}
    assert entry["user_name"] == "genie-bot"
    assert entry["status"] == "FINISHED"


async def test_a_chat_that_the_bot_is_removed_from(world: World) -> None:
    """The questions in it have their lines, and nothing else of the chat is kept."""
    who = group("Ann")
    await world.say(f"{REGIONS} [slow 100]", **who)
    await world.until(lambda: bool(world.workspace.questions()))
    left = world.activity(type="conversationUpdate", membersRemoved=[{"id": "28:bot"}], **who)
    assert (await world.post(left)).status == 201
    (line,) = await until_lines(world, 1)

    assert line["outcome"] == "removed"
    assert ids_of([line]) == messages(world)


async def test_ratings_files_and_deletions(world: World) -> None:
    """Each is a line with the answer's ids, by the person who pressed, without any text."""
    who = webchat()
    chat = who["conversation"]["id"]
    await world.say(REGIONS, **who)
    answer = await world.answered(chat)
    buttons = [b["data"] for b in elements(card_of(answer), "Action.Submit")]
    bad = next(b for b in buttons if b["do"] == ActionKind.RATE and b["text"] == "NEGATIVE")
    bob = webchat("Bob") | {"conversation": who["conversation"]}
    await world.press(bad | {"comment": "because of the region"}, **bob)
    await world.press(next(b for b in buttons if b["do"] == ActionKind.FILE), **who)
    await world.say("history", **who)
    await world.until(lambda: talk_texts.HISTORY_TITLE in words(world.channel.of(chat)))
    listed = next(m for m in world.channel.of(chat) if talk_texts.HISTORY_TITLE in words(m))
    delete = next(
        b["data"]
        for b in elements(card_of(listed), "Action.Submit")
        if b["data"]["do"] == ActionKind.DELETE
    )
    await world.press(delete, **who)
    await world.say("yes", **who)
    found = {line["kind"]: line for line in await until_lines(world, 4)}

    assert set(found) == {"question", "rating", "file", "deletion"}
    question = found["question"]
    assert {line["reference"] for line in found.values()} == {question["reference"]}
    assert {line["genie_message_id"] for line in found.values()} == {question["genie_message_id"]}
    assert [found[kind]["user_id"] for kind in ("rating", "file", "deletion")] == [
        "29:bob",
        "29:ann",
        "29:ann",
    ]
    assert found["rating"]["detail"] == "NEGATIVE"
    assert (found["file"]["outcome"], found["file"]["detail"]) == ("linked", "xlsx")
    assert found["deletion"]["outcome"] == "deleted in Genie"
    assert not [word for word in SECRETS if word in str(found)]


async def test_texts_are_kept_only_if_that_is_set(start: Start) -> None:
    """Then questions and comments are in the lines."""
    world = await start(AUDIT_QUESTIONS="true")
    await world.say(REGIONS, **webchat())
    answer = await world.answered("webchat:ann")
    buttons = [b["data"] for b in elements(card_of(answer), "Action.Submit")]
    bad = next(b for b in buttons if b["do"] == ActionKind.RATE and b["text"] == "NEGATIVE")
    await world.press(bad | {"comment": "because"}, **webchat())
    found = await until_lines(world, 2)

    assert {line["kind"]: line["text"] for line in found} == {
        "question": REGIONS,
        "rating": "because",
    }


async def test_a_question_opened_again_is_no_new_question(world: World) -> None:
    """It reads the same message in Genie."""
    await world.say(REGIONS)
    await world.answered("a:ann")
    await world.say("history")
    await world.until(lambda: talk_texts.HISTORY_TITLE in words(world.channel.of("a:ann")))
    listed = next(m for m in world.channel.of("a:ann") if talk_texts.HISTORY_TITLE in words(m))
    opening = next(
        b["data"]
        for b in elements(card_of(listed), "Action.Submit")
        if b["data"]["do"] == ActionKind.OPEN
    )
    await world.press(opening)
    await world.answered("a:ann", count=2)
    asked, again = await until_lines(world, 2)

    assert (asked["kind"], again["kind"]) == ("question", "reopening")
    assert again["genie_message_id"] == asked["genie_message_id"]
    assert len(world.workspace.questions()) == 1


@pytest.mark.parametrize(("days", "is_kept"), [("30", True), ("0", False)])
async def test_the_log_of_the_audit(
    start: Start, caplog: pytest.LogCaptureFixture, days: str, *, is_kept: bool
) -> None:
    """It has the same lines, with or without a trail in the store."""
    caplog.set_level(logging.INFO, AUDIT_LOG)
    world = await start(AUDIT_DAYS=days, AUDIT_LOG="true")
    await world.say(REGIONS)
    await world.answered("a:ann")

    def logged() -> list[logging.LogRecord]:
        return [record for record in caplog.records if record.name == AUDIT_LOG]

    await world.until(lambda: bool(logged()))
    (record,) = logged()

    assert vars(record)["outcome"] == "answered"
    assert vars(record)["user_id"] == "29:ann"
    assert [line["id"] for line in await lines(world)] == [vars(record)["id"]] * is_kept


async def test_no_log_of_the_audit_unless_it_is_set(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The trail in the store is enough for many."""
    caplog.set_level(logging.INFO)
    await world.say(REGIONS)
    await world.answered("a:ann")
    await until_lines(world, 1)

    assert not [record for record in caplog.records if record.name == AUDIT_LOG]
    assert notice_texts.NOT_STORED not in words(world.channel.of("a:ann"))
