"""Every byte that is sent to a person is searched for the rows that only another may see.

Ann and Bob ask the same in one group, each with their own identity, and press everything.
"""

import io
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpServer
from yarl import URL

from cards import ActionKind
from cards.texts import permission_texts, problem_texts
from tests.bot.export.offers import CONSENT, Drive, answer_offer, attached
from tests.cards.look import actions, words
from tests.harness import company
from tests.harness.company import STORES_BY_MONTH, in_cards, requests_of, seen, sent_to
from tests.harness.fake_channel import Activity
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, Changes, group, personal
from tests.harness.sign_in import SignIn
from tests.harness.world import World, card_of

CHATS = {"Ann": "a:ann", "Bob": "a:bob"}
TENANT: Changes = {"channelData": {"tenant": {"id": "tenant"}}}

StartCompany = Callable[..., Awaitable[World]]


@pytest.fixture
async def drive(aiohttp_server: AiohttpServer) -> Drive:
    """A drive on loopback."""
    drive = Drive()
    server = await aiohttp_server(drive.app)
    drive.url = str(server.make_url("/upload"))
    return drive


@pytest.fixture
def start_company(
    start_own: Start, own_sign_in: SignIn, drive: Drive, tmp_path: Path
) -> StartCompany:
    """Starts instances of a bot whose people ask with their own identity, and are signed in."""

    async def begin(**settings: str) -> World:
        company.sign_all_in(own_sign_in)
        store = f"sqlite:///{tmp_path}/bot.sqlite3"
        return await start_own(
            allow_upload=lambda url: url == URL(drive.url), STORAGE=store, **settings
        )

    return begin


def private(name: str) -> Changes:
    """Return a person in their own chat."""
    return personal(name) | TENANT


def among_others(name: str) -> Changes:
    """Return a person in the group."""
    return group(name) | TENANT


async def changed(world: World, chat: str, pressing: Awaitable[None]) -> None:
    """Press something that draws the last answer of a chat again."""
    answer = world.answers(chat)[-1]
    await pressing
    await world.until(lambda: card_of(current(world, answer)) != card_of(answer))


def current(world: World, message: Activity) -> Activity:
    """Return a message as it is now."""
    return world.channel.messages[message["id"]]


async def thumb(world: World, message: Activity, who: Changes, reaction: str = "like") -> None:
    """Press Teams' own thumb below a message, with a comment."""
    value = {"actionName": "feedback", "actionValue": {"reaction": reaction, "feedback": "ok"}}
    invoke = {"type": "invoke", "name": "message/submitAction", "replyToId": message["id"]}
    assert (await world.post(world.activity(value=value, **invoke, **who))).status == 200


async def press_all_of_mine(world: World, name: str, drive: Drive) -> None:
    """Turn pages, draw other charts, rate, take both files, and open it again from the history."""
    chat, me = CHATS[name], private(name)
    for kind in (ActionKind.ROWS, ActionKind.KIND, ActionKind.ROWS):
        payload = actions(card_of(world.answers(chat)[-1]), kind)[-1]
        await changed(world, chat, world.press(payload, **me))
    answer = world.answers(chat)[-1]
    await changed(world, chat, thumb(world, answer, me))
    for payload in actions(card_of(answer), ActionKind.FILE):
        await world.press(payload, **me)
        await world.until(lambda: bool(attached(world, chat, CONSENT)))
        (offer,) = attached(world, chat, CONSENT)
        await answer_offer(world, offer, "accept", drive.url, name=name)
        await world.until(lambda: not attached(world, chat, CONSENT))
    count = len(world.answers(chat))
    await world.say("history", **me)
    await world.until(lambda: bool(in_cards(world, chat, ActionKind.OPEN)))
    await world.press(in_cards(world, chat, ActionKind.OPEN)[-1], **me)
    await world.answered(chat, count=count + 1)


async def press_all_of_others(world: World, name: str, message: Activity) -> None:
    """Press every button of another person's answer in the group, and rate it."""
    me = among_others(name)
    kinds = (ActionKind.ROWS, ActionKind.KIND, ActionKind.FILE, ActionKind.ASK_WITH_MINE)
    for kind in kinds:
        for payload in actions(card_of(message), kind):
            await world.press(payload, **me)
    await thumb(world, message, me, "dislike")


def files(drive: Drive) -> list[str]:
    """Return the texts of all uploaded files, unpacked."""
    return [_text(content) for _, content in drive.files]


