"""Where a person's own answers must not come, and where their question must not be lost."""

import asyncio
import gc
import json
from pathlib import Path

import pytest

from cards.texts import own_problem_texts, problem_texts
from simulator import MEI, SALES_SPACE_ID, SUPPORT_SPACE_ID
from simulator.token_service.service import ChannelUser
from tests.cards.look import words
from tests.harness import company
from tests.harness.company import STORES_BY_MONTH, seen, sent_to
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, group, personal
from tests.harness.registration import PublishedKeys
from tests.harness.sign_in import SignIn, TeamsClient, card, cards

ANN = "a:ann"


@pytest.fixture
def sign_in(own_sign_in: SignIn) -> SignIn:
    """A token service that demands the bot's own token."""
    return own_sign_in


@pytest.mark.parametrize(
    "change",
    [
        {"OWN_ANSWERS_IN_GROUPS": "private"},
        {"OWN_ANSWERS_IN_GROUPS": "shown", "ANSWERS_IN_PRIVATE": "groups"},
    ],
    ids=["own answers", "all answers"],
)
async def test_a_question_from_before_a_change_of_the_settings_is_not_answered_in_the_group(
    start_own: Start, sign_in: SignIn, tmp_path: Path, change: dict[str, str]
) -> None:
    """It waited for a sign-in when the bot was started again."""
    store = f"sqlite:///{tmp_path}/bot.sqlite3"
    one = await start_own(STORAGE=store, OWN_ANSWERS_IN_GROUPS="shown")
    await one.say(STORES_BY_MONTH, **group("Ann"))
    shown = await card(one)
    await one.close()
    two = await start_own(STORAGE=store, **change)

    await TeamsClient(two, sign_in, MEI, personal("Ann")).exchange(shown)

    await two.until(lambda: problem_texts.HIDDEN.happened in words(two.channel.of(GROUP_ID)))
    assert seen(sent_to(two.channel, GROUP_ID)) == set()


async def test_all_questions_that_waited_for_a_space_are_asked_in_private(
    start_own: Start, sign_in: SignIn, tmp_path: Path
) -> None:
    """One turn chooses the space of several questions of a group."""
    path = tmp_path / "spaces.json"
    spaces = [{"id": SALES_SPACE_ID, "name": "Sales"}, {"id": SUPPORT_SPACE_ID, "name": "Support"}]
    path.write_text(json.dumps(spaces), "utf-8")
    company.sign_all_in(sign_in)
    world = await start_own(DATABRICKS_SPACE_ID="", GENIE_SPACES=str(path))
    for text in ("Show revenue by region", "Show revenue by month"):
        await world.press({"v": 1, "do": "ask", "id": "", "text": text}, **group("Ann"))

    await world.say("1", **group("Ann"))

    await world.answered(ANN, count=2)


@pytest.mark.parametrize("limit", ["0", "100"])
async def test_a_token_is_gone_with_the_work(start_own: Start, sign_in: SignIn, limit: str) -> None:
    """Equal questions share an answer only while it is being worked on."""
    company.sign_all_in(sign_in, ["Ann"])
    world = await start_own(GENIE_QUESTIONS_PER_MINUTE=limit)
    await world.say("Show revenue by region", **personal("Ann"))
    await world.answered(ANN)
    await asyncio.sleep(2)
    gc.collect()
    sign_in.service.sign_out(ChannelUser("msteams", "29:ann"))

    await world.say("And by month?", **personal("Ann"))

    await world.until(lambda: bool(cards(world)) or len(world.answers(ANN)) > 1)
    assert cards(world)


@pytest.mark.parametrize("channel_id", ["directline", "webchat"])
async def test_a_page_that_names_somebody_else_gets_nothing_of_theirs(
    start_own: Start, sign_in: SignIn, published: PublishedKeys, channel_id: str
) -> None:
    """In these channels the page chooses the sender, so that nobody has a token there."""
    published.endorsements.append(channel_id)
    world = await start_own()
    company.sign_all_in(sign_in, ["Ann"], channel=channel_id)
    where = {"conversation": {"id": "page"}, "channelId": channel_id}

    await world.say(STORES_BY_MONTH, **{"from": {"id": "29:ann", "name": "Ann"}}, **where)

    refusal = own_problem_texts.OWN_SENDER_UNPROVEN.happened
    await world.until(lambda: refusal in words(world.channel.of("page")))
    assert seen(sent_to(world.channel, "page")) == set()
    assert sign_in.service.calls == []
