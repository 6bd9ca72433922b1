"""After the sign-in: tokens that expire, other instances, buttons of answers, other channels."""

import asyncio
import json
from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpServer

from cards import ActionKind
from cards.texts import file_texts, identity_texts, talk_texts
from simulator import MEI, Workspace
from simulator.token_service.service import ChannelUser
from testkit.scaled import ScaledClock, put_on
from tests.bot.export.offers import file_button
from tests.cards.look import elements, words
from tests.conversations.test_history import button, history
from tests.conversations.test_redrawing import rows_button
from tests.harness.fixtures import Start
from tests.harness.people import Changes, chat_of, emulator, personal
from tests.harness.sign_in import (
    SignIn,
    TeamsClient,
    card,
    cards,
    choose_on_page,
    serve_token_service,
    sign_in_link,
)
from tests.harness.world import World, card_of

ASK = "Revenue by month for all time"
# For long enough that the token expires meanwhile, on the bot's clock and the workspace's.
LONG, LIFETIME_S = "Show revenue by region [slow 550]", 400
ANN = personal("Ann")
USER = ChannelUser("msteams", "29:ann")


@pytest.fixture
def sign_in(own_sign_in: SignIn) -> SignIn:
    """A token service that demands the bot's own token."""
    return own_sign_in


@pytest.fixture
async def world(start_own: Start, clock: ScaledClock) -> World:
    """A bot whose people ask with their own identity; its workspace is on the same clock."""
    world = await start_own()
    put_on(clock, world.workspace)
    return world


@pytest.fixture
def ann(world: World, sign_in: SignIn) -> TeamsClient:
    """Ann's client: in Entra she is Mei, who sees the rows of one region."""
    return TeamsClient(world, sign_in, MEI, ANN)


async def signed_in(client: TeamsClient, question: str = ASK) -> None:
    """Ask, and sign in silently."""
    await client.world.say(question, **client.place)
    assert (await client.exchange(await card(client.world))).status == 200


