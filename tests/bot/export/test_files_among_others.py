"""Files of answers in groups and channels in Teams: each person gets them in their own chat."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cards.texts import file_texts, notice_texts, talk_texts
from tests.bot.export.offers import (
    ANN,
    CONSENT,
    INFO,
    INTERRUPTED,
    MAKING,
    TENANT,
    Drive,
    SlowBuilder,
    answer_offer,
    attached,
    file_button,
    offer_in,
    pressed_in,
)
from tests.cards.look import words
from tests.harness.fake_channel import Refusal
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, Changes, chat_of, group, personal, team
from tests.harness.world import World

BOB = "a:bob"
among_others = pytest.mark.parametrize("who", [group, team], ids=["group", "channel"])


def told(world: World, chat: str, sentence: str, name: str = "Ann") -> int:
    """Return how often a person was told something in a chat."""
    said = sentence.format(name=name)
    return sum(said == message.get("text") for message in world.channel.of(chat))


def files_in(world: World, chat: str) -> list[object]:
    """Return everything in a chat that leads to a file."""
    messages = world.channel.of(chat)
    return [m for m in messages if "/files/" in words(m) or "teams.card.file" in words(m)]


async def said(world: World, chat: str, sentence: str) -> None:
    """Wait until a sentence is in a chat."""
    await world.until(lambda: sentence in words(world.channel.of(chat)))


@among_others
async def test_a_file_is_offered_in_the_own_chat(
    registered: World, drive: Drive, who: Callable[..., Changes]
) -> None:
    """Where the button was pressed, one sentence says so, and nothing leads to the file."""
    answer = await pressed_in(registered, who())
    offer = await offer_in(registered, ANN)
    await answer_offer(registered, offer, "accept", drive.url)
    await registered.until(lambda: bool(attached(registered, ANN, INFO)))
    await registered.close()

    chat = chat_of(who())
    assert len(drive.files) == 1
    assert told(registered, chat, file_texts.FILE_IN_PRIVATE) == 1
    assert files_in(registered, chat) == []
    assert MAKING not in words(registered.channel.of(chat))
    assert len(registered.channel.of(chat)) == 2
    assert registered.answers(chat) == [answer]
    assert len(registered.workspace.questions()) == 1


@among_others
async def test_each_person_gets_an_offer_of_their_own(
    registered: World, drive: Drive, who: Callable[..., Changes]
) -> None:
    """Each may have it, since both are where the answer stands; one declines."""
    answer = await pressed_in(registered, who("Ann"))
    await registered.press(file_button(answer, "xlsx"), **who("Bob"), **TENANT)
    anns, bobs = await offer_in(registered, ANN), await offer_in(registered, BOB)
    await answer_offer(registered, anns, "decline", name="Ann")
    await answer_offer(registered, bobs, "accept", drive.url, name="Bob")
    await registered.until(lambda: bool(attached(registered, BOB, INFO)))
    await registered.close()

    assert len(drive.files) == 1
    assert not attached(registered, ANN, INFO)
    assert told(registered, chat_of(who()), file_texts.FILE_IN_PRIVATE, "Bob") == 1


async def test_one_person_cannot_answer_anothers_offer(registered: World, drive: Drive) -> None:
    """Bob sends Ann's context from his own chat."""
    answer = await pressed_in(registered, group("Ann"))
    await registered.press(file_button(answer, "xlsx"), **group("Bob"), **TENANT)
    anns = await offer_in(registered, ANN)
    await answer_offer(registered, anns, "accept", drive.url, name="Bob")
    await said(registered, BOB, file_texts.OFFER_OVER)
    await registered.close()

    assert drive.files == []


@among_others
async def test_a_person_without_the_bot_is_told(
    registered: World, who: Callable[..., Changes]
) -> None:
    """The sentence says how to add it; no file is made."""
    registered.channel.strangers.add("29:ann")
    await pressed_in(registered, who())
    chat = chat_of(who())
    await registered.until(lambda: bool(told(registered, chat, file_texts.FILE_NOT_INSTALLED)))
    await registered.close()

    assert registered.channel.of(ANN) == files_in(registered, chat) == []
    assert told(registered, chat, file_texts.FILE_IN_PRIVATE) == 0


