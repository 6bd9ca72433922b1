"""People ask with their own identity: what an administrator or a sign-out changes afterwards."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from cards import AMERICAN, ActionKind
from cards.texts import (
    answer_texts,
    identity_texts,
    notice_texts,
    own_problem_texts,
    permission_texts,
    problem_texts,
)
from simulator import SALES_SPACE_ID, SUPPORT_SPACE_ID
from simulator.token_service.service import ChannelUser
from tests.bot.export.offers import linked
from tests.cards.look import actions, texts_of, words
from tests.conversations.test_history import button, history
from tests.harness import company
from tests.harness.company import STORES_BY_MONTH, answers_of, seen
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, chat_of, group, personal, webchat
from tests.harness.sign_in import SignIn, TeamsClient, card
from tests.harness.world import World, card_of

ANN = "a:ann"

StartCompany = Callable[..., Awaitable[World]]


@pytest.fixture
def start_company(start: Start, sign_in: SignIn, tmp_path: Path) -> StartCompany:
    """Starts a bot that asks with its own identity until that is changed; people are signed in."""

    async def begin(**settings: str) -> World:
        company.sign_all_in(sign_in)
        store = f"sqlite:///{tmp_path}/bot.sqlite3"
        own = {**sign_in.settings(), "GENIE_IDENTITY": "bot"}
        return await start(STORAGE=store, **{**own, **settings})

    return begin


def requests_of_the_bot(world: World) -> int:
    """Return how many requests Databricks got with the bot's identity."""
    return sum(request.user_name == "genie-bot" for request in world.workspace.requests)


async def test_what_was_read_with_the_bots_identity_is_not_read_again_with_it(
    start_company: StartCompany,
) -> None:
    """Once people ask a space with their own: no page, no link and no history of before."""
    world = await start_company()
    await world.say(STORES_BY_MONTH, **personal())
    answer = await world.answered(ANN)
    await world.say(STORES_BY_MONTH, **webchat())
    link = await linked(world, await world.answered(chat_of(webchat())), "csv", webchat())
    listed = await history(world, **personal())
    assert seen(words(answer)) > {"Ann"}
    await world.close()

    world = await start_company(GENIE_IDENTITY="user")
    before, sent = requests_of_the_bot(world), len(world.channel.log_of(ANN))
    response = await world.client.get(link)
    assert response.status != 200
    await world.press(actions(card_of(answer), ActionKind.ROWS)[0], **personal())
    await world.press(button(listed, ActionKind.OPEN), **personal())
    problem = problem_texts.REFERENCE.partition("{")[0]
    await world.until(lambda: problem in words(world.channel.of(ANN)))
    await world.close()

    said = [call.activity for call in world.channel.log_of(ANN)[sent:]]
    assert requests_of_the_bot(world) == before
    assert seen(repr(said)) == set()
    assert AMERICAN.say(
        notice_texts.FAILED, advice=own_problem_texts.OWN_IDENTITY_CHANGED.advice
    ) in words(said)


async def test_answers_say_with_whose_permissions_they_were_read(
    start_company: StartCompany, tmp_path: Path
) -> None:
    """In a company where people ask one of two spaces with their own identity."""
    listed = [
        {"id": SALES_SPACE_ID, "name": "Sales", "identity": "user"},
        {"id": SUPPORT_SPACE_ID, "name": "Support"},
    ]
    (tmp_path / "spaces.json").write_text(json.dumps(listed), "utf-8")
    world = await start_company(GENIE_SPACES=str(tmp_path / "spaces.json"))
    await world.say(STORES_BY_MONTH, **group())
    own = card_of(await world.answered(ANN))
    await world.say("/space Support", **group())
    await world.say("How many tickets are open?", **group())
    shared = card_of(await world.answered(GROUP_ID))

    assert texts_of(own)[-1].startswith(permission_texts.YOURS)
    assert texts_of(shared)[-1].startswith(permission_texts.OF_BOT)
    assert not actions(shared, ActionKind.ASK_WITH_MINE)


async def test_without_own_identities_nothing_is_said_of_permissions(
    start_company: StartCompany,
) -> None:
    """Answers stand in groups as before, and everyone can press their buttons."""
    world = await start_company()
    await world.say(STORES_BY_MONTH, **group())
    answer = await world.answered(GROUP_ID)
    await world.press(actions(card_of(answer), ActionKind.ROWS)[0], **group("Bob"))
    await world.until(lambda: card_of(world.answers(GROUP_ID)[0]) != card_of(answer))

    assert texts_of(card_of(answer))[-1].startswith(f"[{answer_texts.POWERED_BY}]")
    assert "permissions" not in words(answer)


async def test_who_is_signed_out_shares_after_the_next_sign_in(
    start_own: Start, own_sign_in: SignIn
) -> None:
    """The card comes in the own chat; the group sees nothing of it."""
    company.sign_all_in(own_sign_in)
    world = await start_own()
    await world.say(STORES_BY_MONTH, **group())
    answer = await world.answered(ANN)
    own_sign_in.service.sign_out(ChannelUser("msteams", "29:ann"))
    share = actions(card_of(answer), ActionKind.SHARE)[0]
    await world.press(share, **personal())
    shown = await card(world)
    assert identity_texts.SIGN_IN_AGAIN in str(shown["attachments"])
    client = TeamsClient(world, own_sign_in, company.IDENTITIES["Ann"], personal())
    assert (await client.exchange(shown)).status == 200
    await world.press(share, **personal())
    await world.answered(GROUP_ID)

    assert answers_of(world, GROUP_ID) == ["Ann"]
    assert len(world.channel.of(GROUP_ID)) == 2
