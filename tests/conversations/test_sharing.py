"""The same first question of several people costs one of the workspace's questions per minute."""

import asyncio

import pytest

from cards.texts import answer_texts, problem_texts, progress_texts
from simulator import Fault
from tests.cards.look import elements, words
from tests.harness.fixtures import Start
from tests.harness.people import GROUP_ID, Changes, chat_of, group, personal
from tests.harness.world import World, card_of

# Equal except for case, width, spaces and final punctuation.
SAME = [
    "Show revenue by region [slow 0.2]",
    "show  REVENUE by region [slow 0.2]?",
    "Show revenue by region [slow 0.2]",
]
NAMES = ["Ann", "Bob", "Cho"]
IN_GROUP = [group(name) for name in NAMES]
ALONE = [personal(name) for name in NAMES]
OWNER, SHARER, ANOTHER = IN_GROUP


@pytest.fixture
async def world(start: Start) -> World:
    """A bot whose workspace has a limit that is not reached here."""
    return await start(GENIE_QUESTIONS_PER_MINUTE="100")


async def all_ask(world: World, people: list[Changes], questions: list[str] | None = None) -> None:
    """Let people ask while the question of the first of them is with Genie."""
    polled = world.polls()
    for person, question in zip(people, questions or SAME, strict=True):
        await world.say(question, **person)
        await world.until(lambda: world.polls() > polled)


async def press_stop(world: World, person: Changes) -> None:
    """Press Stop on this person's card."""
    name = person["from"]["name"]

    def cards() -> list[dict[str, object]]:
        return [m for m in world.progress(chat_of(person)) if f"{name} asked" in words(m)]

    await world.until(lambda: bool(cards()))
    (button,) = elements(cards(), "Action.Submit")
    await world.press(button["data"], **person)


@pytest.mark.parametrize("people", [IN_GROUP, ALONE], ids=["group", "chats of their own"])
async def test_the_same_question_of_three_people_is_posted_once(
    world: World, people: list[Changes]
) -> None:
    """Each is answered in their own chat, with the text that they typed."""
    await all_ask(world, people)
    await world.until(
        lambda: sum(len(world.answers(chat)) for chat in {chat_of(p) for p in people}) == 3
    )
    await world.close()

    answers = [a for chat in {chat_of(p) for p in people} for a in world.answers(chat)]
    assert [question.text for question in world.workspace.questions()] == [SAME[0]]
    assert all(elements(card_of(answer), "Table") for answer in answers)
    assert sum("REVENUE" in words(answer) for answer in answers) == 1


async def test_without_a_limit_questions_are_not_shared(start: Start) -> None:
    """Then posting costs no one a wait, and each person has their own conversation."""
    world = await start()
    await all_ask(world, IN_GROUP)
    await world.answered(GROUP_ID, count=3)

    assert len({question.conversation_id for question in world.workspace.questions()}) == 3


async def test_different_questions_are_not_shared(world: World) -> None:
    """One different word makes another question."""
    others = ["Top 1 products by revenue", "Top 2 products by revenue", "Top 3 products by revenue"]
    await all_ask(world, IN_GROUP, others)
    await world.answered(GROUP_ID, count=3)

    assert sorted(question.text for question in world.workspace.questions()) == others


async def test_a_finished_answer_is_not_shared(world: World) -> None:
    """Data changes; only an open question is shared."""
    await world.say("Show revenue by region", **OWNER)
    await world.answered(GROUP_ID)
    await world.say("Show revenue by region", **SHARER)
    await world.answered(GROUP_ID, count=2)

    assert len(world.workspace.questions()) == 2


async def test_follow_ups_are_never_shared(world: World) -> None:
    """The same words have another meaning in each conversation."""
    await all_ask(world, IN_GROUP[:2], ["Top 1 products by revenue", "Top 2 products by revenue"])
    await world.answered(GROUP_ID, count=2)
    await all_ask(world, IN_GROUP[:2], ["and by month? [slow 0.1]"] * 2)
    await world.answered(GROUP_ID, count=4)

    conversations = [question.conversation_id for question in world.workspace.questions()]
    assert conversations[:2] == conversations[2:] or conversations[:2] == conversations[:1:-1]
    assert len(set(conversations)) == 2


async def test_the_first_asker_continues_the_shared_conversation(world: World) -> None:
    """It belongs to the first asker."""
    await all_ask(world, IN_GROUP)
    await world.answered(GROUP_ID, count=3)
    await world.say("and by month?", **OWNER)
    await world.answered(GROUP_ID, count=4)

    first, second = world.workspace.questions()
    assert first.conversation_id == second.conversation_id


async def test_sharers_replay_the_question_in_their_own_conversations(world: World) -> None:
    """Otherwise two people's questions would be mixed, and "that" would be ambiguous."""
    await all_ask(world, IN_GROUP)
    await world.answered(GROUP_ID, count=3)
    await world.say("and by month?", **SHARER)
    answer = await world.answered(GROUP_ID, count=4)
    await world.say("and by quarter?", **SHARER)
    await world.answered(GROUP_ID, count=5)

    shared, again, follow_up, later = world.workspace.questions()
    shown = words([call.activity for call in world.channel.log_of(GROUP_ID)])
    assert [again.text, follow_up.text, later.text] == [
        SAME[1],
        "and by month?",
        "and by quarter?",
    ]
    assert shared.conversation_id != again.conversation_id
    assert again.conversation_id == follow_up.conversation_id == later.conversation_id
    assert progress_texts.CATCHING_UP in shown
    assert "month" in words(answer)
    assert answer_texts.LOST_CONTEXT not in words(answer)