async def test_a_person_who_has_blocked_the_bot_is_told(registered: World) -> None:
    """The chat exists and refuses messages."""
    registered.channel.refuse = lambda _, activity: (
        403 if activity.get("conversation", {}).get("id") == ANN else None
    )
    await pressed_in(registered, group())
    await registered.until(lambda: bool(told(registered, GROUP_ID, file_texts.FILE_NOT_INSTALLED)))


async def test_an_outage_of_the_channel_is_mentioned(registered: World) -> None:
    """Pressing again later may work, and does."""
    registered.channel.refuse = lambda method, _: Refusal(500) if method == "CREATE" else None
    answer = await pressed_in(registered, group())
    await registered.until(lambda: bool(told(registered, GROUP_ID, file_texts.FILE_NOT_SENT)))
    registered.channel.refuse = lambda *_: None
    await registered.press(file_button(answer, "xlsx"), **group(), **TENANT)

    await offer_in(registered, ANN)


async def test_the_wait_for_a_file_is_shown_in_the_own_chat(
    registered: World, builder: SlowBuilder
) -> None:
    """A second press meanwhile asks for nothing, and the group is told once."""
    answer = await pressed_in(registered, group())
    await registered.until(lambda: MAKING in words(registered.channel.of(ANN)))
    await registered.press(file_button(answer, "xlsx"), **group(), **TENANT)
    builder.may_end.set()
    await offer_in(registered, ANN)
    await registered.close()

    assert builder.asked == 1
    assert MAKING not in words(registered.channel.of(ANN))
    assert told(registered, GROUP_ID, file_texts.FILE_IN_PRIVATE) == 1


async def test_at_shutdown_the_person_is_told_in_the_own_chat(
    registered: World, builder: SlowBuilder
) -> None:
    """They wait there."""
    await pressed_in(registered, group())
    await registered.until(lambda: builder.asked == 1)
    await registered.begin_shutdown()
    await registered.until(lambda: INTERRUPTED in words(registered.channel.of(ANN)))

    assert INTERRUPTED not in words(registered.channel.of(GROUP_ID))


async def test_a_button_from_another_conversation_gives_nothing(registered: World) -> None:
    """A person who is not where the answer stands may not have its file, and learns nothing."""
    answer = await pressed_in(registered, group())
    await offer_in(registered, ANN)
    for who in (group("Eve", "19:other"), personal("Eve")):
        await registered.press(file_button(answer, "csv"), **who, **TENANT)
        await said(registered, chat_of(who), notice_texts.OLD_ANSWER)
    await registered.close()

    assert not attached(registered, "a:eve", CONSENT)


async def test_an_answer_in_private_is_for_its_person_only(registered: World) -> None:
    """Ann has asked in a group for an answer in her own chat."""
    await registered.say("/private Top 24 products by revenue", **group(), **TENANT)
    answer = await registered.answered(ANN)
    for who in (group("Ann"), group("Bob"), personal("Bob")):
        await registered.press(file_button(answer, "csv"), **who, **TENANT)
    for chat in (GROUP_ID, BOB):
        await said(registered, chat, notice_texts.OLD_ANSWER)
    assert not attached(registered, ANN, CONSENT)
    await registered.press(file_button(answer, "csv"), **personal("Ann"), **TENANT)
    await offer_in(registered, ANN)

    assert not attached(registered, BOB, CONSENT)


@pytest.mark.parametrize(
    ("places", "who", "is_refused"),
    [
        ("channels", team, True),
        ("channels", group, False),
        ("groups", team, True),
        ("groups", group, True),
    ],
)
async def test_where_answers_are_private_earlier_ones_give_no_files(
    start_registered: Start,
    tmp_path: Path,
    places: str,
    who: Callable[..., Changes],
    *,
    is_refused: bool,
) -> None:
    """The setting is new; what stands there was for everyone who reads it, its file is not."""
    store = f"sqlite:///{tmp_path}/bot.sqlite3"
    before = await start_registered(STORAGE=store)
    await before.say("Top 24 products by revenue", **who(), **TENANT)
    answer = await before.answered(chat_of(who()))
    await before.close()
    world = await start_registered(STORAGE=store, ANSWERS_IN_PRIVATE=places)
    await world.press(file_button(answer, "csv"), **who("Bob"), **TENANT)
    if is_refused:
        await said(world, chat_of(who()), talk_texts.DATA_NOT_HERE)
        await world.close()
        assert not attached(world, BOB, CONSENT)
    else:
        await offer_in(world, BOB)