async def test_a_token_is_renewed_in_the_middle_of_an_answer(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """The person does not notice."""
    sign_in.service.entra.set_lifetime(LIFETIME_S)
    await signed_in(ann, LONG)

    answer = await world.answered("a:ann")

    assert "North" in words(answer)
    assert [call.name for call in sign_in.service.calls[2:]] == ["GetToken"]
    assert cards(world) == []
    assert len(world.workspace.questions()) == 1


async def test_a_token_that_is_gone_in_the_middle_is_asked_for(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """Genie goes on meanwhile, and its answer is fetched after the sign-in."""
    sign_in.service.entra.set_lifetime(LIFETIME_S)
    await signed_in(ann, LONG)
    await world.until(lambda: world.polls() > 10)
    await sign_out(world, sign_in)

    again = await card(world)
    assert (await ann.exchange(again)).status == 200

    assert "North" in words(await world.answered("a:ann"))
    assert len(world.answers("a:ann")) == 1
    assert len(world.workspace.questions()) == 1


@pytest.fixture
def instance(start_own: Start, tmp_path: Path) -> Start:
    """Starts an instance with the shared store."""

    async def instance(**settings: str) -> World:
        return await start_own(STORAGE=f"sqlite:///{tmp_path}/bot.sqlite3", **settings)

    return instance


async def test_a_sign_in_at_another_instance_wakes_the_question(
    instance: Start, sign_in: SignIn, clock: ScaledClock
) -> None:
    """Within 3 s."""
    one, other = await instance(), await instance()
    await clock.sleep(3)
    await one.say("Show revenue by region", **ANN)
    shown = await card(one)

    assert (await TeamsClient(other, sign_in, MEI, ANN).exchange(shown)).status == 200
    signed_in_at = clock.monotonic()
    await one.until(lambda: sign_in.service.count("GetTokenOrSignInResource") == 2)
    woken_after_s = clock.monotonic() - signed_in_at

    assert woken_after_s < 3
    assert "North" in words(await one.answered("a:ann"))
    assert len(one.workspace.questions()) == 1


async def test_the_next_process_waits_on_with_the_same_card(
    instance: Start, sign_in: SignIn
) -> None:
    """The record has it; after the sign-in there is one answer."""
    one = await instance()
    await one.say(ASK, **ANN)
    shown = await card(one)
    await one.close()
    other = await instance()
    await other.until(lambda: sign_in.service.count("GetTokenOrSignInResource") == 2)

    assert (await TeamsClient(other, sign_in, MEI, ANN).exchange(shown)).status == 200

    await other.answered("a:ann")
    assert len(other.answers("a:ann")) == 1
    assert len(other.workspace.questions()) == 1
    await other.until(lambda: cards(other) == [])


async def test_a_token_is_stored_nowhere(
    instance: Start, sign_in: SignIn, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The token service keeps it."""
    world = await instance()
    with caplog.at_level("DEBUG"):
        await signed_in(TeamsClient(world, sign_in, MEI, ANN))
        await world.answered("a:ann")
    await world.close()

    kept = sign_in.service.token_of(USER, "databricks", "")
    assert kept is not None
    token = str(kept["token"])
    stored = b"".join(path.read_bytes() for path in files_in(tmp_path))
    sent = json.dumps([activity for _, activity in world.channel.calls])
    assert token.encode() not in stored
    assert token not in sent
    assert token not in caplog.text


def files_in(folder: Path) -> list[Path]:
    """Return the files of a store."""
    return list(folder.iterdir())


# ---- buttons of answers


async def test_other_rows_are_read_with_the_persons_token(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """Without one the card comes, and the button works after the sign-in."""
    await signed_in(ann)
    answer = await world.answered("a:ann")
    await sign_out(world, sign_in)
    await world.press(rows_button(answer, 10), **ANN)

    shown = await card(world)
    assert identity_texts.SIGN_IN_AGAIN in str(shown["attachments"])
    assert (await ann.exchange(shown)).status == 200
    (before,) = world.answers("a:ann")
    await world.press(rows_button(before, 10), **ANN)
    await world.until(lambda: "Rows 11–20" in words(world.answers("a:ann")))


async def test_a_rating_is_told_after_the_next_sign_in(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """One card, not one for each thing that is done with a press."""
    await signed_in(ann)
    answer = await world.answered("a:ann")
    await sign_out(world, sign_in)
    thumb = {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": ""}}
    activity = world.activity(
        None, type="invoke", name="message/submitAction", value=thumb, replyToId=answer["id"]
    )
    assert (await world.post(activity)).status == 200

    await card(world)
    await asyncio.sleep(1)
    assert len(cards(world)) == 1


async def test_a_file_needs_a_sign_in(world: World, sign_in: SignIn, ann: TeamsClient) -> None:
    """The rows are read again for it."""
    await signed_in(ann)
    answer = await world.answered("a:ann")
    await sign_out(world, sign_in)
    await world.press(file_button(answer, "csv"), **ANN)

    await card(world)
    await world.until(lambda: file_texts.FILE_SIGN_IN.happened in words(world.channel.of("a:ann")))


async def test_a_question_is_deleted_with_the_persons_token(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """It stays in the list until that is possible."""
    await signed_in(ann)
    await world.answered("a:ann")
    await sign_out(world, sign_in)
    await delete(world)

    assert (await ann.exchange(await card(world))).status == 200
    assert world.deletions() == []
    await delete(world, count=2)
    await world.until(lambda: talk_texts.DELETED in [m.get("text") for m in messages(world)])
    assert len(world.deletions()) == 1


async def test_an_answer_is_opened_again_after_a_sign_in(
    world: World, sign_in: SignIn, ann: TeamsClient
) -> None:
    """It waits like a question: nothing has to be pressed again."""
    await signed_in(ann)
    await world.answered("a:ann")
    await sign_out(world, sign_in)
    await world.press(button(await history(world, **ANN), ActionKind.OPEN), **ANN)

    assert (await ann.exchange(await card(world))).status == 200
    assert talk_texts.REOPENED in words(await world.answered("a:ann", count=2))


def messages(world: World) -> list[dict[str, object]]:
    """Return what stands in Ann's chat."""
    return world.channel.of("a:ann")


async def sign_out(world: World, sign_in: SignIn) -> None:
    """Let the token service forget everybody, once nothing has a token in memory."""
    await world.until(lambda: cards(world) == [])
    sign_in.service.sign_out(USER)


async def delete(world: World, *, count: int = 1) -> None:
    """Delete the newest question in the history."""
    await world.press(button(await history(world, count=count, **ANN), ActionKind.DELETE), **ANN)
    await world.until(lambda: talk_texts.DELETE_TITLE in words(messages(world)))
    await world.say("yes", **ANN)


# ---- without a registration, and in other channels


@pytest.mark.parametrize("place", [personal("Ann"), emulator("Ann")], ids=["teams", "emulator"])
async def test_a_local_bot_shows_a_link(
    start: Start, workspace: tuple[Workspace, str], aiohttp_server: AiohttpServer, place: Changes
) -> None:
    """Emulators would take Microsoft's token service; the simulated page tells the bot itself."""
    sign_in = await serve_token_service(workspace[0], aiohttp_server)
    world = await start(**sign_in.settings(), DATABRICKS_TOKEN="")
    sign_in.service.bot_url = str(world.client.make_url("/api/messages"))
    await world.say(ASK, **place)
    shown = await card(world, chat_of(place))
    (link,) = [b["url"] for b in elements(card_of(shown), "Action.OpenUrl")]

    await choose_on_page(link, MEI)

    await world.answered(chat_of(place))
    assert sign_in_link(shown) == link
