"""A space that a person may not ask is, to them, as if it were not there."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.turns.routes import KEEPER
from cards import ActionKind, CardAction
from cards.texts import (
    access_texts,
    command_texts,
    file_texts,
    forget_texts,
    notice_texts,
    talk_texts,
    welcome_texts,
)
from simulator import SALES_SPACE_ID, SUPPORT_SPACE_ID
from tests.bot.export.offers import attached
from tests.cards.look import elements, words
from tests.clocks import JumpingClock
from tests.conversations.access import (
    CONTACT,
    FINANCE,
    PAYROLL,
    PAYROLL_ABOUT,
    PAYROLL_QUESTION,
    StartFor,
    known,
    person_id,
)
from tests.conversations.test_history import history
from tests.harness.graph import FakeGraph
from tests.harness.people import GROUP_ID, Changes, group, personal, team
from tests.harness.world import World, card_of

ANN, BOB = known(personal("Ann")), known(personal("Bob"))
ANN_IN_GROUP, BOB_IN_GROUP = known(group("Ann")), known(group("Bob"))
FOR_ANN = {"people": [person_id("Ann")]}
FOR_FINANCE = {"groups": [FINANCE]}
ADDED: Changes = {"type": "conversationUpdate", "membersAdded": [{"id": "28:bot"}]}
QUESTION = "Top 24 products by revenue"
SUPPORT = "Show tickets by priority"
NO_ACCESS = access_texts.NO_ACCESS.format(contact=CONTACT)
NO_SPACE = access_texts.NO_SPACE_AT_ALL.format(contact=CONTACT)
NOT_KNOWN = access_texts.NOT_KNOWN.format(contact=CONTACT)


async def said(world: World, text: str, chat: str) -> None:
    """Wait until this text is in the chat."""
    await world.until(lambda: text in words(world.channel.of(chat)))


def spaces_asked(world: World) -> list[str]:
    """Return the spaces of all questions in Genie."""
    return [asked.space_id for asked in world.workspace.questions()]


def assert_nothing_leaks(world: World, chat: str, *, typed: str = "") -> None:
    """Check that nothing in a chat tells of the space Payroll but what was typed there."""
    seen = words(world.channel.of(chat))
    for quoted in (typed, typed.removeprefix("/space ")):
        seen = seen.replace(quoted, "") if len(quoted) > len("Show") else seen
    secrets = (PAYROLL, PAYROLL_ABOUT, PAYROLL_QUESTION, SALES_SPACE_ID)
    assert [secret for secret in secrets if secret in seen] == []


@pytest.mark.parametrize(
    "typed",
    [
        "/space",
        "/space 2",
        f"/space {PAYROLL}",
        "/help",
        "hi",
        "history",
        "/whoami",
        "/new",
        SUPPORT,
        PAYROLL_QUESTION,
    ],
)
async def test_nothing_typed_shows_a_forbidden_space(start_for: StartFor, typed: str) -> None:
    """Also not as the default, for which others need not choose."""
    world = await start_for(FOR_ANN, None, DATABRICKS_SPACE_ID=SALES_SPACE_ID)
    await world.say(typed, **BOB)
    await world.until(lambda: bool(world.channel.of("a:bob")))
    await world.close()

    assert_nothing_leaks(world, "a:bob", typed=typed)
    assert SALES_SPACE_ID not in spaces_asked(world)


async def test_a_forbidden_name_reads_like_an_unknown_one(start_for: StartFor) -> None:
    """Names can be guessed, and numbers are those of the person's own list."""
    world = await start_for(FOR_ANN, None, None)
    for name in (PAYROLL, "Nowhere", "3", "2"):
        await world.say(f"/space {name}", **BOB)
    await world.close()

    unknown = [talk_texts.SPACE_UNKNOWN.format(space=name) for name in (PAYROLL, "Nowhere", "3")]
    chosen = talk_texts.SPACE_CHOSEN.format(space="Archive")
    assert [each["text"] for each in world.channel.of("a:bob")] == [*unknown, chosen]


