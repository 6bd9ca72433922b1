"""A person is forgotten: nothing of them is left in the store, and others keep what is theirs."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from azure.storage.blob import ContainerClient
from azure.storage.queue import QueueClient

from bot.storage.items import SqliteItems
from bot.storage.store import StorageUnavailableError
from bot.turns.routes import KEEPER
from cards import ActionKind
from cards.texts import forget_texts, talk_texts
from config import Settings
from server.forget import forgotten
from server.overrides import Overrides
from simulator import SALES_SPACE_ID, TOKEN, Fault, Workspace
from testkit.azurite import Azurite
from testkit.scaled import ScaledClock
from tests.cards.look import elements, words
from tests.harness.fixtures import NoPictures, Start
from tests.harness.people import GROUP_ID, Changes, chat_of, group
from tests.harness.world import World, card_of
from tests.idle_loop import IdleLoop

# What is planted: each occurs nowhere else.
NAME, USER, ENTRA = "Zebedee Quill", "29:zq-7f3a", "e0e0e0e0-1111-4222-8333-zq0000000001"
CHAT = "a:zq-own-chat"
QUESTION = "Show revenue by region, says Zebedee"
COMMENT = "Quillish comment"
IDS = {"zq-7f3a", ENTRA, "zq-own-chat"}
PLANTED = {NAME, "Zebedee", COMMENT, *IDS}
AZURE_NAME = "forget-me"
OTHERS = "Show revenue by month"
FORGET = "forget me"


def zed(place: Changes | None = None) -> Changes:
    """Return the person, in their own chat or in another place."""
    here = place or {"conversation": {"id": CHAT, "conversationType": "personal"}}
    return here | {"from": {"id": USER, "name": NAME, "aadObjectId": ENTRA}}


def thumb(world: World, message: Any, who: Changes, comment: str = "") -> Any:
    """Make the invoke of Teams' own thumbs."""
    value = {"actionValue": {"reaction": "dislike", "feedback": comment}}
    name = "message/submitAction"
    return world.activity(type="invoke", name=name, replyToId=message["id"], value=value, **who)


async def live(world: World) -> None:
    """Let the person ask, rate, choose and stop; and another person, in the same group too."""
    await world.say(QUESTION, **zed())
    first = await world.answered(CHAT)
    await world.post(thumb(world, first, zed(), COMMENT))
    await world.say("/space", **zed())
    await world.say(QUESTION, **zed(group()))
    await world.answered(GROUP_ID)
    await world.say(OTHERS, **group("Bob"))
    theirs = await world.answered(GROUP_ID, count=2)
    await world.post(thumb(world, theirs, zed(group()), COMMENT))
    await world.post(thumb(world, theirs, group("Bob"), "Bob’s own"))
    await world.say(f"{QUESTION} [slow 300]", **zed())
    await world.until(lambda: len(world.workspace.questions()) == 4)


async def forget(world: World, place: Changes | None = None) -> str:
    """Type the command and confirm; return what is said in the end."""
    chat = chat_of(place) if place else CHAT
    await world.say(FORGET, **zed(place))
    await world.until(lambda: forget_texts.FORGET_TITLE in words(world.channel.of(chat)))
    card = next(m for m in world.channel.of(chat) if forget_texts.FORGET_TITLE in words(m))
    (yes,) = [
        b["data"]
        for b in elements(card_of(card), "Action.Submit")
        if b["data"]["do"] == ActionKind.YES
    ]
    await world.press(yes, **zed(place))
    await world.until(lambda: forget_texts.FORGOTTEN in words(world.channel.of(chat)))
    said = [m["text"] for m in world.channel.of(chat) if forget_texts.FORGOTTEN in words(m)]
    return str(said[0])


async def is_over(world: World) -> None:
    """Wait until the job is gone."""
    assert world.client.app is not None
    journal = world.client.app[KEEPER].store.journal
    async with asyncio.timeout(60):
        while any("zq-7f3a" in each.key for each in await journal.beneath("")):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.5)