def _text(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        return "".join(workbook.read(name).decode() for name in workbook.namelist())


async def test_private_answers_stay_with_their_people(
    start_company: StartCompany, drive: Drive
) -> None:
    """Also over pages, charts, files, ratings, the history, a restart, and two instances."""
    world = await start_company()
    for name, chat in CHATS.items():
        await world.say(STORES_BY_MONTH, **among_others(name))
        await world.answered(chat)
    for name in CHATS:
        await press_all_of_mine(world, name, drive)
    await world.close()
    world = await start_company()
    await press_all_of_mine(world, "Ann", drive)
    await world.close()

    for name, chat in CHATS.items():
        assert seen(sent_to(world.channel, chat)) == {name}
    assert seen(sent_to(world.channel, GROUP_ID)) == set()
    assert [seen(text) for text in files(drive)] == [*[{"Ann"}] * 2, *[{"Bob"}] * 2, *[{"Ann"}] * 2]


async def test_a_shared_answer_shows_what_was_shared_and_no_more(
    start_company: StartCompany, drive: Drive
) -> None:
    """Whoever presses what on it, before and after a restart, only its person's rows are there."""
    world = await start_company()
    for name, chat in CHATS.items():
        await world.say(STORES_BY_MONTH, **among_others(name))
        await world.answered(chat)
    share = actions(card_of(world.answers(CHATS["Ann"])[0]), ActionKind.SHARE)[0]
    await world.press(share, **private("Ann"))
    shared = await world.answered(GROUP_ID)
    before = requests_of(world.workspace, "Ann")
    await press_all_of_others(world, "Bob", shared)
    await world.answered(CHATS["Bob"], count=2)
    assert requests_of(world.workspace, "Ann") == before
    await changed(world, GROUP_ID, thumb(world, shared, among_others("Ann")))
    await world.close()

    world = await start_company()
    before = requests_of(world.workspace, "Ann")
    await press_all_of_others(world, "Bob", current(world, shared))
    await world.answered(CHATS["Bob"], count=3)
    assert requests_of(world.workspace, "Ann") == before
    page = actions(card_of(current(world, shared)), ActionKind.ROWS)[-1]
    await changed(world, GROUP_ID, world.press(page, **among_others("Ann")))
    await world.close()

    assert seen(sent_to(world.channel, CHATS["Ann"])) == {"Ann"}
    assert seen(sent_to(world.channel, CHATS["Bob"])) == {"Bob"}
    assert seen(sent_to(world.channel, GROUP_ID)) == {"Ann"}
    assert drive.files == []


async def test_where_answers_are_shown_each_message_has_the_rows_of_one(
    start_company: StartCompany,
) -> None:
    """That is the one whom it names; buttons that others press ask for a message of their own."""
    world = await start_company(OWN_ANSWERS_IN_GROUPS="shown")
    for count, name in enumerate(CHATS, 1):
        await world.say(STORES_BY_MONTH, **among_others(name))
        await world.answered(GROUP_ID, count=count)
    of_ann = world.answers(GROUP_ID)[0]
    await press_all_of_others(world, "Bob", of_ann)
    await world.answered(GROUP_ID, count=3)
    page = actions(card_of(of_ann), ActionKind.ROWS)[0]
    await world.press(page, **among_others("Ann"))
    await world.until(lambda: card_of(current(world, of_ann)) != card_of(of_ann))
    await world.close()

    for call in world.channel.log_of(GROUP_ID):
        said = words(call.activity)
        for name in seen(said):
            assert permission_texts.OF_PERSON.format(name=name) in said
        assert len(seen(said)) <= 1
    assert {name for name, chat in CHATS.items() if seen(sent_to(world.channel, chat))} == set()


async def test_who_lost_access_gets_nothing_from_memory(
    start_company: StartCompany, drive: Drive
) -> None:
    """Not the page of an answer, not one of the history, and not a file that was offered."""
    world = await start_company()
    chat, me = CHATS["Ann"], private("Ann")
    await world.say(STORES_BY_MONTH, **me)
    answer = await world.answered(chat)
    await world.press(actions(card_of(answer), ActionKind.FILE)[0], **me)
    await world.until(lambda: bool(attached(world, chat, CONSENT)))
    (offer,) = attached(world, chat, CONSENT)
    await world.say("history", **me)
    await world.until(lambda: bool(in_cards(world, chat, ActionKind.OPEN)))
    sent = len(world.channel.log_of(chat))
    world.workspace.access.remove_user(company.IDENTITIES["Ann"])

    await answer_offer(world, offer, "accept", drive.url)
    await world.press(actions(card_of(answer), ActionKind.ROWS)[0], **me)
    await world.press(in_cards(world, chat, ActionKind.OPEN)[-1], **me)
    problem = problem_texts.REFERENCE.partition("{")[0]
    await world.until(lambda: problem in words(world.channel.of(chat)))
    await world.close()

    assert drive.files == []
    assert seen(repr([call.activity for call in world.channel.log_of(chat)[sent:]])) == set()