async def test_a_welcome_in_a_group_names_what_all_may_ask(start_for: StartFor) -> None:
    """Who adds the bot may ask more than the other members."""
    world = await start_for(FOR_ANN, FOR_ANN, DATABRICKS_SPACE_ID=SALES_SPACE_ID)
    for who in (ANN_IN_GROUP, ANN):
        assert (await world.post(world.activity(**who, **ADDED))).status == 201
    await said(world, welcome_texts.WELCOME_TITLE, GROUP_ID)
    await said(world, PAYROLL_QUESTION, "a:ann")

    assert_nothing_leaks(world, GROUP_ID)


async def test_a_person_who_may_ask_nothing_is_told_at_once(start_for: StartFor) -> None:
    """In their own chat, the welcome would offer samples that are refused."""
    world = await start_for(FOR_ANN)
    assert (await world.post(world.activity(**BOB, **ADDED))).status == 201
    await world.close()

    assert [each.get("text") for each in world.channel.of("a:bob")] == [NO_SPACE]


async def test_a_welcome_where_nobody_may_ask_says_so(start_for: StartFor) -> None:
    """It offers no samples that would be refused."""
    world = await start_for(None, ALLOW_CHANNELS="false")
    assert (await world.post(world.activity(**known(team("Ann")), **ADDED))).status == 201

    chat = team()["conversation"]["id"]
    await said(world, access_texts.NOT_IN_CHANNELS.format(contact=CONTACT), chat)
    assert PAYROLL_QUESTION not in words(world.channel.of(chat))


async def test_a_choice_for_all_does_not_count_for_who_may_not(start_for: StartFor) -> None:
    """Bob's questions go to the space that he may ask; the list of Ann's is not his."""
    world = await start_for(FOR_ANN, None)
    press = CardAction(ActionKind.CHAT_SPACE, "spaces", SALES_SPACE_ID).to_json()
    await world.press(press, **ANN_IN_GROUP)
    await said(world, "for everyone here", GROUP_ID)
    await world.say(SUPPORT, **BOB_IN_GROUP)
    await world.answered(GROUP_ID)
    await world.say("Show revenue by region", **ANN_IN_GROUP)
    await world.answered(GROUP_ID, count=2)

    assert spaces_asked(world) == [SUPPORT_SPACE_ID, SALES_SPACE_ID]


@pytest.mark.parametrize("do", [ActionKind.SPACE, ActionKind.CHAT_SPACE])
async def test_an_old_button_of_a_forbidden_space_is_refused(
    start_for: StartFor, do: ActionKind
) -> None:
    """It is on a card of Ann's, in the group or from before; Bob's choice stays."""
    world = await start_for(FOR_ANN, None)
    press = CardAction(do, "spaces", SALES_SPACE_ID).to_json()
    await world.press(press, **BOB_IN_GROUP)
    await said(world, NO_ACCESS, GROUP_ID)
    await world.say(SUPPORT, **BOB_IN_GROUP)
    await world.answered(GROUP_ID)

    assert spaces_asked(world) == [SUPPORT_SPACE_ID]


@pytest.mark.parametrize(
    ("do", "text"),
    [
        (ActionKind.ROWS, "10"),
        (ActionKind.KIND, "bar"),
        (ActionKind.MEASURE, "1"),
        (ActionKind.COLUMNS, "1"),
        (ActionKind.READ, "0"),
        (ActionKind.FILE, "csv"),
        (ActionKind.RATE, "NEGATIVE"),
        (ActionKind.SHARE, ""),
        (ActionKind.ASK_WITH_MINE, ""),
        (ActionKind.REPORT, ""),
    ],
)
async def test_another_persons_answer_shows_no_more(
    start_for: StartFor, do: ActionKind, text: str
) -> None:
    """Ann has asked in the group; what Bob presses reads nothing from her space."""
    world = await start_for(FOR_ANN, None, DATABRICKS_SPACE_ID=SALES_SPACE_ID)
    await world.say(QUESTION, **ANN_IN_GROUP)
    answer = await world.answered(GROUP_ID)
    data = elements(card_of(answer), "Action.Submit")[0]["data"]
    requests = len(world.workspace.requests)
    await world.press(data | {"do": do, "text": text, "at": 1}, **BOB_IN_GROUP)
    await said(world, NO_ACCESS, GROUP_ID)
    await world.close()

    assert world.answers(GROUP_ID) == [answer]
    assert len(world.workspace.requests) == requests


