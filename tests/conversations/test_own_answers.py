"""Answers in groups, where people ask with their own identity: in private, shared, or shown."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.turns.routes import KEEPER
from cards import ActionKind
from cards.texts import notice_texts, permission_texts, talk_texts
from simulator import Fault
from tests.cards.look import actions, texts_of, words
from tests.harness import company
from tests.harness.company import STORES_BY_MONTH, answers_of, in_cards, requests_of, seen, sent_to
from tests.harness.fake_channel import Refusal
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, TEAM_ID, group, personal, team
from tests.harness.sign_in import SignIn
from tests.harness.world import World, card_of

ANN, BOB = "a:ann", "a:bob"

StartCompany = Callable[..., Awaitable[World]]


@pytest.fixture
def start_company(start: Start, sign_in: SignIn, tmp_path: Path) -> StartCompany:
    """Starts a bot whose people ask with their own identity, and are signed in."""

    async def begin(**settings: str) -> World:
        company.sign_all_in(sign_in)
        store = f"sqlite:///{tmp_path}/bot.sqlite3"
        return await start(STORAGE=store, **{**sign_in.settings(), **settings})

    return begin


def payload(world: World, chat: str, do: ActionKind, number: int = -1) -> dict[str, Any]:
    """Return the payload of a button of an answer in a chat; by default of the last answer."""
    return actions(card_of(world.answers(chat)[number]), do)[0]


async def told(world: World, chat: str, sentence: str, count: int = 1) -> None:
    """Wait until a chat has this sentence so many times."""
    await world.until(lambda: words(world.channel.of(chat)).count(sentence) >= count)


def in_group(activity: dict[str, Any]) -> bool:
    """Whether a call of the channel is for the group."""
    return bool(activity.get("conversation", {}).get("id") == GROUP_ID)


async def asked_in_group(world: World, name: str = "Ann") -> None:
    """Let somebody ask in the group, and wait for the answer in their own chat."""
    await world.say(STORES_BY_MONTH, **group(name))
    await world.answered(f"a:{name.lower()}")


async def shared(world: World) -> None:
    """Let Ann ask in the group, and share the answer."""
    await asked_in_group(world)
    await world.press(payload(world, ANN, ActionKind.SHARE), **personal())
    await told(world, ANN, permission_texts.SHARED)


@pytest.mark.parametrize("who", [group(), team()], ids=["group", "team"])
async def test_an_answer_for_one_person_comes_in_their_own_chat(
    start_company: StartCompany, who: dict[str, Any]
) -> None:
    """The group gets one line, and no row."""
    world = await start_company()
    await world.say(STORES_BY_MONTH, **who)
    answer = await world.answered(ANN)

    there = who["conversation"]["id"]
    assert seen(words(answer)) == {"Ann"}
    (line,) = world.channel.of(there)
    assert line["text"] == permission_texts.PRIVATE_BECAUSE_YOURS.format(name="Ann")
    assert texts_of(card_of(answer))[-1].startswith(permission_texts.YOURS)


async def test_two_people_of_a_group_see_different_rows(start_company: StartCompany) -> None:
    """Each gets what they may see, in their own chat."""
    world = await start_company()
    for name in ("Ann", "Bob"):
        await asked_in_group(world, name)
    await world.close()

    assert [seen(sent_to(world.channel, chat)) for chat in (ANN, BOB)] == [{"Ann"}, {"Bob"}]
    assert seen(sent_to(world.channel, GROUP_ID)) == set()


async def test_in_groups_answers_can_be_shown(start_company: StartCompany) -> None:
    """They say whose permissions show this; an answer cannot be shared where it is."""
    world = await start_company(OWN_ANSWERS_IN_GROUPS="shown")
    await world.say(STORES_BY_MONTH, **group())
    card = card_of(await world.answered(GROUP_ID))

    assert texts_of(card)[-1].startswith(permission_texts.OF_PERSON.format(name="Ann"))
    assert not actions(card, ActionKind.SHARE)
    assert world.channel.of(ANN) == []


async def test_the_stricter_of_two_settings_wins(start_company: StartCompany) -> None:
    """Where no answers may stand, none are shown and none are shared."""
    world = await start_company(OWN_ANSWERS_IN_GROUPS="shown", ANSWERS_IN_PRIVATE="groups")
    await world.say(STORES_BY_MONTH, **group())
    card = card_of(await world.answered(ANN))

    assert not actions(card, ActionKind.SHARE)
    await told(world, GROUP_ID, talk_texts.PRIVATE_BECAUSE.format(name="Ann"))


async def test_what_was_asked_in_the_own_chat_is_not_shared(start_company: StartCompany) -> None:
    """There is no group to which it would go."""
    world = await start_company()
    await world.say(STORES_BY_MONTH, **personal())
    card = card_of(await world.answered(ANN))

    assert not actions(card, ActionKind.SHARE)
    assert not actions(card, ActionKind.ASK_WITH_MINE)


async def test_an_answer_is_shared_as_it_is_shown(start_company: StartCompany) -> None:
    """It names who shared it, and has the page that this person has turned to."""
    world = await start_company()
    await asked_in_group(world)
    first = words(card_of(world.answers(ANN)[0]))
    await world.press(payload(world, ANN, ActionKind.ROWS), **personal())
    await world.until(lambda: words(card_of(world.answers(ANN)[0])) != first)
    await world.press(payload(world, ANN, ActionKind.SHARE), **personal())
    await told(world, ANN, permission_texts.SHARED)

    (answer,) = world.answers(GROUP_ID)
    said, shared_by = texts_of(card_of(answer)), permission_texts.SHARED_BY.format(name="Ann")
    assert shared_by in said
    texts = [call.activity.get("text") for call in world.channel.log_of(GROUP_ID)]
    assert texts == [permission_texts.PRIVATE_BECAUSE_YOURS.format(name="Ann"), shared_by, None]
    assert said[-1].startswith(permission_texts.OF_PERSON.format(name="Ann"))
    rows = [text for text in said if text.startswith("Rows ")]
    assert rows == [t for t in texts_of(card_of(world.answers(ANN)[0])) if t.startswith("Rows ")]
    assert rows[0].startswith("Rows 11")


async def test_an_answer_is_shared_once(start_company: StartCompany) -> None:
    """A second press says that it was."""
    world = await start_company()
    await shared(world)
    await world.press(payload(world, ANN, ActionKind.SHARE), **personal())
    await told(world, ANN, permission_texts.SHARED_BEFORE)

    assert len(world.answers(GROUP_ID)) == 1


async def test_an_answer_is_shared_in_the_thread_of_its_question(
    start_company: StartCompany,
) -> None:
    """In a channel, replies stand in threads."""
    world = await start_company()
    await world.say(STORES_BY_MONTH, **team())
    await world.answered(ANN)
    await world.press(payload(world, ANN, ActionKind.SHARE), **personal())
    await world.answered(TEAM_ID)

    assert answers_of(world, TEAM_ID) == ["Ann"]


@pytest.mark.parametrize("kind", [ActionKind.SHARE, ActionKind.ROWS, ActionKind.RATE])
async def test_nobody_else_can_press_what_stands_in_a_chat_of_one(
    start_company: StartCompany, kind: ActionKind
) -> None:
    """A payload is found only where its answer stands, and there only the asker is."""
    world = await start_company()
    await asked_in_group(world)
    forged = payload(world, ANN, kind)
    for who in (group("Bob"), personal("Bob")):
        await world.press(forged, **who)
    await told(world, BOB, notice_texts.OLD_ANSWER)
    await told(world, GROUP_ID, notice_texts.OLD_ANSWER)

    assert world.answers(GROUP_ID) == world.answers(BOB) == []


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (403, permission_texts.SHARE_REFUSED),
        (404, permission_texts.SHARE_REFUSED),
        (400, permission_texts.SHARE_FAILED),
        (502, permission_texts.SHARE_UNCERTAIN),
    ],
)
async def test_what_the_group_refuses_is_told(
    start_company: StartCompany, status: int, sentence: str
) -> None:
    """Where it certainly did not arrive, it can be shared again."""
    world = await start_company()
    await asked_in_group(world)

    def refuse(_: str, activity: dict[str, Any]) -> Refusal | None:
        return Refusal(status) if in_group(activity) else None

    world.channel.refuse = refuse
    await world.press(payload(world, ANN, ActionKind.SHARE), **personal())
    await told(world, ANN, sentence)
    world.channel.refuse = lambda *_: None
    await world.press(payload(world, ANN, ActionKind.SHARE), **personal())
    is_lost = sentence != permission_texts.SHARE_UNCERTAIN
    await told(world, ANN, permission_texts.SHARED if is_lost else permission_texts.SHARED_BEFORE)

    assert len(world.answers(GROUP_ID)) == is_lost


async def test_who_lost_access_shares_nothing(start_company: StartCompany, sign_in: SignIn) -> None:
    """The answer is read again, and not taken from memory."""
    world = await start_company()
    await asked_in_group(world)
    world.workspace.access.remove_user(company.IDENTITIES["Ann"])
    await world.press(payload(world, ANN, ActionKind.SHARE), **personal())
    await told(world, ANN, notice_texts.FAILED.partition("{")[0])
    world.workspace.access.restore()
    await world.press(payload(world, ANN, ActionKind.SHARE), **personal())
    await told(world, ANN, permission_texts.SHARED)

    assert answers_of(world, GROUP_ID) == ["Ann"]


async def test_sharing_works_after_a_restart_and_elsewhere(start_company: StartCompany) -> None:
    """What was asked of one process is shared by the next, once for all."""
    first = await start_company()
    await asked_in_group(first)
    await first.close()
    second, third = await start_company(), await start_company()
    press = payload(second, ANN, ActionKind.SHARE)
    await second.press(press, **personal())
    await told(second, ANN, permission_texts.SHARED)
    await third.press(press, **personal())
    await told(third, ANN, permission_texts.SHARED_BEFORE)

    assert answers_of(second, GROUP_ID) == ["Ann"]


async def test_presses_at_two_instances_share_once(start_company: StartCompany) -> None:
    """The first one to mark the answer posts it; the other says that it was shared."""
    one, other = await start_company(), await start_company()
    await asked_in_group(one)
    press = payload(one, ANN, ActionKind.SHARE)
    await asyncio.gather(*(each.press(press, **personal()) for each in (one, other)))
    for sentence in (permission_texts.SHARED, permission_texts.SHARED_BEFORE):
        await told(one, ANN, sentence)

    assert answers_of(one, GROUP_ID) == ["Ann"]


@pytest.mark.parametrize("is_placed", [False, True])
async def test_what_one_process_began_to_share_another_finishes(
    start_company: StartCompany, *, is_placed: bool
) -> None:
    """The answer is in the group once, in the message that was chosen for it."""
    first = await start_company(SHUTDOWN_GRACE_S="0")
    await asked_in_group(first)
    if is_placed:
        first.channel.refuse = lambda method, activity: (
            Refusal(503) if method == "PUT" and in_group(activity) else None
        )
    else:
        first.workspace.fail_next(
            Fault.STATUS, method="GET", path_contains="/messages/", status=429, retry_after=3600
        )
    before = first.polls()
    await first.press(payload(first, ANN, ActionKind.SHARE), **personal())
    await first.until(lambda: bool(first.channel.of(GROUP_ID)[1:]) or first.polls() > before)
    await first.close()
    first.channel.refuse = lambda *_: None
    second = await start_company()
    await told(second, ANN, permission_texts.SHARED)

    assert answers_of(second, GROUP_ID) == ["Ann"]
    assert len(second.channel.of(GROUP_ID)) == 2


@pytest.mark.parametrize("kind", [ActionKind.ROWS, ActionKind.KIND, ActionKind.ASK_WITH_MINE])
@pytest.mark.parametrize("mode", ["private", "shown"])
async def test_for_others_the_buttons_ask_with_their_own_identity(
    start_company: StartCompany, kind: ActionKind, mode: str
) -> None:
    """Nothing is read with the identity of who shared it, and the answer stays as it is."""
    world = await start_company(OWN_ANSWERS_IN_GROUPS=mode)
    if mode == "shown":
        await world.say(STORES_BY_MONTH, **group())
        await world.answered(GROUP_ID)
    else:
        await shared(world)
    before, card = requests_of(world.workspace, "Ann"), card_of(world.answers(GROUP_ID)[0])
    for _ in range(2):  # a press that is repeated asks once
        await world.press(payload(world, GROUP_ID, kind, 0), **group("Bob"))
    there = GROUP_ID if mode == "shown" else BOB
    await world.until(lambda: "Bob" in answers_of(world, there))
    await world.close()

    assert requests_of(world.workspace, "Ann") == before
    assert card_of(world.answers(GROUP_ID)[0]) == card
    assert len(world.answers(there)) == 1 + (mode == "shown")
    assert seen(sent_to(world.channel, BOB)) <= {"Bob"}


async def test_who_asks_again_in_a_group_asks_with_their_own_identity(
    start_company: StartCompany,
) -> None:
    """The card of a problem is there for all."""
    world = await start_company(OWN_ANSWERS_IN_GROUPS="shown")
    await world.say(f"{STORES_BY_MONTH} [fail]", **group("Ann"))
    await world.until(lambda: bool(in_cards(world, GROUP_ID, ActionKind.ASK)))
    await world.press(in_cards(world, GROUP_ID, ActionKind.ASK)[-1], **group("Bob"))
    await world.until(lambda: len(world.workspace.questions()) > 1)

    asked = [question.user_name for question in world.workspace.questions()]
    assert asked == [company.IDENTITIES[name].user_name for name in ("Ann", "Bob")]


async def test_who_shared_it_can_turn_its_pages(start_company: StartCompany) -> None:
    """They show the group more of what they may see; also another process knows whose it is."""
    world = await start_company()
    await shared(world)
    await world.close()
    world = await start_company()
    card = card_of(world.answers(GROUP_ID)[0])
    await world.press(payload(world, GROUP_ID, ActionKind.ROWS), **group("Ann"))
    await world.until(lambda: card_of(world.answers(GROUP_ID)[0]) != card)

    assert answers_of(world, GROUP_ID) == ["Ann"]


async def test_what_others_think_stays_on_the_card(start_company: StartCompany) -> None:
    """Genie learns the ratings of who asked only, with their identity; no press reads with it."""
    world = await start_company()
    await shared(world)
    before = requests_of(world.workspace, "Ann")
    await world.press(payload(world, GROUP_ID, ActionKind.RATE), **group("Bob"))
    await told(world, GROUP_ID, permission_texts.RATING_NOTED)
    assert requests_of(world.workspace, "Ann") == before

    await world.press(payload(world, GROUP_ID, ActionKind.RATE), **group("Ann"))
    await told(world, GROUP_ID, "Helpful to Bob, Ann")
    conversations = world.workspace.conversations.values()
    (message,) = [m for each in conversations for m in each.messages.values()]
    assert message.feedback == {"rating": "POSITIVE"}


async def test_where_answers_are_private_again_earlier_ones_show_no_more(
    start_company: StartCompany,
) -> None:
    """An administrator has changed the setting; a shared answer stays one."""
    world = await start_company(OWN_ANSWERS_IN_GROUPS="shown")
    await world.say(STORES_BY_MONTH, **group())
    card = card_of(await world.answered(GROUP_ID))
    await world.close()
    world = await start_company()
    await world.press(actions(card, ActionKind.ROWS)[0], **group())
    await told(world, GROUP_ID, talk_texts.DATA_NOT_HERE)

    assert card_of(world.answers(GROUP_ID)[0]) == card


async def test_a_shared_answer_is_in_the_audit(start_company: StartCompany) -> None:
    """By whom, of which question, and in which chat it was posted."""
    world = await start_company()
    await shared(world)
    assert world.client.app is not None
    trail = await world.client.app[KEEPER].store.trail.since(0)
    lines = {line["kind"]: line for line in trail}

    assert len(trail) == len(lines) == 2
    assert lines["share"]["detail"] == GROUP_ID
    assert lines["share"]["outcome"] == "shared"
    assert lines["share"]["reference"] == lines["question"]["reference"]
    assert lines["share"]["user_id"] == lines["question"]["user_id"]