Left = Callable[[], list[str]]
Begin = Callable[..., Awaitable[World]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a store in a file."""
    return tmp_path / "state"


@pytest.fixture
def begin(start: Start, folder: Path) -> Begin:
    """Starts a bot with a store in a file."""

    async def begun(**settings: str) -> World:
        return await start(STORAGE=f"sqlite:///{folder}/bot.sqlite3", **settings)

    return begun


def in_files(folder: Path) -> set[str]:
    """Return what is planted and found in the files of the store."""
    content = b"".join(path.read_bytes() for path in sorted(folder.glob("*")))
    return {text for text in PLANTED if text.encode() in content}


def in_azure(account: str) -> set[str]:
    """Return what is planted and found in all that the API has."""
    content = "".join(_content(account))
    return {text for text in PLANTED if text in content}


def _content(account: str) -> Iterator[str]:
    """Yield names, metadata and texts of blobs, and messages."""
    with ContainerClient.from_connection_string(account, AZURE_NAME) as container:
        for blob in container.list_blobs(include=["metadata", "snapshots", "versions", "deleted"]):
            yield f"{blob.name} {blob.metadata}"
            yield container.download_blob(blob.name).readall().decode()
    with QueueClient.from_connection_string(account, AZURE_NAME) as queue:
        for message in queue.peek_messages(32):
            yield message.content


def in_genie(world: World) -> list[str]:
    """Return the questions whose conversations are in Genie."""
    known = world.workspace.conversations
    return [q.text for q in world.workspace.questions() if q.conversation_id in known]


async def test_nothing_is_left_in_the_files(begin: Begin, folder: Path) -> None:
    """Neither names nor ids nor questions, in the file, its write-ahead log, or Genie."""
    world = await begin(AUDIT_DAYS="0")
    await live(world)
    assert in_files(folder) == PLANTED

    said = await forget(world)
    await is_over(world)

    assert in_files(folder) == set()
    assert said == "\n\n".join(
        (forget_texts.FORGOTTEN, "2 conversations in Genie are deleted too.")
    )
    assert in_genie(world) == [OTHERS]


async def test_nothing_is_left_in_azure_storage(
    start: Start, azurite: Azurite, folder: Path
) -> None:
    """Neither in blobs, their names and metadata, nor in messages of the queue."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, IdleLoop)
    loop.wait_for_others()
    account = azurite.connection_string
    world = await start(
        Overrides(painter=NoPictures()),
        AUDIT_DAYS="0",
        STORAGE="azure",
        AZURE_STORAGE_CONNECTION_STRING=account,
        AZURE_STORAGE_NAME=AZURE_NAME,
    )
    await live(world)
    assert await asyncio.to_thread(in_azure, account) == PLANTED

    await forget(world)
    await is_over(world)

    assert await asyncio.to_thread(in_azure, account) == set()
    assert in_genie(world) == [OTHERS]


async def test_others_keep_what_is_theirs(begin: Begin) -> None:
    """Their answers, with their own ratings, and their history."""
    world = await begin()
    await live(world)
    await forget(world)
    await is_over(world)
    await world.say("history", **group("Bob"))
    await world.until(lambda: OTHERS in words(_history(world)))
    items = world.client.app[KEEPER].store.items
    found = [(await items.read([key]))[key] for key in await items.find(["Bob’s own"])]

    assert [list(record["ratings"]) for record in found] == [["29:bob"]]
    (rated,) = [q for q in world.workspace.questions() if q.text == OTHERS]
    assert rated.conversation_id in world.workspace.conversations


def _history(world: World) -> list[Any]:
    messages = world.channel.of(GROUP_ID)
    return [m for m in messages if talk_texts.HISTORY_OF.partition("{")[0] in words(m)]


@pytest.mark.parametrize(("texts", "planted"), [("false", set()), ("true", {"Zebedee", COMMENT})])
async def test_the_audit_stays_for_its_time(
    begin: Begin, folder: Path, texts: str, planted: set[str]
) -> None:
    """The reply says so, and for how long; it has ids, and texts only if that is set."""
    world = await begin(AUDIT_DAYS="7", AUDIT_QUESTIONS=texts)
    await live(world)
    said = await forget(world)
    await is_over(world)
    sentence = forget_texts.AUDIT_STAYS_WITH_TEXTS if texts == "true" else forget_texts.AUDIT_STAYS

    assert said.endswith(sentence.many.format(count=7))
    trail = await world.client.app[KEEPER].store.trail.since(0)
    theirs = [line for line in trail if line["user_id"] == USER]
    assert Counter(line["kind"] for line in theirs) == {
        "question": 3,
        "rating": 2,
        "forgetting": 1,
    }
    outcomes = Counter(line["outcome"] for line in theirs if line["kind"] == "question")
    assert outcomes == {"answered": 2, "removed": 1}
    assert in_files(folder) == {*(text for text in IDS), *planted}


async def test_what_genie_refuses_to_delete_is_said(begin: Begin) -> None:
    """The person can delete it there."""
    world = await begin(AUDIT_DAYS="0")
    await live(world)
    in_group = world.workspace.questions(QUESTION)[1].conversation_id
    world.workspace.fail_next(Fault.STATUS, method="DELETE", path_contains=in_group, status=403)
    said = await forget(world)

    assert "1 conversation in Genie is deleted too." in said
    assert forget_texts.LEFT_IN_GENIE.one.format(count=1) in said


@pytest.mark.parametrize("answer", ["no", "取消"])
async def test_nothing_is_deleted_without_a_yes(begin: Begin, folder: Path, answer: str) -> None:
    """A question that is asked meanwhile is a question."""
    world = await begin()
    await live(world)
    await world.say(FORGET, **zed())
    await world.until(lambda: forget_texts.FORGET_TITLE in words(world.channel.of(CHAT)))
    await world.say(answer, **zed())
    await world.say("yes", **zed(group()))  # in another chat there is nothing to confirm
    await asyncio.sleep(1)

    assert in_files(folder) == PLANTED
    assert forget_texts.FORGOTTEN not in words(world.channel.of(CHAT))


async def test_a_store_that_fails_meanwhile(
    begin: Begin, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job is taken up again, and ends with the same reply."""
    world = await begin(AUDIT_DAYS="0")
    await live(world)
    find, failures = SqliteItems.find, count()

    async def fail_twice(self: SqliteItems, texts: Sequence[str]) -> list[str]:
        if next(failures) < 2:
            raise StorageUnavailableError("no space")
        return await find(self, texts)

    monkeypatch.setattr(SqliteItems, "find", fail_twice)
    await forget(world)
    await is_over(world)

    assert in_files(folder) == set()


@pytest.mark.parametrize("some_id", [USER, ENTRA])
async def test_an_administrator_forgets_a_person(
    begin: Begin, folder: Path, workspace: tuple[Workspace, str], clock: ScaledClock, some_id: str
) -> None:
    """By either id, while the bot is running."""
    world = await begin(AUDIT_DAYS="0")
    await live(world)
    settings = Settings.from_env(
        {
            "DATABRICKS_HOST": workspace[1],
            "DATABRICKS_TOKEN": TOKEN,
            "DATABRICKS_SPACE_ID": SALES_SPACE_ID,
            "STORAGE": f"sqlite:///{folder}/bot.sqlite3",
            "AUDIT_DAYS": "0",
        }
    )
    overrides = Overrides(clock=clock, painter=NoPictures())
    (line,) = await forgotten(settings, overrides, some_id)

    assert line.startswith(f"{USER} in msteams: ")
    assert line.endswith(" 2 conversations deleted in Genie, 0 left there.")
    assert in_files(folder) == set()
    assert in_genie(world) == [OTHERS]
    assert await forgotten(settings, overrides, some_id) == []