async def test_a_suggestion_of_another_person_is_asked_in_ones_own_space(
    start_for: StartFor,
) -> None:
    """The button holds words only."""
    world = await start_for(FOR_ANN, None, DATABRICKS_SPACE_ID=SALES_SPACE_ID)
    press = CardAction(ActionKind.ASK, "welcome", SUPPORT).to_json()
    await world.press(press, **BOB_IN_GROUP)
    await world.answered(GROUP_ID)

    assert spaces_asked(world) == [SUPPORT_SPACE_ID]


async def test_equal_questions_share_no_answer_across_spaces(start_for: StartFor) -> None:
    """With a limit, the same first question of several people is asked once in each space."""
    settings = {"DATABRICKS_SPACE_ID": SALES_SPACE_ID, "GENIE_QUESTIONS_PER_MINUTE": "60"}
    world = await start_for(FOR_ANN, None, **settings)
    await asyncio.gather(world.say(QUESTION, **ANN), world.say(QUESTION, **BOB))
    await world.answer("a:ann")
    await world.answer("a:bob")
    await world.close()

    assert sorted(spaces_asked(world)) == sorted([SALES_SPACE_ID, SUPPORT_SPACE_ID])
    assert_nothing_leaks(world, "a:bob")


@pytest.fixture
async def worlds(start_for: StartFor, tmp_path: Path) -> tuple[World, World]:
    """A bot that has answered Ann and offered her a file, and the next one: she may not ask."""
    store = {"STORAGE": f"sqlite:///{tmp_path}/bot.sqlite3"}
    before = await start_for(None, None, DATABRICKS_SPACE_ID=SALES_SPACE_ID, **store)
    await before.say(QUESTION, **ANN)
    answer = await before.answered("a:ann")
    await history(before, **ANN)
    payloads = [each["data"] for each in elements(card_of(answer), "Action.Submit")]
    file = next(each for each in payloads if each["do"] == ActionKind.FILE)
    await before.press(file, **ANN)
    await before.until(lambda: bool(_offers(before)))
    await before.close()
    after = await start_for({"people": [person_id("Bob")]}, None, **store)
    return before, after


def _offers(world: World) -> list[Any]:
    return attached(world, "a:ann", "application/vnd.microsoft.teams.card.file.consent")


@pytest.mark.parametrize("do", [ActionKind.OPEN, ActionKind.CONTINUE])
async def test_an_old_history_opens_nothing(worlds: tuple[World, World], do: ActionKind) -> None:
    """A newer list does not have the question any more."""
    world = worlds[1]
    (listed,) = [m for m in world.channel.of("a:ann") if talk_texts.HISTORY_TITLE in words(m)]
    payloads = [each["data"] for each in elements(card_of(listed), "Action.Submit")]
    requests = len(world.workspace.requests)
    await world.press(next(each for each in payloads if each["do"] == do), **ANN)
    await said(world, NO_ACCESS, "a:ann")
    newer = await history(world, count=2, **ANN)
    await world.close()

    assert talk_texts.HISTORY_EMPTY in words(newer)
    assert len(world.workspace.requests) == requests