async def test_after_new_nothing_is_replayed(world: World) -> None:
    """A new conversation does not need the previous question."""
    await all_ask(world, IN_GROUP)
    await world.answered(GROUP_ID, count=3)
    await world.say("new", **SHARER)
    await world.say("Show revenue by month", **SHARER)
    await world.answered(GROUP_ID, count=4)

    assert [q.text for q in world.workspace.questions()] == [SAME[0], "Show revenue by month"]


async def test_a_failed_replay_is_a_problem_card(world: World) -> None:
    """The follow-up would mean something else on its own. It can be asked again.

    Then both are posted again, since a conversation with a failed start cannot be continued.
    """
    await all_ask(world, IN_GROUP)
    await world.answered(GROUP_ID, count=3)
    world.workspace.fail_next(method="GET", path_contains="/messages/", times=1, status=404)
    await world.say("and by month?", **SHARER)
    problem = await world.answer(GROUP_ID, count=4)
    assert problem_texts.ASK_AGAIN in words(problem)
    (again,) = elements(card_of(problem), "Action.Submit")
    await world.press(again["data"], **SHARER)
    await world.answered(GROUP_ID, count=4)

    asked = [question.text for question in world.workspace.questions()]
    shared = SAME[1]
    assert asked == [SAME[0], shared, shared, "and by month?"]


async def test_after_a_stop_by_the_first_asker_the_others_are_answered(world: World) -> None:
    """The message in Genie is not deleted."""
    await all_ask(world, IN_GROUP)
    await world.until(lambda: len(world.progress(GROUP_ID)) == 3)
    await press_stop(world, OWNER)
    await world.answered(GROUP_ID, count=2)
    await world.close()

    assert world.deletions() == []
    assert len(world.workspace.questions()) == 1
    assert (
        sum(progress_texts.STOPPED in words(message) for message in world.channel.of(GROUP_ID)) == 1
    )


async def test_after_a_stop_by_a_sharer_the_first_asker_is_answered(world: World) -> None:
    """A stop applies to one person."""
    await all_ask(world, IN_GROUP)
    await world.until(lambda: len(world.progress(GROUP_ID)) == 3)
    await press_stop(world, SHARER)
    await world.answered(GROUP_ID, count=2)
    await world.say("and by month?", **OWNER)
    await world.answered(GROUP_ID, count=3)

    first, second = world.workspace.questions()
    assert world.deletions() == []
    assert first.conversation_id == second.conversation_id


async def test_when_all_have_stopped_the_message_is_deleted(world: World) -> None:
    """No one waits for the answer."""
    await all_ask(world, IN_GROUP, ["Show revenue by region [slow 200]"] * 3)
    await world.until(lambda: len(world.progress(GROUP_ID)) == 3)
    for person in IN_GROUP:
        assert world.deletions() == []
        await press_stop(world, person)
    await world.until(lambda: bool(world.deletions()))
    polled = world.polls()
    await asyncio.sleep(0.1)

    (asked,) = world.workspace.questions()
    assert world.deletions() == [asked.message_id]
    assert world.polls() == polled


async def test_a_question_that_all_have_stopped_is_not_shared(world: World) -> None:
    """A later asker must not wait for an abandoned question."""
    world.workspace.fail_next(Fault.SLOW, path_contains="start-conversation", delay_s=0.3)
    await world.say(SAME[0], **OWNER)
    await press_stop(world, OWNER)
    await world.until(lambda: progress_texts.STOPPED in words(world.channel.of(GROUP_ID)))
    await world.say(SAME[0], **SHARER)
    answer = await world.answered(GROUP_ID)
    await world.until(lambda: bool(world.deletions()))
    await world.close()

    assert "Bob asked" in words(answer)
    assert len(world.workspace.questions()) == 2
    assert len(world.answers(GROUP_ID)) == 1


async def test_all_sharers_are_told_of_a_failure(world: World) -> None:
    """Each card has its own reference."""
    await all_ask(world, IN_GROUP, ["Show revenue by region [fail] [slow 0.1]"] * 3)
    await world.until(lambda: len([m for m in world.channel.of(GROUP_ID) if failed(m)]) == 3)

    references = {words(elements(m, "TextBlock")[-1]) for m in world.channel.of(GROUP_ID)}
    assert len(references) == 3
    assert len(world.workspace.questions()) == 1


def failed(message: dict[str, object]) -> bool:
    """Whether the message is a problem card."""
    return "Genie could not answer" in str(message.get("summary"))


async def test_sharers_get_no_link_to_the_conversation(world: World) -> None:
    """With the link they would see later questions of the first asker."""
    await all_ask(world, ALONE)
    await world.until(lambda: all(world.answers(chat_of(person)) for person in ALONE))

    owner, *sharers = (words(card_of(world.answers(chat_of(person))[0])) for person in ALONE)
    assert answer_texts.OPEN_IN_DATABRICKS in owner
    assert f"[{answer_texts.POWERED_BY}](" in owner
    assert not any(answer_texts.OPEN_IN_DATABRICKS in card for card in sharers)
    assert not any(f"[{answer_texts.POWERED_BY}](" in card for card in sharers)