async def test_an_offered_file_is_not_given(worlds: tuple[World, World]) -> None:
    """It was offered while Ann could ask."""
    world = worlds[1]
    requests = len(world.workspace.requests)
    (offer,) = _offers(world)
    value = {
        "type": "fileUpload",
        "action": "accept",
        "context": offer["attachments"][0]["content"]["acceptContext"],
        "uploadInfo": {
            "contentUrl": "https://contoso.sharepoint.com/a.xlsx",
            "name": "a.xlsx",
            "uploadUrl": f"{world.channel.url}/upload",
            "uniqueId": "u-1",
            "fileType": "xlsx",
        },
    }
    invoke = {"type": "invoke", "name": "fileConsent/invoke", "replyToId": offer["id"]}
    assert (await world.post(world.activity(value=value, **invoke, **ANN))).status == 200
    await said(world, file_texts.OFFER_OVER, "a:ann")

    assert len(world.workspace.requests) == requests


async def test_a_question_that_moves_is_refused_in_private_too(start_for: StartFor) -> None:
    """What a chat allows, it allows there only."""
    allow = {"chats": [GROUP_ID]}
    world = await start_for(allow, None, DATABRICKS_SPACE_ID=SALES_SPACE_ID)
    await world.say(f"/private {QUESTION}", **ANN_IN_GROUP)
    await said(world, NO_ACCESS, "a:ann")
    await world.close()

    assert spaces_asked(world) == []


async def test_who_may_ask_nothing_can_still_say_who_they_are(start_for: StartFor) -> None:
    """An administrator needs the ids that whoami shows."""
    world = await start_for(FOR_ANN)
    for typed in ("/whoami", "/language", "/stop", "/cancel"):
        await world.say(typed, **BOB)
    await said(world, command_texts.NOTHING_TO_CANCEL, "a:bob")
    assert person_id("Bob") in words(world.channel.of("a:bob"))
    assert_nothing_leaks(world, "a:bob")

    for typed in ("/help", "hi", "/history", "/new", "/space", "/private x", "x"):
        await world.say(typed, **BOB)
    await world.close()
    refusals = [m for m in world.channel.of("a:bob") if m.get("text") == NO_SPACE]
    assert len(refusals) == 7
    assert_nothing_leaks(world, "a:bob")


async def test_the_refusal_is_in_the_persons_language(start_for: StartFor) -> None:
    """That is the language in which they type."""
    world = await start_for(FOR_ANN)
    await world.say("各地區的營收是多少?", **BOB)
    await world.close()

    (message,) = world.channel.of("a:bob")
    assert CONTACT in message["text"]
    assert message["text"] != NO_SPACE


class TestGroups:
    """Groups are looked up in Microsoft Graph."""

    async def test_a_person_is_looked_up_once_in_ten_minutes(
        self, start_for: StartFor, graph: FakeGraph, clock: JumpingClock
    ) -> None:
        """Fifty messages at once cause one request."""
        world = await start_for(FOR_FINANCE)
        await asyncio.gather(*(world.say("/help", **ANN) for _ in range(50)))
        assert len(graph.asked) == 1

        await clock.sleep(601)
        await world.say("/help", **ANN)
        assert [each.person_id for each in graph.asked] == [person_id("Ann")] * 2

    async def test_leaving_the_group_counts_within_ten_minutes(
        self, start_for: StartFor, graph: FakeGraph, clock: JumpingClock
    ) -> None:
        """Membership is not remembered for longer, also if Graph is down then."""
        world = await start_for(FOR_FINANCE)
        await world.say(QUESTION, **ANN)
        await world.answered("a:ann")
        graph.members[person_id("Ann")] = set()
        await clock.sleep(601)
        await world.say(QUESTION, **ANN)
        await said(world, NO_SPACE, "a:ann")
        graph.status = 503
        await clock.sleep(601)
        await world.say(QUESTION, **ANN)
        await said(world, NOT_KNOWN, "a:ann")

        assert len(spaces_asked(world)) == 1

    async def test_it_is_tried_again_soon(
        self, start_for: StartFor, graph: FakeGraph, clock: JumpingClock
    ) -> None:
        """Not by every message, and without a restart."""
        world = await start_for(FOR_FINANCE)
        graph.status = 503
        for _ in range(5):
            await world.say(QUESTION, **ANN)
        assert len(graph.asked) < 5
        graph.status = 0
        await clock.sleep(11)
        await world.say(QUESTION, **ANN)
        await world.answered("a:ann")

    async def test_another_space_is_not_asked_instead(
        self, start_for: StartFor, graph: FakeGraph
    ) -> None:
        """The person means the one that they always ask."""
        world = await start_for(FOR_FINANCE, None, DATABRICKS_SPACE_ID=SALES_SPACE_ID)
        graph.status = 503
        await world.say(QUESTION, **ANN)
        await said(world, NOT_KNOWN, "a:ann")
        await world.say("/space Support", **ANN)
        await world.say(SUPPORT, **ANN)
        await world.answered("a:ann")

        assert spaces_asked(world) == [SUPPORT_SPACE_ID]

    async def test_without_groups_nothing_is_looked_up(
        self, start_for: StartFor, graph: FakeGraph
    ) -> None:
        """Neither for a person who is listed."""
        world = await start_for(FOR_FINANCE | FOR_ANN, None)
        await world.say("/help", **ANN)
        await world.say("/help", **BOB)

        assert [each.person_id for each in graph.asked] == [person_id("Bob")]


async def test_a_guest_can_rate_nothing(start_for: StartFor) -> None:
    """Teams' own thumbs are invokes."""
    world = await start_for(None, ALLOW_GUESTS="false")
    await world.say(QUESTION, **ANN_IN_GROUP)
    answer = await world.answered(GROUP_ID)
    value = {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": "{}"}}
    invoke = {"type": "invoke", "name": "message/submitAction", "replyToId": answer["id"]}
    changes = invoke | {"value": value} | known(group("Gus"))
    assert (await world.post(world.activity(**changes))).status == 200
    await world.close()

    assert access_texts.NOT_FOR_GUESTS.format(contact=CONTACT) in words(world.channel.of(GROUP_ID))
    assert world.answers(GROUP_ID) == [answer]
    assert notice_texts.OLD_ANSWER not in words(world.channel.of(GROUP_ID))


async def test_a_refusal_is_in_the_log_once(
    start_for: StartFor, caplog: pytest.LogCaptureFixture
) -> None:
    """With the activity and the reason, and without anything that was typed."""
    world = await start_for(FOR_ANN)
    activity = world.activity(QUESTION, **BOB)
    for _ in range(2):
        assert (await world.post(activity)).status == 201
    await world.close()

    (line,) = [vars(each) for each in caplog.records if each.message == "refused"]
    assert (line["activity"], line["reason"], line["space_id"]) == (activity["id"], "space", "")
    assert QUESTION not in str(line)


async def test_refusals_are_in_the_audit(start_for: StartFor) -> None:
    """Of whom, and why; and who may ask nothing can still be forgotten."""
    world = await start_for(FOR_ANN)
    await world.say(PAYROLL_QUESTION, **BOB)
    await said(world, NO_SPACE, "a:bob")
    await world.say("forget me", **BOB)
    await said(world, forget_texts.FORGET_TITLE, "a:bob")
    card = next(m for m in world.channel.of("a:bob") if forget_texts.FORGET_TITLE in words(m))
    yes = next(b["data"] for b in elements(card_of(card), "Action.Submit"))
    await world.press(yes, **BOB)
    await said(world, forget_texts.FORGOTTEN, "a:bob")
    assert world.client.app is not None
    refusal, forgetting = await world.client.app[KEEPER].store.trail.since(0)

    assert (refusal["kind"], refusal["detail"]) == ("refusal", "space")
    assert refusal["user_id"] == forgetting["user_id"] == BOB["from"]["id"]
    assert PAYROLL_QUESTION not in str(refusal)
